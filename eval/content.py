"""What a reader made of a file, in the terms in which readers are compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from eval.metrics.tables import Table
from ingest.model import FURNITURE, Element, Kind, Reading

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKUP = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>|[|#*_`\\]|^\s*[-+]\s|:?-{3,}:?", re.M | re.S)
_BULLET = re.compile("[•◦▪■●○‣\uf0a7\uf0b7]")


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


def printed(markdown: str) -> str:
    """Return what a Markdown text shows: no link targets, pictures, comments or escapes."""
    return plain("\n".join(_shown(token) for token in _tokens(markdown)))


def outline(markdown: str) -> tuple[tuple[int, str], ...]:
    """Return the headings of a Markdown text as (level, words)."""
    tokens = _tokens(markdown)
    return tuple(
        (int(before.tag[1]), plain(_shown(token)))
        for before, token in pairwise(tokens)
        if before.type == "heading_open"
    )


def _tokens(markdown: str) -> "list[Token]":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def _shown(token: "Token") -> str:
    """Return the words of one token; tags and comments are taken out later, as of any text."""
    if token.children is None:
        return token.content
    return "".join(
        " " if child.type.endswith("break") else child.content
        for child in token.children
        if child.type != "image"
    )


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
