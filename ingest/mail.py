"""Reading mail messages (EML): who wrote what to whom, and the text."""

from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.letter import Letter, letter_reading
from ingest.limits import Limits
from ingest.model import Reading
from ingest.sniff import MAIL

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1_000


def read_mail(path: Path, limits: Limits) -> Reading:
    """Read a message: who wrote what to whom, in any charset. Raises UnreadableDocument."""
    parts = _parts(path)
    message = parts[0]
    letter = Letter(
        fields={name: _field(message, name) for name in _SHOWN},
        sent=_sent(message),
        plain=_texts(parts, "text/plain"),
        pages=_texts(parts, "text/html"),
        attachments=tuple(_name(part) for part in parts if _is_attached(part)),
    )
    return letter_reading(path, letter, MAIL, limits)


def mail_attachments(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each attachment. Raises UnreadableDocument."""
    for part in _parts(path):
        payload = part.get_payload(decode=True) if _is_attached(part) else None
        if isinstance(payload, bytes):
            yield _name(part), payload


def _parts(path: Path) -> list[Message]:
    try:
        # The lenient policy returns what is there; the newer one raises on broken fields.
        message = BytesParser(policy=policy.compat32).parsebytes(path.read_bytes())
        parts = list(message.walk())
    except (MessageError, ValueError, LookupError, TypeError, AssertionError) as error:
        raise UnreadableDocument(
            path, f"it is no valid mail message ({error}): export it again"
        ) from error
    if len(parts) > _MOST_PARTS:
        raise UnreadableDocument(path, f"it has more than {_MOST_PARTS:,} parts: export it again")
    return parts


def _is_attached(part: Message) -> bool:
    """Pictures that the text refers to (logos, signatures) belong to the text."""
    shown = part.get_content_maintype() == "image" and part.get("Content-ID") is not None
    return bool(_name(part)) and not shown


def _field(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value))
    except (HeaderParseError, ValueError):
        return " ".join(str(value).split())
    return " ".join("".join(_piece(piece, charset) for piece, charset in pieces).split())


def _sent(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):
        return ""


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    decoded = decode(piece, charset or "")
    return decoded.text if decoded else piece.decode("ascii", errors="replace")


def _texts(parts: list[Message], media_type: str) -> tuple[str, ...]:
    return tuple(
        _text(part) for part in parts if part.get_content_type() == media_type and not _name(part)
    )


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    charset = part.get_param("charset")
    decoded = (
        decode(payload, charset if isinstance(charset, str) else "")
        if isinstance(payload, bytes)
        else None
    )
    return decoded.text if decoded else ""


def _name(part: Message) -> str:
    """Return an attachment's file name; "" for what belongs to the text."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        name = None
    if name:
        return " ".join(
            "".join(_piece(piece, charset) for piece, charset in decode_header(name)).split()
        )
    return "attachment" if part.get_content_disposition() == "attachment" else ""
