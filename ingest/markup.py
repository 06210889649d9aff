"""Reading HTML: the main content of a page as elements."""

import re
from pathlib import Path

from ingest.decode import Decoded, decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Element, Note, Reading
from ingest.sniff import HTML

_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)


def read_html(path: Path, limits: Limits) -> Reading:
    """Read a page: headings, paragraphs, lists and tables of its main content, without navigation.

    Nothing that the page refers to is fetched or run. Raises UnreadableDocument.
    """
    data = path.read_bytes()
    declared = _META_CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save the page again as UTF-8")
    title, elements = html_elements(path, decoded.text, limits)
    return Reading(media_type=HTML, title=title, elements=elements, notes=damage_notes(decoded))


def html_elements(path: Path, text: str, limits: Limits) -> tuple[str, tuple[Element, ...]]:
    """Return the title and the main content of an HTML text that came out of the file `path`.

    Raises UnreadableDocument, OverLimit.
    """
    from ingest.html_blocks import blocks
    from ingest.xml import XML_ERRORS, parse_html

    try:
        root = parse_html(text)
    except XML_ERRORS as error:
        raise UnreadableDocument(
            path, f"its HTML cannot be parsed ({error}): save it again"
        ) from error
    title = " ".join((root.findtext(".//title") or "").split())
    return title, tuple(blocks(path, root, limits))


def damage_notes(decoded: Decoded) -> tuple[Note, ...]:
    """Return the note that says how much of a text could not be decoded, if any."""
    if not decoded.damaged:
        return ()
    text = f"{decoded.damaged} characters could not be decoded as {decoded.encoding.upper()}"
    return (Note(page=0, text=text),)
