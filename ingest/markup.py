"""Reading HTML: the main content of a page as elements."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.dates import iso_date
from ingest.decode import Decoded, decode
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Element, Metadata, Note, Reading
from ingest.notes import counted
from ingest.sniff import HTML

if TYPE_CHECKING:
    from ingest.xml import Node

_META_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.I
)
# The parser for pages knows no declarations within a document type: they would be text.
_SUBSET = re.compile(r"<!DOCTYPE\b[^>\[]{0,500}\[.*?\]\s*>", re.I | re.S)
_AUTHOR = ("author", "dc.creator", "dcterms.creator", "citation_author")
_CREATED = ("article:published_time", "dcterms.created", "dc.date", "dcterms.date", "date",
            "datepublished", "pubdate", "citation_publication_date")  # fmt: skip
_CHANGED = ("article:modified_time", "og:updated_time", "dcterms.modified", "datemodified",
            "last-modified", "revised")  # fmt: skip


def read_html(path: Path, limits: Limits) -> Reading:
    """Read a page: headings, paragraphs, lists and tables of its main content, without navigation.

    Nothing that the page refers to is fetched or run. Raises UnreadableDocument.
    """
    data = path.read_bytes()
    declared = _META_CHARSET.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save the page again as UTF-8")
    root = _parsed(path, decoded.text)
    title, elements = _content(path, root, limits)
    return Reading(
        media_type=HTML,
        title=title,
        elements=elements,
        notes=damage_notes(decoded),
        metadata=_metadata(root),
    )


def html_elements(path: Path, text: str, limits: Limits) -> tuple[str, tuple[Element, ...]]:
    """Return the title and the main content of an HTML text that came out of the file `path`.

    Raises UnreadableDocument, OverLimit.
    """
    return _content(path, _parsed(path, text), limits)


def _parsed(path: Path, text: str) -> "Node":
    from ingest.xml import XML_ERRORS, parse_html

    try:
        return parse_html(_SUBSET.sub("", text, count=1))
    except XML_ERRORS as error:
        raise UnreadableDocument(
            path, f"its HTML cannot be parsed ({error}): save it again"
        ) from error


def _content(path: Path, root: "Node", limits: Limits) -> tuple[str, tuple[Element, ...]]:
    from ingest.html_blocks import blocks

    # First: looking for the content may change the tree.
    title = " ".join((root.findtext(".//title") or "").split())
    return title, tuple(blocks(path, root, limits))


def _metadata(root: "Node") -> Metadata:
    named: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or node.get("itemprop") or "").lower()
        named.setdefault(name, []).append(" ".join(node.get("content", "").split()))
    return Metadata(
        authors=tuple(filter(None, (name for key in _AUTHOR for name in named.get(key, ())))),
        created=_first_date(named, _CREATED),
        changed=_first_date(named, _CHANGED),
    )


def _first_date(named: dict[str, list[str]], keys: tuple[str, ...]) -> str:
    dates = (iso_date(text) for key in keys for text in named.get(key, ()))
    return next(filter(None, dates), "")


def damage_notes(decoded: Decoded) -> tuple[Note, ...]:
    """Return the note that says how much of a text could not be decoded, if any."""
    if not decoded.damaged:
        return ()
    text = counted(decoded.damaged, "character", "characters")
    text = f"{text} could not be decoded as {decoded.encoding.upper()}"
    return (Note(page=0, text=text),)
