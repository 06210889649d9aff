"""What a process and a folder take of the machine."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GIB = 1024**3


def memory() -> float:
    """Return the GiB that this process holds now, mapped files included; 0 off Linux."""
    return _status("VmRSS")


def peak_memory() -> float:
    """Return the most GiB that this process has held; 0 off Linux."""
    return _status("VmHWM")


def disk(folder: Path) -> float:
    """Return the GiB of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / GIB


@contextmanager
def timed(into: list[float]) -> Iterator[None]:
    """Append the seconds that the block takes."""
    began = time.perf_counter()
    yield
    into.append(time.perf_counter() - began)


@contextmanager
def worked(into: list[float]) -> Iterator[None]:
    """Append the processor's seconds for the block: all threads, and processes that ended in it."""
    began = _work()
    yield
    into.append(_work() - began)


def percentile(seconds: list[float], share: float) -> float:
    """Return the value below which that share of the times lies; the nearest one."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _work() -> float:
    helpers = os.times()
    return time.process_time() + helpers.children_user + helpers.children_system


def _status(name: str) -> float:
    try:
        text = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in text.splitlines())
    return int(lines[name].split()[0]) * 1024 / GIB
