"""`kb llm serve` starts vLLM, waits for it, says how to use it, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kb_assistant.errors import ModelServerDown
from kb_assistant.llm_server import ServerOptions, command, serve

STAND_IN = f"""#!{sys.executable}
import http.server, os, pathlib, signal, sys
folder = pathlib.Path(__file__).parent
(folder / "pid").write_text(str(os.getpid()))
(folder / "argv").write_text("\\n".join(sys.argv[1:]))
(folder / "key").write_text(os.environ.get("VLLM_API_KEY", ""))
print("loading the model", flush=True)
if "broken" in sys.argv:
    sys.exit("no such model")

class Health(http.server.BaseHTTPRequestHandler):
    looks = 0

    def do_GET(self):
        Health.looks += 1
        self.send_response(200 if Health.looks > 1 else 503)
        self.end_headers()

    def log_message(self, *_):
        pass

port = int(sys.argv[sys.argv.index("--port") + 1])
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    http.server.HTTPServer(("127.0.0.1", port), Health).serve_forever()
except KeyboardInterrupt:
    (folder / "stopped").touch()
"""


def test_the_command_has_the_flags_that_question_answering_needs() -> None:
    line = command("vllm", "Qwen/Qwen3-8B", port=8000, options=ServerOptions())

    assert line == [
        *("vllm", "serve", "Qwen/Qwen3-8B", "--host", "127.0.0.1", "--port", "8000"),
        *("--served-model-name", "Qwen/Qwen3-8B"),
        *("--enable-prefix-caching", "--enable-chunked-prefill"),
    ]


def test_the_command_takes_what_the_options_name(tmp_path: Path) -> None:
    model = tmp_path / "my-model"
    model.mkdir()
    options = ServerOptions(
        host="0.0.0.0",
        api_key="secret",
        context_tokens=8192,
        gpu_memory=0.8,
        gpus=2,
        more=("--enforce-eager",),
    )

    line = command("vllm", str(model), port=9000, options=options)

    assert line[line.index("--served-model-name") + 1] == "my-model"
    assert line[-7:] == [
        *("--max-model-len", "8192", "--gpu-memory-utilization", "0.8"),
        *("--tensor-parallel-size", "2", "--enforce-eager"),
    ]
    assert "secret" not in line


def test_without_vllm_the_error_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(ModelServerDown, match=r"pip install 'kb-assistant\[vllm\]'"):
        serve("some-model")


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """A folder with a program in vLLM's place that answers /health and nothing else."""
    program = tmp_path / "vllm"
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def started(folder: Path, model: str, port: int) -> subprocess.Popen[str]:
    code = (
        "from kb_assistant.errors import ModelServerDown\n"
        "from kb_assistant.llm_server import ServerOptions, serve\n"
        f"try: serve({model!r}, port={port}, options=ServerOptions(api_key='secret'))\n"
        "except ModelServerDown as error: raise SystemExit(str(error)) from error\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_healthy_server_is_announced_and_ends_with_us(stand_in: Path, sign: int) -> None:
    port = free_port()
    ours = started(stand_in, "tiny", port)
    assert ours.stdout is not None
    announced = [ours.stdout.readline() for _ in range(3)]

    ours.send_signal(sign)
    _, messages = ours.communicate(timeout=30)

    assert announced == [
        f"KB_LLM_BASE_URL=http://127.0.0.1:{port}/v1\n",
        "KB_LLM_MODEL=tiny\n",
        "KB_LLM_API_KEY=<the key>\n",
    ]
    assert ours.returncode == 0
    assert "loading the model" in messages
    assert "secret" not in messages
    assert (stand_in / "key").read_text() == "secret"
    assert (stand_in / "stopped").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((stand_in / "pid").read_text()), 0)


def test_a_server_that_ends_before_it_is_ready_is_an_error(stand_in: Path) -> None:
    ours = started(stand_in, "broken", free_port())

    said, messages = ours.communicate(timeout=30)

    assert ours.returncode == 1
    assert said == ""
    assert "no such model" in messages
    assert "ended before it was ready (exit code 1)" in messages


def test_a_port_that_is_taken_is_named(stand_in: Path) -> None:
    port = free_port()
    first = started(stand_in, "tiny", port)
    assert first.stdout is not None
    first.stdout.readline()
    try:
        second = started(stand_in, "tiny", port)
        _, messages = second.communicate(timeout=30)
    finally:
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=30)

    assert second.returncode == 1
    assert f"something answers at http://127.0.0.1:{port} already" in messages
