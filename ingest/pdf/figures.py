"""Figures: raster pictures and drawings that are no decoration, with the words in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.captions import is_caption
from ingest.pdf.drawings import LABEL, drawings_of
from ingest.pdf.page import Area, Line, Page, hull

_SMALLEST = 0.01
_BACKGROUND = 0.8
"""Pictures of less, or more, than this share of the page are decoration, or a scan of it."""

_SHORTEST_SIDE = 30.0
_LONG = 45
"""Labels in a drawing are shorter than this many characters; running text is longer."""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Figure(Area):
    """A picture or a drawing, with the words in it: the labels of a chart."""

    labels: tuple[Line, ...] = ()


def figures_of(page: Page, tables: Sequence[Area], lines: Sequence[Line]) -> list[Figure]:
    """Return the figures of `page`; `lines` are those outside of its `tables`.

    A picture under running text is a background, and no figure.
    """
    areas = [area for area in _untiled(page.pictures) if _is_picture(area, page, lines)]
    areas.extend(
        area
        for area in drawings_of(page, tables, lines)
        if not any(one.holds(area) for one in areas) and _is_sized(area, page)
    )
    figures: list[Figure] = []
    for area in _outermost(areas):
        inside = tuple(line for line in lines if area.holds(line) or _labels(line, area))
        if _is_prose(inside):
            continue
        # The name of an axis is often turned by a right angle, and stands beside its numbers.
        turned = tuple(line for line in page.aslant if area.holds(line, 2 * line.size))
        labels = inside + turned
        figures.append(Figure(x0=area.x0, y0=area.y0, x1=area.x1, y1=area.y1, labels=labels))
    return figures


def _untiled(pictures: Sequence[Area]) -> list[Area]:
    """Return `pictures` with strips and tiles of one joined: some writers cut them up."""
    joined: list[Area] = []
    for area in sorted(pictures, key=lambda area: (area.x0, area.y0)):
        if joined and _goes_on(joined[-1], area):
            joined[-1] = hull([joined[-1], area])
        else:
            joined.append(area)
    return joined


def _goes_on(above: Area, below: Area) -> bool:
    alike = abs(above.x0 - below.x0) < 1 and abs(above.x1 - below.x1) < 1
    return alike and -2 < below.y0 - above.y1 < 2


def _labels(line: Line, area: Area) -> bool:
    """Tell whether a line is a short one at the edge of a drawing: the name of a bar or an axis."""
    short = len(line.text) <= LABEL and line.width < 0.35 * area.width
    return short and area.holds(line, line.size) and not is_caption(line.text)


def _is_picture(area: Area, page: Page, lines: Sequence[Line]) -> bool:
    share = area.width * area.height / (page.width * page.height or 1.0)
    return share >= _SMALLEST and not (share > _BACKGROUND and lines)


def _is_sized(area: Area, page: Page) -> bool:
    share = area.width * area.height / (page.width * page.height or 1.0)
    wide = min(area.width, area.height) >= _SHORTEST_SIDE
    return wide and 0.6 * _SMALLEST <= share <= _BACKGROUND


def _is_prose(inside: Sequence[Line]) -> bool:
    """Tell whether the words over a picture are text that runs, not labels."""
    total = sum(len(line.text) for line in inside)
    long = sum(len(line.text) for line in inside if len(line.text) > _LONG)
    return long > 0.35 * total


def _outermost(areas: Sequence[Area]) -> list[Area]:
    """Return the areas that lie in no larger one."""
    kept: list[Area] = []
    for area in sorted(areas, key=lambda area: -area.width * area.height):
        if not any(_covers(one, area) for one in kept):
            kept.append(area)
    return sorted(kept, key=lambda area: (area.y0, area.x0))


def _covers(one: Area, two: Area) -> bool:
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height = min(one.y1, two.y1) - max(one.y0, two.y0)
    return min(width, height) > 0 and width * height > 0.7 * two.width * two.height
