"""Looks into archives and messages: their members are documents of their own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.archive import CONTAINERS, is_archive, member_names, unpack_member
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from kb_assistant.walk import Found


def expanded(found: Iterable[Found], limits: Limits) -> Iterator[Found]:
    """Yield each file, and after it its members under their names below its own.

    An archive itself is no document, a message is one. Members of members are not looked for.
    """
    for each in found:
        if each.path.suffix.lower() in CONTAINERS and not each.problem and each.path.is_file():
            yield from _with_members(each, limits)
        else:
            yield each


@contextmanager
def unpacked(found: Found, limits: Limits) -> Iterator[Path]:
    """Give the path to read `found` from while the block lasts. Raises UnreadableDocument."""
    if not found.member:
        yield found.path
        return
    with TemporaryDirectory(prefix="kb-member-") as folder:
        yield unpack_member(found.path, found.member, Path(folder), limits)


def _with_members(found: Found, limits: Limits) -> Iterator[Found]:
    try:
        is_box = is_archive(found.path)
        names = member_names(found.path, limits)
    except UnreadableDocument as error:
        yield replace(found, problem=error.reason)
        return
    except OSError as error:
        yield replace(found, problem=f"the file cannot be opened: {error.strerror}")
        return
    if not is_box:
        yield found
    for name in names:
        yield replace(found, uri=f"{found.uri}/{name}", member=name)
