"""A real vLLM server on the CPU for tests: `python tests/servers/vllm_server.py install|serve`.

`install` brings the environment; `serve` runs the server until it is interrupted, for trying
things out by hand; tests call `running_server`.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.vllm_environment import (
    EnvironmentIncomplete,
    home,
    install,
    is_installed,
    locked,
    program,
)

MODEL = "tiny"
API_KEY = "test-key"
START_SECONDS = 300.0
STOP_SECONDS = 20.0
TAIL_LINES = 40
HOW_TO_INSTALL = "run `python tests/servers/vllm_server.py install`"
# A model with random weights would fill JSON with blank lines until its tokens are used up.
STRUCTURED_OUTPUTS = '{"backend": "guidance", "disable_any_whitespace": true}'
OPTIONS = (
    *("--dtype", "float32", "--enforce-eager", "--block-size", "32"),
    *("--structured-outputs-config", STRUCTURED_OUTPUTS),
    "--enable-prompt-tokens-details",
)
SURROUNDINGS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
}


class ServerDidNotStart(RuntimeError):
    """The server ended or did not become healthy in time; the text ends with its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server: what a client needs, and where it writes its log."""

    base_url: str
    api_key: str
    model: str
    pid: int
    log: Path


@contextmanager
def running_server(
    *options: str, api_key: str = API_KEY, start_seconds: float = START_SECONDS
) -> Iterator[Server]:
    """Run `vllm serve` with the tiny chat model on a free port, and end it with all its children.

    `options` are further flags of `vllm serve`. Raises `EnvironmentIncomplete` when it is not
    installed and `ServerDidNotStart`, with the end of the log, when it does not become healthy.
    """
    if not is_installed():
        raise EnvironmentIncomplete(f"vLLM for tests is not installed: {HOW_TO_INSTALL}")
    port = free_port()
    log = _fresh_log(port)
    command = [*_tied_to_us(), *_serve_command(tiny_model(), port, api_key), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        server = Server(
            base_url=f"http://127.0.0.1:{port}/v1",
            api_key=api_key,
            model=MODEL,
            pid=process.pid,
            log=log,
        )
        _wait_until_healthy(process, server, seconds=start_seconds)
        yield server
    finally:
        _stop(process)


def _serve_command(model: Path, port: int, api_key: str) -> list[str]:
    return [
        *(str(program("vllm")), "serve", str(model), "--served-model-name", MODEL),
        *("--host", "127.0.0.1", "--port", str(port), "--api-key", api_key),
        *OPTIONS,
    ]


def _tied_to_us() -> list[str]:
    """Return what makes the kernel end the server when this process dies without ending it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def surroundings() -> dict[str, str]:
    """Return the environment variables under which vLLM runs here, offline and small."""
    bin_folder = str(program("vllm").parent)
    path = os.pathsep.join((bin_folder, os.environ.get("PATH", "")))
    caches = {"VLLM_CACHE_ROOT": str(home() / "cache"), "HF_HOME": str(home() / "cache")}
    return {**os.environ, **SURROUNDINGS, **caches, "PATH": path}


def tiny_model() -> Path:
    """Return the folder of the model, made when it is first asked for."""
    script = Path(__file__).with_name("tiny_model.py")
    folder = home() / "models" / MODEL
    folder.parent.mkdir(exist_ok=True)
    with locked(folder.parent / "make.lock"):
        weights = folder / "model.safetensors"
        if not weights.exists() or weights.stat().st_mtime < script.stat().st_mtime:
            made = subprocess.run(
                [program("python"), script, folder],
                env=surroundings(),
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode:
                raise ServerDidNotStart(f"the tiny model could not be made:\n{made.stderr}")
    return folder


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fresh_log(port: int) -> Path:
    folder = home() / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{port}.log"


def _wait_until_healthy(
    process: subprocess.Popen[bytes], server: Server, *, seconds: float
) -> None:
    deadline = time.monotonic() + seconds
    while not is_healthy(server.base_url):
        if process.poll() is not None:
            log = _tail(server.log)
            raise ServerDidNotStart(f"vLLM ended with {process.returncode}:\n{log}")
        if time.monotonic() > deadline:
            log = _tail(server.log)
            raise ServerDidNotStart(f"vLLM is not healthy after {seconds:.0f} s:\n{log}")
        time.sleep(0.25)


def is_healthy(base_url: str) -> bool:
    """Tell whether a server answers and can generate."""
    try:
        reply = httpx.get(f"{base_url.removesuffix('/v1')}/health", timeout=2, trust_env=False)
    except httpx.TransportError:
        return False
    return reply.status_code == httpx.codes.OK


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-TAIL_LINES:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then end what is left of its process group."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def main(arguments: Sequence[str] | None = None) -> int:
    """Install the environment, or serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="create the environment unless it is there")
    serve = commands.add_parser("serve", help="run the server until Ctrl-C")
    serve.add_argument("options", nargs="*", help="further flags of `vllm serve`, after --")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "install":
            install(_say)
        else:
            _serve(chosen.options)
    except (EnvironmentIncomplete, ServerDidNotStart) as error:
        _say(str(error))
        return 1
    return 0


def _serve(options: Sequence[str]) -> None:
    with running_server(*options) as server:
        _say(f"{server.base_url}  model {server.model}  key {server.api_key}  log {server.log}")
        try:
            signal.pause()
        except KeyboardInterrupt:
            _say("Stopping")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
