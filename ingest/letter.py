"""A mail message of any format as a reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Element, Kind, Metadata, Note, Reading
from ingest.notes import attached_note
from ingest.text import text_elements

_STUB, _FEW = 3, 200
"""A plain text is a stub where the HTML has that many times its characters, and so many more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a message says.

    `fields` are the header fields to show, in order; `plain` and `pages` the texts of the message
    and their HTML copies; `attachments` the names of the files that came with it, `left_out` those
    of them that cannot be taken out of it; `sent` is an ISO date.
    """

    fields: dict[str, str]
    sent: str = ""
    plain: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def letter_reading(path: Path, letter: Letter, media_type: str, limits: Limits) -> Reading:
    """Return the header fields as one paragraph, then the text; attachments are only named.

    The plain text is taken, HTML where there is none, or nothing but a hint that there is HTML.
    Raises UnreadableDocument.
    """
    return Reading(
        media_type=media_type,
        title=letter.fields.get("Subject", ""),
        elements=tuple(_elements(path, letter, limits)),
        notes=tuple(_notes(letter)),
        metadata=Metadata(
            authors=tuple(filter(None, [_writer(letter.fields.get("From", ""))])),
            created=letter.sent,
            attachments=letter.attachments,
        ),
    )


def _notes(letter: Letter) -> Iterator[Note]:
    for name in letter.attachments:
        yield attached_note(name)
    for name in letter.left_out:
        text = f"attached: {name} was not read, a message or a link: save it as a file of its own"
        yield Note(page=0, text=text)


def _writer(sender: str) -> str:
    """Return the name in `Name <address>`, else the address."""
    name, address = parseaddr(sender)
    return name or address or sender


def _elements(path: Path, letter: Letter, limits: Limits) -> Iterator[Element]:
    head = "\n".join(f"{name}: {text}" for name, text in letter.fields.items() if text)
    if head:
        yield Element(kind=Kind.PARAGRAPH, text=head)
    plain = [element for text in letter.plain for element in text_elements(text)]
    pages = [
        element
        for page in letter.pages
        if page.strip()
        for element in html_elements(path, page, limits)[1]
    ]
    is_stub = _length(pages) > _STUB * _length(plain) + _FEW
    yield from pages if is_stub or not plain else plain


def _length(elements: list[Element]) -> int:
    return sum(len(element.text) for element in elements)
