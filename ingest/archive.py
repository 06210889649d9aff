"""Files that hold files: ZIP archives, messages and PDFs with attachments; one level of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from zipfile import ZipFile, ZipInfo

from ingest import sniff
from ingest.decode import decode
from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.naming import named, safe
from ingest.unpack import DAMAGED, check_sizes, damaged

CONTAINERS = frozenset((".zip", ".eml", ".msg"))
"""Endings of the names of files that are looked into; of a PDF its reading tells."""

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LONGEST, _LONGEST_SUFFIX = 60, 10
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
_LITTER = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))
# Signatures, calendar entries and visiting cards that mail programs attach.
_NO_DOCUMENT = frozenset((".p7s", ".p7m", ".asc", ".sig", ".ics", ".vcf", ".dat"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a file holds: the names of its members, and how many bytes they are when unpacked.

    `is_box` tells that the file is nothing but a box for them, as an archive is and a message not.
    """

    names: tuple[str, ...]
    size: int
    is_box: bool


def looked_into(path: Path, limits: Limits) -> Inside:
    """Return what lies in `path`, which must have a name of a kind in CONTAINERS.

    The names are relative, with forward slashes, and each is there once. Nothing is unpacked.
    Raises UnreadableDocument, or OverLimit for a zip bomb or too many members.
    """
    kind = sniff.media_type(path)
    sizes: Mapping[str, int] = {}
    if kind == sniff.ZIP:
        sizes = {name: member.file_size for name, member in _zipped(path, limits).items()}
    elif kind in (sniff.MAIL, sniff.MSG):
        sizes = {name: len(content) for name, content in _attached(path, kind).items()}
    check_count(path, len(sizes), limits)
    return Inside(names=tuple(sizes), size=sum(sizes.values()), is_box=kind == sniff.ZIP)


def check_count(path: Path, count: int, limits: Limits) -> None:
    """Refuse, with OverLimit, a file that holds too many."""
    if count > limits.members:
        raise OverLimit(
            path,
            f"it holds {count:,} files, the limit is {limits.members:,} (members): split it, "
            "or raise the limit",
        )


def unpack_member(path: Path, name: str, folder: Path, limits: Limits) -> Path:
    """Write the member `name` of `path` into `folder`, return where. Raises UnreadableDocument."""
    target = folder / _short(PurePosixPath(name).name)
    kind = sniff.media_type(path)
    if kind == sniff.ZIP:
        _extract(path, _zipped(path, limits).get(name), target)
    elif kind == sniff.PDF:
        _detach(path, name, target, limits)
    else:
        target.write_bytes(_attached(path, kind).get(name, b""))
    return target


def _short(name: str) -> str:
    """Return a file name that every file system takes: Windows allows longer ones than Linux."""
    pure = PurePosixPath(name)
    return pure.stem[:_LONGEST] + pure.suffix[:_LONGEST_SUFFIX]


def _zipped(path: Path, limits: Limits) -> dict[str, ZipInfo]:
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except DAMAGED as error:
        raise damaged(path) from error
    check_sizes(path, members, limits)
    found = {_name(member): member for member in members if not member.is_dir()}
    files = {name: member for name, member in found.items() if not _is_litter(name)}
    if not files:
        raise EmptyDocument(path, "there is no file in it: add files to it, or leave it out")
    return files


def _name(member: ZipInfo) -> str:
    """Return the path of a member without anything that leads out of a folder.

    Chinese Windows writes names in GB18030 without saying so.
    """
    name = member.filename
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        decoded = decode(member.orig_filename.encode("cp437", errors="replace"))
        if decoded and decoded.encoding in _CHINESE:
            name = decoded.text
    parts = [safe(part) for part in re.split(r"[/\\]", name)]
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in _LITTER or part.startswith((".", "~$")) for part in parts)


def _extract(path: Path, member: ZipInfo | None, target: Path) -> None:
    if member is None:
        raise UnreadableDocument(path, "the archive changed while it was read: add it again")
    if member.flag_bits & _ENCRYPTED:
        raise EncryptedDocument(path, "it is encrypted in its archive: pack it without a password")
    try:
        with ZipFile(path) as archive, archive.open(member) as source, target.open("wb") as file:
            copyfileobj(source, file)
    except DAMAGED as error:
        raise UnreadableDocument(
            path, "it is damaged in its archive: pack it again, or add it by itself"
        ) from error


def _detach(path: Path, name: str, target: Path, limits: Limits) -> None:
    from ingest.apart import apart
    from ingest.pdf.attachments import detach

    apart(detach, path, name, target, limits)


def _attached(path: Path, kind: str) -> dict[str, bytes]:
    from ingest.mail import mail_attachments
    from ingest.outlook import msg_attachments

    attachments = (mail_attachments if kind == sniff.MAIL else msg_attachments)(path)
    return named((name, content) for name, content in attachments if content and _is_file(name))


def _is_file(name: str) -> bool:
    return PurePosixPath(safe(name)).suffix.lower() not in _NO_DOCUMENT
