"""Files within files: all that lies in an archive or a message, as deep as is allowed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from ingest.archive import CONTAINERS, Inside, check_count, looked_into, unpack_member
from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.unpack import check_growth


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file within another: the names on the way to it; `problem` says why it cannot be read."""

    names: tuple[str, ...]
    problem: str = ""


def is_container(name: str) -> bool:
    """Tell by its name whether a file is looked into."""
    return PurePosixPath(name).suffix.lower() in CONTAINERS


def members_of(path: Path, limits: Limits) -> tuple[bool, tuple[Member, ...]]:
    """Return whether `path` is nothing but a box, and the documents in it, those of boxes too.

    A box in it that cannot be opened, lies too deep, or goes over a limit that counts for all
    levels together (bytes, growth, number) is a member with a problem; the others stay.
    Raises UnreadableDocument or OverLimit where that is so of `path` itself, or OSError.
    """
    walk = _Walk(path, limits)
    inside = walk.open(path)
    return inside.is_box, tuple(walk.members(path, inside, ()))


def too_deep(names: tuple[str, ...], limits: Limits) -> str:
    """Return why the file at the end of `names` is not taken out; "" where it is.

    Each name but the last is that of a file in which the next one lies.
    """
    if len(names) <= limits.archive_depth:
        return ""
    return (
        f"{len(names)} files lie within each other here, the limit is {limits.archive_depth}: "
        "unpack them first, or raise the setting limits.archive_depth"
    )


class _Walk:
    """Goes through one file level by level, and counts over all of them."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._size = 0
        self._count = 0

    def open(self, box: Path) -> Inside:
        """Return what lies in `box`, and count it. Raises UnreadableDocument or OverLimit."""
        inside = looked_into(box, self._limits)
        if box != self._path:
            size, count = self._size + inside.size, self._count + len(inside.names)
            check_growth(self._path, self._path.stat().st_size, size, self._limits)
            check_count(self._path, count, self._limits)
        self._size += inside.size
        self._count += len(inside.names)
        return inside

    def members(self, box: Path, inside: Inside, above: tuple[str, ...]) -> Iterator[Member]:
        """Yield the documents in `box`, which lies in the files `above`."""
        for name in inside.names:
            names = (*above, name)
            problem = too_deep(names, self._limits)
            if problem or not is_container(name):
                yield Member(names=names, problem=problem)
            else:
                yield from self._nested(box, names)

    def _nested(self, box: Path, names: tuple[str, ...]) -> Iterator[Member]:
        with TemporaryDirectory(prefix="kb-member-") as folder:
            try:
                inner = unpack_member(box, names[-1], Path(folder), self._limits)
                inside = self.open(inner)
                if inside.is_box and (problem := too_deep((*names, ""), self._limits)):
                    raise OverLimit(inner, problem)
            except UnreadableDocument as error:
                yield Member(names=names, problem=error.reason)
                return
            if not inside.is_box:
                yield Member(names=names)
            yield from self.members(inner, inside, names)
