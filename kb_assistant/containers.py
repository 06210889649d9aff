"""Looks into archives, messages and PDFs: the files in them are documents of their own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock

from ingest.archive import unpack_member
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Note
from ingest.nested import is_container, members_of, too_deep
from kb_assistant.walk import Found

_Box = tuple[Path, int, tuple[str, ...]]


def expanded(found: Iterable[Found], limits: Limits) -> Iterator[Found]:
    """Yield each file, and after it its members under their names below its own.

    An archive itself is no document, a message is one. Archives in archives are looked into as
    deep as the limits allow; one that is not is yielded with its problem.
    """
    for each in found:
        if is_container(each.path.name) and not each.problem and each.path.is_file():
            yield from _with_members(each, limits)
        else:
            yield each


def attached(found: Found, notes: Sequence[Note], limits: Limits) -> Iterator[Found]:
    """Yield the files that are attached to a PDF, as the `notes` on its reading name them.

    Those of archives and messages come with `expanded`.
    """
    if not is_container(found.uri):
        for name in filter(None, (note.attached for note in notes)):
            members = (*found.members, name)
            yield _within(found, members, problem=too_deep(members, limits))


class Unpacker:
    """Takes files out of others. The inner archive of the last one stays unpacked for the next."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._box: tuple[_Box, Path] | None = None

    @contextmanager
    def taken_out(self, found: Found) -> Iterator[Path]:
        """Give the path to read `found` from while the block lasts. Raises UnreadableDocument."""
        if not found.members:
            yield found.path
            return
        with TemporaryDirectory(prefix="kb-member-") as folder:
            with self._lock:
                box = self._opened(found.path, found.members[:-1])
                path = unpack_member(box, found.members[-1], Path(folder), self._limits)
            yield path

    def close(self) -> None:
        """Remove the archive that is still unpacked."""
        with self._lock:
            self._drop()

    def _opened(self, path: Path, names: tuple[str, ...]) -> Path:
        """Return the file in which a member lies; `names` lead to it."""
        if not names:
            return path
        key = path, path.stat().st_mtime_ns, names
        if self._box is None or self._box[0] != key:
            self._drop()
            self._box = key, self._unpacked(path, names)
        return self._box[1]

    def _unpacked(self, path: Path, names: tuple[str, ...]) -> Path:
        kept = Path(mkdtemp(prefix="kb-archive-"))
        try:
            for level, name in enumerate(names):
                folder = kept / str(level)
                folder.mkdir()
                path = unpack_member(path, name, folder, self._limits)
        except BaseException:
            rmtree(kept, ignore_errors=True)
            raise
        return path

    def _drop(self) -> None:
        if self._box is not None:
            rmtree(self._box[1].parents[1], ignore_errors=True)
            self._box = None


def _with_members(found: Found, limits: Limits) -> Iterator[Found]:
    try:
        is_box, members = members_of(found.path, limits)
    except UnreadableDocument as error:
        yield replace(found, problem=error.reason)
        return
    except OSError as error:
        yield replace(found, problem=f"the file cannot be opened: {error.strerror}")
        return
    if not is_box:
        yield found
    for member in members:
        yield _within(found, member.names, problem=member.problem)


def _within(found: Found, members: tuple[str, ...], *, problem: str) -> Found:
    above = found.uri.removesuffix("/".join(("", *found.members)))
    uri = "/".join((above, *members))
    return replace(found, uri=uri, members=members, problem=problem)
