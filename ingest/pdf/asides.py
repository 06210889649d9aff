"""Boxes of text that stand beside the text: framed or shaded, read as a whole."""

from collections.abc import Sequence
from itertools import chain

from ingest.pdf.cells import rows_of
from ingest.pdf.page import Area, Line, Page

_FULLEST = 0.5
"""A frame around more than this share of the lines of a page is its ground, not a box on it."""

_SMALLEST = 24.0
_MOST = 400
_SLACK = 1.0


def asides_of(page: Page, lines: Sequence[Line], others: Sequence[Area]) -> tuple[Area, ...]:
    """Return the outermost boxes on `page` around running text, top down.

    `lines` are those outside of tables and figures; `others` are these. The stripes and cells of a
    table are no boxes.
    """
    drawn = list(chain(page.frames, page.shades, page.shapes))
    if not 0 < len(drawn) <= _MOST or len(lines) < 3:
        return ()
    found: list[Area] = []
    for area in sorted(set(drawn), key=lambda area: -area.width * area.height):
        if min(area.width, area.height) < _SMALLEST or any(one.holds(area) for one in found):
            continue
        if any(_overlaps(area, other) for other in others):
            continue
        inside = [line for line in lines if area.holds(line, _SLACK)]
        if len(inside) > _FULLEST * len(lines) or not _is_text(inside):
            continue
        if not any(_is_cut(line, area) for line in lines):
            found.append(area)
    return tuple(sorted(_apart(found, drawn), key=lambda area: (area.y0, area.x0)))


def _overlaps(one: Area, two: Area) -> bool:
    """Tell whether `two` sticks out of `one`: a table or a figure half inside makes no box."""
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height = min(one.y1, two.y1) - max(one.y0, two.y0)
    inside = two.x0 > one.x0 - 3 and two.x1 < one.x1 + 3 and two.y0 > one.y0 - 3
    return width > 3 and height > 3 and not (inside and two.y1 < one.y1 + 3)


def _is_cut(line: Line, area: Area) -> bool:
    """Tell whether a side of `area` runs through a line, as through those over a watermark."""
    if not area.y0 < line.middle < area.y1:
        return False
    slack = line.size
    return any(line.x0 + slack < side < line.x1 - slack for side in (area.x0, area.x1))


def _is_text(inside: Sequence[Line]) -> bool:
    if len(inside) < 2:
        return False
    rows = rows_of(inside)
    several = sum(len(row) > 1 for row in rows)
    return len(rows) >= 2 and several <= 0.3 * len(rows)


def _apart(areas: Sequence[Area], drawn: Sequence[Area]) -> list[Area]:
    """Return the areas that no other touches along a whole side: cells of a table do."""
    return [area for area in areas if not any(_is_stacked(area, other) for other in drawn)]


def _is_stacked(one: Area, two: Area) -> bool:
    if abs(one.y0 - two.y0) < 2 and abs(one.y1 - two.y1) < 2:
        return abs(one.x1 - two.x0) < 2 or abs(two.x1 - one.x0) < 2
    alike = abs(one.x0 - two.x0) < 2 and abs(one.x1 - two.x1) < 2
    return alike and (abs(one.y1 - two.y0) < 2 or abs(two.y1 - one.y0) < 2)
