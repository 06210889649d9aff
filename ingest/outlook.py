"""Reading Outlook messages (MSG) through python-oxmsg."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableDocument
from ingest.letter import Letter, letter_reading
from ingest.limits import Limits
from ingest.model import Reading
from ingest.sniff import MSG

if TYPE_CHECKING:
    from oxmsg import Message
    from oxmsg.attachment import Attachment

_SHOWN = re.compile(r"image\d{3}\.\w+")
# The library does not check what it reads: a fault shows as whatever error its use leads to.
_FAULTS: tuple[type[Exception], ...] = (
    OSError,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
    OverflowError,
    struct.error,
)


def read_msg(path: Path, limits: Limits) -> Reading:
    """Read a message as `ingest.mail.read_mail` does. Raises UnreadableDocument."""
    with _message(path) as message:
        letter = Letter(
            fields=_fields(message),
            sent=message.sent_date.date().isoformat() if message.sent_date else "",
            plain=(message.body or "",),
            pages=(_page(message),),
            attachments=tuple(_name(one) for one in _attached(message) if one.file_bytes),
            left_out=tuple(_name(one) for one in _attached(message) if not one.file_bytes),
        )
    return letter_reading(path, letter, MSG, limits)


def msg_attachments(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each attachment. Raises UnreadableDocument."""
    with _message(path) as message:
        for one in _attached(message):
            if one.file_bytes:
                yield _name(one), one.file_bytes


@contextmanager
def _message(path: Path) -> "Iterator[Message]":
    from oxmsg import Message
    from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError

    faults = (UnrecognizedCodePageError, UnsupportedEncodingError) + _FAULTS
    try:
        yield Message.load(str(path))
    except faults as error:
        reason = f"the message is damaged ({error}): export it again, or save it as .eml"
        raise UnreadableDocument(path, reason) from error


def _name(attachment: "Attachment") -> str:
    return attachment.file_name or "attachment"


def _attached(message: "Message") -> "list[Attachment]":
    """Leave out the pictures that the text shows: Outlook names them image001.png."""
    return [one for one in message.attachments if not _SHOWN.fullmatch(one.file_name or "")]


def _fields(message: "Message") -> dict[str, str]:
    headers = {name.title(): text for name, text in message.message_headers.items()}
    names = ", ".join(
        f"{one.name or ''} <{one.email_address or ''}>".replace(" <>", "").strip()
        for one in message.recipients
    )
    sent = message.sent_date
    fields = {
        "From": message.sender or "",
        "To": headers.get("To", names),
        "Cc": headers.get("Cc", ""),
        "Date": headers.get("Date", sent.strftime("%Y-%m-%d %H:%M %Z").strip() if sent else ""),
        "Subject": message.subject,
    }
    return {name: " ".join(text.split()) for name, text in fields.items()}


def _page(message: "Message") -> str:
    try:
        return message.html_body or ""
    except (UnicodeError, LookupError):
        # The message names another encoding than its HTML is written in.
        return ""
