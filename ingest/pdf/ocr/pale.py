"""White text on white paper: nobody sees it, as text that is printed with no ink."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.pdf.page import Line, Page

if TYPE_CHECKING:
    from ingest.pdf.ocr.render import Sheets

_PALE = 0xF0
"""Red, green and blue from which on a colour is white."""

_PAPER = 245
_MOST = 100


def pale_lines(page: Page) -> list[Line]:
    """Return the white lines of a page under which nothing is known to be drawn.

    A ground may be there all the same: a gradient is no shape.
    """
    if page.turn:
        return []
    white = [line for line in page.lines if line.colour and _is_white(line.colour)]
    grounds = (*page.shades, *page.shapes, *page.frames, *page.pictures) if white else ()
    return [line for line in white if not any(area.holds(line) for area in grounds)]


def with_hidden(page: Page, pale: Sequence[Line], sheets: "Sheets") -> Page:
    """Return `page` with those of its `pale` lines hidden that do not stand out from the paper.

    Raises UnreadableDocument where the page cannot be drawn.
    """
    unseen = {line for line in pale[:_MOST] if sheets.grey(page.number, line).min() >= _PAPER}
    return replace(
        page,
        lines=tuple(line for line in page.lines if line not in unseen),
        hidden=(*page.hidden, *(line for line in page.lines if line in unseen)),
    )


def _is_white(colour: int) -> bool:
    return min(colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF) >= _PALE
