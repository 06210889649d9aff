"""Files that hold files: ZIP archives, and mail messages with their attachments."""

import re
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from zipfile import ZipFile, ZipInfo

from ingest import sniff
from ingest.decode import decode
from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.unpack import DAMAGED, check_sizes, damaged

CONTAINERS = frozenset((".zip", ".eml", ".msg"))
"""Endings of the names of files that are looked into."""

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LONGEST, _LONGEST_SUFFIX = 60, 10
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
_LITTER = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))
# Signatures, calendar entries and visiting cards that mail programs attach.
_NO_DOCUMENT = frozenset((".p7s", ".p7m", ".asc", ".sig", ".ics", ".vcf", ".dat"))
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]")


def is_archive(path: Path) -> bool:
    """Tell whether the file is nothing but a box for its members. Raises UnreadableDocument."""
    return sniff.media_type(path) == sniff.ZIP


def member_names(path: Path, limits: Limits) -> tuple[str, ...]:
    """Return the names of the files inside of `path`, which must be of a kind in CONTAINERS.

    They are relative, with forward slashes, and each is there once. Nothing is unpacked.
    Raises UnreadableDocument, or OverLimit for a zip bomb or too many members.
    """
    kind = sniff.media_type(path)
    if kind == sniff.ZIP:
        return _checked(path, tuple(_zipped(path, limits)), limits)
    if kind in (sniff.MAIL, sniff.MSG):
        return _checked(path, tuple(_attached(path, kind)), limits)
    return ()


def unpack_member(path: Path, name: str, folder: Path, limits: Limits) -> Path:
    """Write the member `name` of `path` into `folder`, return where. Raises UnreadableDocument."""
    target = folder / _short(PurePosixPath(name).name)
    kind = sniff.media_type(path)
    if kind == sniff.ZIP:
        _extract(path, _zipped(path, limits).get(name), target)
    else:
        target.write_bytes(_attached(path, kind).get(name, b""))
    return target


def _short(name: str) -> str:
    """Return a file name that every file system takes: Windows allows longer ones than Linux."""
    pure = PurePosixPath(name)
    return pure.stem[:_LONGEST] + pure.suffix[:_LONGEST_SUFFIX]


def _checked(path: Path, names: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    if len(names) > limits.members:
        raise OverLimit(
            path,
            f"it holds {len(names):,} files, the limit is {limits.members:,} (members): split it, "
            "or raise the limit",
        )
    return names


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
    parts = [_UNSAFE.sub("_", part) for part in re.split(r"[/\\]", name)]
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


def _attached(path: Path, kind: str) -> dict[str, bytes]:
    from ingest.mail import mail_attachments
    from ingest.outlook import msg_attachments

    attachments = (mail_attachments if kind == sniff.MAIL else msg_attachments)(path)
    found: dict[str, bytes] = {}
    for given, content in attachments:
        name = _UNSAFE.sub("_", given).lstrip(".") or "attachment"
        if content and PurePosixPath(name).suffix.lower() not in _NO_DOCUMENT:
            found[_free(name, found)] = content
    return found


def _free(name: str, taken: dict[str, bytes]) -> str:
    pure = PurePosixPath(name)
    numbered = (f"{pure.stem} ({number}){pure.suffix}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)
