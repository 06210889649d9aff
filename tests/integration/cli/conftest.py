"""Runs the real `kb` in processes of its own, on the real packaged model."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "samples" / "knowledge"


@dataclass(frozen=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Kb:
    """The `kb` command over one data folder."""

    home: Path

    def __call__(self, *words: str, stdin: str = "") -> Ran:
        done = subprocess.run(
            self.command(*words),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environment(),
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def command(self, *words: str) -> list[str]:
        return [str(Path(sys.executable).parent / "kb"), *words]

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        return own | {"KB_HOME": str(self.home)}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the samples, made once for all processes of a test run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "samples-home"
    with (shared / "samples-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "done").exists():
            ran = Kb(home)("add", str(SAMPLES), "--collection", "samples")
            assert ran.code == 0, ran.err
            (home / "done").touch()
    return home


@pytest.fixture
def sample_folder() -> Path:
    """The sample documents that ship with the product."""
    return SAMPLES


@pytest.fixture
def samples(filled: Path, tmp_path: Path) -> Kb:
    """The `kb` command over a copy of the samples that a test may change."""
    shutil.copytree(filled, tmp_path / "samples")
    return Kb(tmp_path / "samples")


@pytest.fixture
def empty(filled: Path, tmp_path: Path) -> Kb:
    """The `kb` command over an empty data folder whose model is already prepared."""
    shutil.copytree(filled / "models", tmp_path / "empty" / "models")
    return Kb(tmp_path / "empty")


@pytest.fixture
def killed_after(empty: Kb) -> Callable[[float, Path], None]:
    """Start `kb add FOLDER` and kill it, as the power would, after some seconds."""

    def run(seconds: float, folder: Path) -> None:
        process = subprocess.Popen(
            empty.command("add", str(folder)),
            env=empty.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    return run
