"""Keeps the parts of a long reading on disk, so that one that was stopped goes on where it was."""

import fcntl
import hashlib
import logging
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import time

log = logging.getLogger(__name__)

_KEPT_SECONDS = 30 * 24 * 3600
"""How long a reading that was given up is kept."""

_BROKEN = (
    pickle.UnpicklingError,
    EOFError,
    AttributeError,
    ImportError,
    LookupError,
    TypeError,
    ValueError,
)
"""What unpickling raises where a part was cut off, or written by another version of our code."""


class Shelf:
    """A folder of numbered parts, each a value of our own classes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, number: int, value: object) -> None:
        """Keep `value` as the part `number`: whole, or not at all. Raises OSError."""
        target = self._path(number)
        beside = target.with_suffix(".new")
        beside.write_bytes(pickle.dumps(value, protocol=5))
        beside.replace(target)

    def get(self, number: int) -> object | None:
        """Return the part `number`; None where there is none that can be understood."""
        try:
            part: object = _Ours(BytesIO(self._path(number).read_bytes())).load()
        except FileNotFoundError:
            return None
        except _BROKEN:
            log.warning("the kept part %s is of no use and is read again", self._path(number))
            return None
        return part

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}.part"


@contextmanager
def temporary_shelf() -> Iterator[Shelf]:
    """Give a shelf that is gone when the block ends."""
    with TemporaryDirectory(prefix="kb-reading-") as folder:
        yield Shelf(Path(folder))


@contextmanager
def kept_shelf(root: Path, path: Path, reader: str) -> Iterator[Shelf]:
    """Give the shelf for the content of the file `path`, as `reader` reads it.

    It stays where the block is left by an error, or the process dies, and is removed when the block
    ends well. While another process uses it, a temporary one is given. Raises OSError.
    """
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    folder = root / _key(path, reader)
    with _locked(folder) as ours:
        if not ours:
            with temporary_shelf() as shelf:
                yield shelf
            return
        yield Shelf(folder)
        rmtree(folder, ignore_errors=True)


def _key(path: Path, reader: str) -> str:
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{content} {reader}".encode()).hexdigest()[:32]


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Tell whether we alone use the folder; the lock ends with the process at the latest."""
    folder.mkdir(exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            os.utime(folder)
            yield True
    finally:
        os.close(handle)


def _sweep(root: Path) -> None:
    """Remove what was left behind by files that nobody read again."""
    for folder in root.iterdir():
        with suppress(OSError):
            if time() - folder.stat().st_mtime > _KEPT_SECONDS:
                rmtree(folder, ignore_errors=True)


class _Ours(pickle.Unpickler):
    """Makes values of our own package only: what lies in a folder is data, never code."""

    def find_class(self, module: str, name: str) -> object:
        if module.split(".")[0] != "ingest":
            raise pickle.UnpicklingError(f"{module}.{name} is none of our values")
        return super().find_class(module, name)
