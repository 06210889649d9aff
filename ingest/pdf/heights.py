"""Areas by their heights: those between two heights, or in a box, are found without asking all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Generic, TypeVar

from ingest.pdf.page import Area

A = TypeVar("A", bound=Area)


class ByHeight(Generic[A]):
    """Areas by their middles, from the top; those at one height in the order that they came in."""

    def __init__(self, areas: Iterable[A]) -> None:
        self._areas = sorted(areas, key=attrgetter("middle"))
        self._middles = [area.middle for area in self._areas]

    def between(self, top: float, end: float) -> list[A]:
        """Return the areas whose middles lie between two heights, from the top."""
        return self._areas[bisect_right(self._middles, top) : bisect_left(self._middles, end)]

    def held(self, box: Area) -> list[A]:
        """Return the areas whose centre lies in `box`, from the top."""
        first, last = bisect_left(self._middles, box.y0), bisect_right(self._middles, box.y1)
        x0, x1 = box.x0, box.x1
        return [area for area in self._areas[first:last] if x0 <= (area.x0 + area.x1) / 2 <= x1]


def between_each(ys: Sequence[float], areas: Iterable[A]) -> list[list[A]]:
    """Return the areas between each two of `ys`, which go up; none whose middle lies on one."""
    parts: list[list[A]] = [[] for _ in ys[1:]]
    for area in areas:
        middle = area.middle
        at = bisect_left(ys, middle)
        if 0 < at < len(ys) and middle < ys[at]:
            parts[at - 1].append(area)
    return parts
