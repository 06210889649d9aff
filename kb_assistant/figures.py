"""The figures of a document, and those that stand beside a cited text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from ingest.model import Chunk, Element, Kind

_HEADINGS = frozenset({Kind.TITLE, Kind.HEADING})
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that can be shown; `number` counts those of its document in reading order, from 1.

    `heading` is the text of the last heading before it, "" where there is none.
    """

    number: int
    element: Element
    caption: str
    heading: str


def figures_of(elements: Sequence[Element]) -> Iterator[Figure]:
    """Yield the figures that have a place on a page, or a picture in an office file."""
    numbers = count(1)
    heading = ""
    for index, element in enumerate(elements):
        if element.kind in _HEADINGS:
            heading = _plain(element.text)
        elif element.kind is Kind.FIGURE and (element.spans or element.picture):
            caption = _caption(elements, index)
            yield Figure(number=next(numbers), element=element, caption=caption, heading=heading)


def figures_beside(elements: Sequence[Element], chunk: Chunk, *, title: str) -> tuple[Figure, ...]:
    """Return the first figures under the heading of `chunk`, on one of its pages if it has any.

    `title` is that of the document: it is a heading of which paths say nothing.
    """
    heading = chunk.heading_path[-1] if chunk.heading_path else ""
    named = {heading} if heading else {"", _plain(title)}
    pages = set(chunk.pages)
    found = [
        figure
        for figure in figures_of(elements)
        if figure.heading in named
        and (not pages or pages & {box.page for box in figure.element.boxes})
    ]
    return tuple(found[:_MOST])


def _caption(elements: Sequence[Element], index: int) -> str:
    """Return the caption below a figure, or above it, else what describes it."""
    for near in (index + 1, index - 1):
        if 0 <= near < len(elements) and elements[near].kind is Kind.CAPTION:
            return _plain(elements[near].text)
    return _plain(elements[index].text)


def _plain(text: str) -> str:
    return " ".join(text.split())
