"""Reads the text in pictures that stand on pages beside text: titles, tables, labels of charts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.model import Note
from ingest.pdf.ocr.lines import lines_of_sight
from ingest.pdf.page import Area, Line, Page, Seen, hull

if TYPE_CHECKING:
    from ingest.pdf.ocr.rapid import Pixels
    from ingest.pdf.ocr.render import Sheets

_NEAR = 2.0
_MOST = 8
"""Pictures of one page that are read; the largest."""

_SURE = 0.8
"""Labels are short: noise is told by less confidence than on a page of text."""

_FILLED = 0.4
"""Lines that take so much of a picture's height are what it is there for: it is no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A part of a page, and its picture."""

    area: Area
    pixels: "Pixels"


def doubtful_on(page: Page, sheets: "Sheets") -> list[Area]:
    """Return the pictures of a page that seem to hold text, with no text set over them.

    Neighbours are one: programs cut titles into tiles.
    """
    from ingest.pdf.ocr.glance import may_hold_text

    if page.turn or not page.doubtful:
        return []
    bare = [area for area in _joined(page.doubtful) if not any(map(area.holds, page.lines))]
    largest = sorted(bare, key=lambda area: -area.width * area.height)[:_MOST]
    return [area for area in largest if may_hold_text(sheets.grey(page.number, area))]


def read_pictures(page: Page, snippets: Sequence[Snippet], notes: tuple[Note, ...]) -> Seen:
    """Return `page` with the lines that OCR finds in the pictures, and a note after `notes`."""
    from ingest.pdf.ocr.rapid import recognise

    read, surest = page, []
    for snippet in snippets:
        sight = recognise(snippet.pixels)
        kept = tuple(line for line in sight.lines if line.confidence >= _SURE)
        if not sight.turn and kept:
            sure = replace(sight, lines=kept)
            surest.append(sure.confidence)
            read = _with_lines(read, snippet, lines_of_sight(snippet.pixels, sure, _frame(snippet)))
    if not surest:
        return Seen(number=page.number, page=page, notes=notes)
    note = f"text in {_pictures(len(surest))}, read by OCR, confidence {min(surest):.2f}"
    return Seen(number=page.number, page=read, notes=(*notes, Note(page=page.number, text=note)))


def unread_note(count: int) -> str:
    """Return what is to be said of pictures that are not read since OCR is off."""
    return f"{_pictures(count)} may hold text, not read: OCR is off (reading.ocr)"


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"


def _frame(snippet: Snippet) -> Page:
    return Page(number=0, width=snippet.area.width, height=snippet.area.height)


def _with_lines(page: Page, snippet: Snippet, found: Sequence[Line]) -> Page:
    area = snippet.area
    lines = [
        replace(
            line,
            page=page.number,
            x0=line.x0 + area.x0,
            y0=line.y0 + area.y0,
            x1=line.x1 + area.x0,
            y1=line.y1 + area.y0,
        )
        for line in found
    ]
    new = [line for line in lines if not any(old.holds(line) for old in page.lines)]
    filled = sum(line.size for line in new) > _FILLED * area.height
    pictures = [each for each in page.pictures if not (filled and area.holds(each))]
    return replace(page, lines=(*page.lines, *new), pictures=tuple(pictures))


def _joined(areas: Sequence[Area]) -> list[Area]:
    groups: list[Area] = []
    for area in areas:
        near = [group for group in groups if _touch(group, area)]
        groups = [group for group in groups if group not in near] + [hull([area, *near])]
    return groups


def _touch(one: Area, two: Area) -> bool:
    aside = max(one.x0 - two.x1, two.x0 - one.x1)
    apart = max(one.y0 - two.y1, two.y0 - one.y1)
    return max(aside, apart) <= _NEAR
