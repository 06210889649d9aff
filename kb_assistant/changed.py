"""Tells whether a file has changed since it was added."""

import hashlib
from pathlib import Path
from stat import S_ISREG

from indexes.errors import NameTaken
from ingest.errors import UnreadableDocument
from ingest.model import Document, Status
from kb_assistant.walk import Found


def size_and_time(found: Found) -> tuple[int, int]:
    """Return bytes and nanoseconds since 1970 of the last change; raise UnreadableDocument."""
    if found.problem:
        raise UnreadableDocument(found.path, found.problem)
    try:
        stat = found.path.stat()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}; check the link or its permissions"
        raise UnreadableDocument(found.path, reason) from error
    if not S_ISREG(stat.st_mode):
        # Opening a named pipe would wait for its other end for ever.
        raise UnreadableDocument(found.path, "it is a pipe, a socket or a device, not a file")
    return stat.st_size, stat.st_mtime_ns


def hashed(path: Path) -> str:
    """Return the SHA-256 of a file; raise UnreadableDocument."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}; check its permissions"
        raise UnreadableDocument(path, reason) from error


def is_current(known: Document, now: Document) -> bool:
    """Tell whether a document was read well, by the reader that would read it now."""
    return known.status is Status.READY and known.reader == now.reader


def looks_unchanged(known: Document, now: Document) -> bool:
    """Tell by folder, size and time, without opening the file, that it is as it was."""
    same = (known.root, known.size, known.modified) == (now.root, now.size, now.modified)
    return is_current(known, now) and same


def refuse_other_file(known: Document, found: Found) -> None:
    """Raise NameTaken where another file that is still there goes by the name of this one."""
    former = Path(known.root) / known.uri
    # A member of an archive lies below a file.
    there = former.exists() or any(folder.is_file() for folder in former.parents)
    if known.root != str(found.root) and known.version and there:
        raise NameTaken(
            f"{found.path}: collection {known.collection} already holds {former} under the name "
            f"{known.uri}; add this one with another --collection, or add a folder above both"
        )
