"""Puts files in place so that nobody ever sees half of one, whenever the process dies."""

import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexes.errors import IndexUnwritable

_REFUSED = re.compile(
    r"No space left on device|Read-only file system|Permission denied|File too large"
    r"|Disk quota exceeded",
    re.I,
)
"""What a system says in an error that reaches us as text alone."""


def write(file: Path, content: bytes) -> None:
    """Write a file beside, force it to disk, and rename it into place."""
    beside = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(file.parent)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses into `IndexUnwritable`; libraries tell of it in their own ways."""
    try:
        yield
    except (OSError, ValueError) as error:
        told = _REFUSED.search(str(error))
        if isinstance(error, ValueError) and not told:
            raise
        reason = told[0] if told else str(error)
        raise IndexUnwritable(
            f"the index in {folder} cannot be written: {reason}; free some room there, or allow "
            "writing. Searches go on with what it held, and nothing is lost"
        ) from error


def may_write(folder: Path) -> bool:
    """Tell whether files can be made in a folder, as far as the system says."""
    if not hasattr(os, "statvfs"):
        return True
    return os.access(folder, os.W_OK) and not os.statvfs(folder).f_flag & os.ST_RDONLY


def sync(file: Path) -> None:
    """Force a file to disk."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Force a folder's list of names to disk, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def checksum(file: Path) -> int:
    """Return the CRC-32 of a file."""
    crc = 0
    with file.open("rb") as handle:
        while block := handle.read(1 << 22):
            crc = zlib.crc32(block, crc)
    return crc
