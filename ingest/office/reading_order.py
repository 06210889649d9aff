"""The order in which people read boxes that lie freely on a slide."""

from collections.abc import Sequence
from typing import TypeVar

from ingest.model import Box

_Thing = TypeVar("_Thing")
_OVERLAP = 2.0
_ALIKE = 0.6
"""Of two boxes, the lower one's height beside the higher one's, from which they are of a kind."""


def in_reading_order(placed: Sequence[tuple[Box, _Thing]]) -> list[_Thing]:
    """Return the things in the order of their boxes, which lie on one slide.

    A recursive XY cut: the widest gap that runs through parts the upper boxes from the lower ones,
    or the left ones from the right ones. Where both do, rows of equal height are cards, which are
    read row by row. Boxes that nothing parts go by their upper left corners.
    """
    if len(placed) < 2:
        return [thing for _, thing in placed]
    across = _cut(placed, vertical=False)
    down = _cut(placed, vertical=True)
    first = across if across[0] >= down[0] or (across[0] > 0 and _are_cards(across[1])) else down
    if first[0] > 0:
        return [thing for part in first[1] for thing in in_reading_order(part)]
    return [thing for _, thing in sorted(placed, key=lambda pair: (pair[0].y0, pair[0].x0))]


def _are_cards(rows: Sequence[Sequence[tuple[Box, _Thing]]]) -> bool:
    """Tell whether upper and lower boxes are alike; a heading above a column of text is not."""
    heights = [sorted(box.y1 - box.y0 for box, _ in row) for row in rows]
    upper, lower = (row[len(row) // 2] for row in heights)
    return min(upper, lower) >= _ALIKE * max(upper, lower)


def _cut(
    placed: Sequence[tuple[Box, _Thing]], *, vertical: bool
) -> tuple[float, list[list[tuple[Box, _Thing]]]]:
    """Return the widest gap across or down, and what lies before and behind it."""

    def extent(pair: tuple[Box, _Thing]) -> tuple[float, float]:
        box = pair[0]
        return (box.x0, box.x1) if vertical else (box.y0, box.y1)

    ordered = sorted(placed, key=extent)
    end = extent(ordered[0])[1]
    widest, place = 0.0, 0
    for index, pair in enumerate(ordered[1:], start=1):
        start, stop = extent(pair)
        # Boxes may overlap a little: frames are larger than the text in them.
        gap = start - end + _OVERLAP
        if gap > widest:
            widest, place = gap, index
        end = max(end, stop)
    return widest, [list(ordered[:place]), list(ordered[place:])]
