"""One writer at a time: a lock file that the system frees when its owner dies, however it dies."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def try_lock(file: Path) -> Iterator[bool]:
    """Take the lock for the time of the block; give False when somebody else holds it."""
    from filelock import FileLock, Timeout

    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(file), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        _owner_file(file).write_text(
            json.dumps({"process": os.getpid(), "host": socket.gethostname()}), encoding="utf-8"
        )
        yield True
    finally:
        lock.release()


def owner(file: Path) -> str:
    """Name who holds the lock, as far as that is known."""
    try:
        held = json.loads(_owner_file(file).read_text(encoding="utf-8"))
        return f"process {held['process']} on {held['host']}"
    except (OSError, ValueError, KeyError):
        return "another process"


def _owner_file(file: Path) -> Path:
    return file.with_suffix(".owner")
