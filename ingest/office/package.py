"""Opening an office package (OPC): checked, and with what its libraries stumble over put right."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.unpack import DAMAGED, check_archive, damaged

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(?=\w)")
_RELATION = re.compile(rb"<Relationship\b[^>]*?/?>")
_TARGET = re.compile(rb"\bTarget=[\"']([^\"']*)[\"']")


_FAULTS: tuple[type[Exception], ...] = (
    KeyError,
    IndexError,
    AttributeError,
    TypeError,
    ValueError,
    AssertionError,
)


@contextmanager
def open_package(path: Path, limits: Limits) -> Iterator[BinaryIO]:
    """Yield the package's bytes, fit for python-docx and python-pptx.

    Strict packages are read as transitional ones, templates and files with macros as plain ones;
    relations to parts that are missing are left out. Raises UnreadableDocument and its kinds.
    """
    check_archive(path, limits)
    try:
        mended = _mended(path)
    except DAMAGED as error:
        raise damaged(path) from error
    if mended is not None:
        yield mended
        return
    with path.open("rb") as file:
        yield file


@contextmanager
def library_errors(path: Path, *foreign: type[Exception]) -> Iterator[None]:
    """Turn what a library raises on a faulty package into UnreadableDocument.

    The libraries do not check what they read: a fault shows as whatever error its use leads to.
    """
    faults = _FAULTS + foreign
    try:
        yield
    except DAMAGED as error:
        raise damaged(path) from error
    except faults as error:
        raise UnreadableDocument(
            path,
            f"its content breaks the format ({type(error).__name__}: {error}): open it in its "
            "program and save it again",
        ) from error


def _mended(path: Path) -> io.BytesIO | None:
    with ZipFile(path) as archive:
        names = frozenset(archive.namelist())
        changed = {
            name: after
            for name in names
            if name.endswith((".xml", ".rels"))
            for before in [archive.read(name)]
            for after in [_plain(name, before, names)]
            if after != before
        }
        return _copy(archive, changed) if changed else None


def _plain(name: str, part: bytes, names: frozenset[str]) -> bytes:
    if b"purl.oclc.org/ooxml" in part:
        part = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", part)
        part = part.replace(b"/2006/extendedProperties", b"/2006/extended-properties")
    if name == "[Content_Types].xml":
        return _plain_types(part)
    if name.endswith(".rels"):
        return _RELATION.sub(lambda found: _kept(name, found[0], names), part)
    return part


def _plain_types(part: bytes) -> bytes:
    """Templates, shows and files with macros hold the same main part under another type."""
    for library, kind, main in (
        (b"word", b"wordprocessingml", b"document"),
        (b"powerpoint", b"presentationml", b"presentation"),
    ):
        plain = b"application/vnd.openxmlformats-officedocument.%s.%s.main+xml" % (kind, main)
        part = re.sub(
            rb"application/vnd\.(?:openxmlformats-officedocument\.%s|ms-%s)"
            rb"\.(?:document|template|presentation|slideshow)(?:\.macroEnabled\w*)?\.main\+xml"
            % (kind, library),
            plain,
            part,
        )
    return part


def _kept(name: str, relation: bytes, names: frozenset[str]) -> bytes:
    target = _TARGET.search(relation)
    if target is None or b'TargetMode="External"' in relation:
        return relation
    text = target[1].decode("utf-8", errors="replace")
    part = normpath(join(dirname(dirname(name)), text)).lstrip("/")
    return relation if part in names else b""


def _copy(archive: ZipFile, changed: dict[str, bytes]) -> io.BytesIO:
    copy = io.BytesIO()
    with ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=1) as target:
        for name in dict.fromkeys(archive.namelist()):
            target.writestr(name, changed.get(name) or archive.read(name))
    copy.seek(0)
    return copy
