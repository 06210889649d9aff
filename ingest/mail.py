"""Reading mail messages (EML): who wrote what to whom, and the text."""

from collections.abc import Iterable, Iterator
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.letter import Letter, letter_reading
from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Metadata, Reading
from ingest.sniff import HTML, MAIL

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1_000
_DEEPEST = 3
"""Messages within messages whose attachments become documents of their own."""

_MESSAGE = "message/rfc822"


def read_mail(path: Path, limits: Limits) -> Reading:
    """Read a message: who wrote what to whom, in any charset; or a page saved as one file (MHTML).

    Raises UnreadableDocument.
    """
    parts = _parts(path)
    message = parts[0]
    if _is_saved_page(message):
        return _page(path, parts, limits)
    letter = Letter(
        fields={name: _field(message, name) for name in _SHOWN},
        sent=_sent(message),
        plain=_texts(parts, "text/plain"),
        pages=_texts(parts, "text/html"),
        attachments=tuple(name for name, _ in _attached(parts)),
    )
    return letter_reading(path, letter, MAIL, limits)


def mail_attachments(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each attachment; of an attached message also its own.

    Raises UnreadableDocument.
    """
    parts = _parts(path)
    if not _is_saved_page(parts[0]):
        yield from _attached(parts)


def _attached(parts: Iterable[Message], depth: int = 0) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        payload = part.get_payload(decode=True) if _is_attached(part) else None
        if isinstance(payload, bytes):
            yield _name(part), payload
        for message in _messages_in(part):
            yield _name(part), message.as_bytes()
            if depth < _DEEPEST:
                yield from _attached(_walked(message), depth + 1)


def _parts(path: Path) -> list[Message]:
    try:
        # The lenient policy returns what is there; the newer one raises on broken fields.
        message = BytesParser(policy=policy.compat32).parsebytes(path.read_bytes())
        parts = list(_walked(message))
    except RecursionError as error:
        reason = "its parts are nested too deeply: export it again"
        raise UnreadableDocument(path, reason) from error
    except (MessageError, ValueError, LookupError, TypeError, AssertionError) as error:
        raise UnreadableDocument(
            path, f"it is no valid mail message ({error}): export it again"
        ) from error
    if len(parts) > _MOST_PARTS:
        raise UnreadableDocument(path, f"it has more than {_MOST_PARTS:,} parts: export it again")
    return parts


def _walked(part: Message) -> Iterator[Message]:
    """Yield a message and its parts; what is within an attached message is that one's."""
    yield part
    if part.get_content_type() != _MESSAGE:
        for inner in _parts_of(part):
            yield from _walked(inner)


def _messages_in(part: Message) -> list[Message]:
    return _parts_of(part) if part.get_content_type() == _MESSAGE else []


def _parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if part.is_multipart() else []


def _is_saved_page(message: Message) -> bool:
    """Tell a page that a browser or a wiki saved as one file, by what no letter has."""
    to_nobody = not any(message.get(name) for name in ("To", "Cc", "Bcc", "Received"))
    return to_nobody and any(
        part.get("Content-Location") or part.get("Snapshot-Content-Location")
        for part in islice(_walked(message), 2)
    )


def _page(path: Path, parts: list[Message], limits: Limits) -> Reading:
    """Return the page; its pictures and frames are left out."""
    title, elements = html_elements(path, next(iter(_texts(parts, "text/html")), ""), limits)
    return Reading(
        media_type=HTML,
        title=title or _field(parts[0], "Subject"),
        elements=elements,
        metadata=Metadata(created=_sent(parts[0])),
    )


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
    for message in _messages_in(part):
        return f"{_field(message, 'Subject') or 'message'}.eml"
    return "attachment" if part.get_content_disposition() == "attachment" else ""
