"""Reading mail messages (EML): who wrote what to whom, and the text."""

from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from ingest.decode import decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Element, Kind, Note, Reading
from ingest.sniff import MAIL
from ingest.text import text_elements

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MOST_PARTS = 1_000


def read_mail(path: Path, limits: Limits) -> Reading:
    """Read a message: its header fields as one paragraph, then its text; attachments are noted.

    Of alternatives the plain text is taken, HTML where there is none. Raises UnreadableDocument.
    """
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
    fields = {name: _field(message, name) for name in _SHOWN}
    head = "\n".join(f"{name}: {text}" for name, text in fields.items() if text)
    elements = [Element(kind=Kind.PARAGRAPH, text=head)] if head else []
    elements += _body(path, parts, limits)
    return Reading(
        media_type=MAIL,
        title=fields["Subject"],
        elements=tuple(elements),
        notes=tuple(_attachments(parts)),
    )


def _field(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value))
    except (HeaderParseError, ValueError):
        return " ".join(str(value).split())
    return " ".join("".join(_piece(piece, charset) for piece, charset in pieces).split())


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    decoded = decode(piece, charset or "")
    return decoded.text if decoded else piece.decode("ascii", errors="replace")


def _body(path: Path, parts: list[Message], limits: Limits) -> Iterator[Element]:
    texts = [part for part in parts if not part.is_multipart() and not _name(part)]
    plain = [part for part in texts if part.get_content_type() == "text/plain"]
    pages = [part for part in texts if part.get_content_type() == "text/html"]
    for part in plain:
        yield from text_elements(_text(part))
    if not any(_text(part).strip() for part in plain):
        for part in pages:
            yield from html_elements(path, _text(part), limits)[1]


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


def _attachments(parts: list[Message]) -> Iterator[Note]:
    for part in parts:
        name = _name(part)
        if name:
            yield Note(page=0, text=f"attachment not read: {name}")
