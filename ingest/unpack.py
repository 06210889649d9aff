"""Opening zipped files without being hurt by them."""

import re
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from ingest.errors import EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits

DAMAGED: tuple[type[Exception], ...] = (BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What `zipfile` raises where an archive is cut off, damaged or packed in a way it cannot undo."""

_MEMBERS = 50_000
_SMALL = 16 * 1024**2
_PROLOG = 64 * 1024
_ENCRYPTED = 0x1
_ROOT = re.compile(rb"<[A-Za-z_]")


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse an archive that is damaged, locked, a zip bomb, or whose XML declares entities.

    Nothing is unpacked but the first bytes of the XML parts. The sizes that the archive declares
    can be trusted: `zipfile` never returns more bytes than declared.

    Raises UnreadableDocument, EncryptedDocument or OverLimit.
    """
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise EncryptedDocument(
                    path, "the archive is encrypted: save it without a password"
                )
            check_sizes(path, members, limits)
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".xhtml", ".opf", ".ncx")):
                    _check_prolog(path, archive, member)
    except DAMAGED as error:
        raise damaged(path) from error


def damaged(path: Path) -> UnreadableDocument:
    """Return the error for an archive that is cut off or damaged."""
    return UnreadableDocument(
        path, "the file is damaged or cut off: fetch it again, or save it again from its program"
    )


def check_sizes(path: Path, members: list[ZipInfo], limits: Limits) -> None:
    """Refuse, with OverLimit, what would unpack to too many parts or bytes (zip bombs)."""
    if len(members) > _MEMBERS:
        raise OverLimit(path, f"it holds {len(members):,} parts, more than {_MEMBERS:,}: split it")
    packed = sum(member.compress_size for member in members)
    check_growth(path, packed, sum(member.file_size for member in members), limits)


def check_growth(path: Path, packed: int, unpacked: int, limits: Limits) -> None:
    """Refuse, with OverLimit, what grows from `packed` bytes to too many."""
    if unpacked > limits.unpacked_bytes:
        raise OverLimit(
            path,
            f"it unpacks to {unpacked / 1024**2:,.0f} MiB, more than the limit of "
            f"{limits.unpacked_bytes / 1024**2:,.0f} MiB (unpacked_bytes): split it, or raise it",
        )
    if unpacked > max(_SMALL, limits.unpacked_ratio * packed):
        raise OverLimit(
            path,
            f"it unpacks to {unpacked // max(packed, 1):,} times its size, as zip bombs do; the "
            f"limit is {limits.unpacked_ratio} (unpacked_ratio): save it again, or raise the limit",
        )


def _check_prolog(path: Path, archive: ZipFile, member: ZipInfo) -> None:
    """Office files and books have no use for a DTD with entities; attacks have."""
    with archive.open(member) as part:
        # UTF-16 is read as its ASCII bytes, so that it cannot hide anything.
        head = part.read(_PROLOG).replace(b"\x00", b"")
    root = _ROOT.search(_without_comments(head))
    prolog = _without_comments(head)[: root.start()] if root else head
    entities = b"<!ENTITY" in prolog or (b"<!DOCTYPE" in prolog and b"[" in prolog)
    if entities or (root is None and len(head) == _PROLOG):
        raise UnreadableDocument(
            path,
            f"its part {member.filename} declares XML entities, which attacks do and documents do "
            "not need: save it again from its program",
        )


def _without_comments(head: bytes) -> bytes:
    return re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL)
