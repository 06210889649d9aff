"""Charts whose frame, axes and legend are ruled like the cells of a table."""

from collections.abc import Sequence

from ingest.pdf.cells import Table
from ingest.pdf.page import Area, Line, hull

_SMALLEST = 8.0
"""Shapes less wide and high than this many points are signs in cells."""

_FEWEST = 3
_WIDE, _HIGH = 40.0, 25.0
_MOST = 400
_OVERLAP = 2.0
"""Slashes through cells that are left empty do no more than touch."""


def charts_of(
    tables: Sequence[Table], shapes: Sequence[Area], lines: Sequence[Line]
) -> list[Table]:
    """Return those of `tables` that are charts: a drawing stands in them.

    `shapes` are what is drawn on the page and no rectangle: slices, curves. Several that overlap
    each other and hold no text are a drawing; one in each cell, or one below a text, is none.
    """
    if len(shapes) < _FEWEST:
        return []
    return [table for table in tables if _is_chart(table, shapes, lines)]


def _is_chart(table: Area, shapes: Sequence[Area], lines: Sequence[Line]) -> bool:
    inside = [
        shape
        for shape in shapes
        if table.holds(shape) and max(shape.width, shape.height) >= _SMALLEST
    ]
    if not _FEWEST <= len(inside) <= _MOST:
        return len(inside) > _MOST
    texts = [line for line in lines if table.holds(line)]
    bare = [shape for shape in inside if not any(shape.holds(line) for line in texts)]
    group = _joined(bare)
    around = hull(group) if len(group) >= _FEWEST else None
    return around is not None and around.width >= _WIDE and around.height >= _HIGH


def _joined(shapes: Sequence[Area]) -> list[Area]:
    """Return the most shapes that hang together, each over part of another one."""
    left, largest = list(shapes), list[Area]()
    while left:
        group, new = [left[0]], [left.pop(0)]
        while new:
            one = new.pop()
            near = [other for other in left if _overlap(one, other)]
            left = [other for other in left if other not in near]
            group += near
            new += near
        largest = max(largest, group, key=len)
    return largest


def _overlap(one: Area, other: Area) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > _OVERLAP and down > _OVERLAP
