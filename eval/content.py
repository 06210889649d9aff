"""What a reader made of a file, in the terms in which readers are compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.metrics.tables import Table
from ingest.model import FURNITURE, Element, Kind, Reading

_MARKUP = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>|[|#*_`\\]|^\s*[-+]\s|:?-{3,}:?", re.M | re.S)
_BULLET = re.compile("[•◦▪■●○‣\uf0a7\uf0b7]")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text without page furniture, the headings (level, words), the tables, the furniture.

    `furniture` is None where a reader does not tell it from the text.
    """

    text: str
    headings: tuple[tuple[int, str], ...]
    tables: tuple[Table, ...] = ()
    furniture: tuple[str, ...] | None = None


def content(reading: Reading) -> Content:
    """Return what the product made of a file."""
    body = [one for one in reading.elements if one.kind not in FURNITURE]
    return Content(
        text=plain("\n".join(one.text for one in body)),
        headings=tuple(_headings(body)),
        tables=tuple(
            Table(html=one.html, pages=pages_of(one)) for one in body if one.kind is Kind.TABLE
        ),
        furniture=tuple(one.text for one in reading.elements if one.kind in FURNITURE),
    )


def plain(markdown: str) -> str:
    """Return the words of a Markdown text without its marks and bullets."""
    return " ".join(_BULLET.sub(" ", _MARKUP.sub(" ", markdown)).split())


def outline(markdown: str) -> tuple[tuple[int, str], ...]:
    """Return the headings of a Markdown text as (level, words)."""
    return tuple((len(mark), plain(words)) for mark, words in _HEADING.findall(markdown))


def pages_of(element: Element) -> tuple[int, ...]:
    """Return the 1-based pages that an element stands on."""
    return tuple(dict.fromkeys(box.page for box in element.boxes))


def _headings(elements: Sequence[Element]) -> Iterable[tuple[int, str]]:
    """Name the headings; a title stands above them all."""
    for element in elements:
        if element.kind is Kind.TITLE:
            yield 0, plain(element.text)
        elif element.kind is Kind.HEADING:
            yield max(1, element.level), plain(element.text)
