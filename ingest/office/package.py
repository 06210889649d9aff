"""Opening an office package (OPC): checked, and with what its libraries stumble over put right."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath, split
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.unpack import DAMAGED, check_archive, damaged
from ingest.xml import Node, parse_xml

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(?=\w)")
_RELATION = re.compile(rb"<Relationship\b[^>]*?/?>")
_TARGET = re.compile(rb"\bTarget=[\"']([^\"']*)[\"']")
_STRICT_MARK = b"purl.oclc.org/ooxml"
_MAIN_PARTS = frozenset(("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"))
_HEAD = 64 * 1024


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What a part refers to: the kind ("image"), and another part's name or an outside address."""

    kind: str
    target: str
    is_external: bool = False


def relations_of(archive: ZipFile, part: str) -> dict[str, Relation]:
    """Return the relations of a part by their ids; raises what reading damaged XML raises."""
    folder, name = split(part)
    listed = join(folder, "_rels", f"{name}.rels")
    if listed not in archive.namelist():
        return {}
    return {node.get("Id", ""): _relation(node, folder) for node in parse_xml(archive.read(listed))}


def _relation(node: Node, folder: str) -> Relation:
    target = node.get("Target", "")
    external = node.get("TargetMode") == "External"
    return Relation(
        kind=node.get("Type", "").rpartition("/")[2],
        target=target if external else normpath(join("/", folder, target)).lstrip("/"),
        is_external=external,
    )


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
        # A sheet can be as large as memory: it is only looked at where there is need.
        looked_at = (".xml", ".rels") if _is_strict(archive) else (".rels", "[Content_Types].xml")
        changed = {
            name: after
            for name in names
            if name.endswith(looked_at)
            for before in [archive.read(name)]
            for after in [_plain(name, before, names)]
            if after != before
        }
        return _copy(archive, changed) if changed else None


def _is_strict(archive: ZipFile) -> bool:
    names = _MAIN_PARTS.intersection(archive.namelist())
    return any(_STRICT_MARK in archive.open(name).read(_HEAD) for name in names)


def _plain(name: str, part: bytes, names: frozenset[str]) -> bytes:
    if _STRICT_MARK in part:
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
