"""Drawn lines: what belongs together, and the grids they make."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from ingest.pdf.page import Area, hull

_TOUCH = 3.0
"""Lines this close in points touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Rulings that touch each other: horizontal ones top down, vertical ones left to right.

    `area` is the extent of all of them.
    """

    across: tuple[Area, ...]
    down: tuple[Area, ...]
    area: Area


def lattices(rulings: Iterable[Area]) -> list[Lattice]:
    """Return the groups of touching rulings that have at least two lines each way, top down."""
    level, upright = _strokes(rulings)
    if len(level) < 2 or len(upright) < 2:
        return []
    across = [Area(x0=start, y0=y, x1=end, y1=y) for y, start, end in _straightened(level)]
    down = [Area(x0=x, y0=start, x1=x, y1=end) for x, start, end in _straightened(upright)]
    found = []
    for group in _touching(across, down):
        horizontal = sorted((across[i] for i in group if i < len(across)), key=lambda r: r.y0)
        vertical = sorted(
            (down[i - len(across)] for i in group if i >= len(across)), key=lambda r: r.x0
        )
        if len(horizontal) > 1 and len(vertical) > 1:
            area = hull(horizontal + vertical)
            found.append(Lattice(across=tuple(horizontal), down=tuple(vertical), area=area))
    return sorted(found, key=lambda lattice: (lattice.area.y0, lattice.area.x0))


def places(values: Iterable[float]) -> list[float]:
    """Return the distinct positions among `values`, each the mean of those that touch."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _TOUCH:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def covered(strokes: Iterable[tuple[float, float]], borders: Sequence[float]) -> list[float]:
    """Return how much of each interval between `borders` the strokes cover, each from and to."""
    lengths = [0.0] * (len(borders) - 1)
    for start, end in strokes:
        for at in range(max(bisect_right(borders, start) - 1, 0), len(lengths)):
            low, high = borders[at], borders[at + 1]
            if low >= end:
                break
            lengths[at] += (end if end < high else high) - (start if start > low else low)
    return lengths


_Stroke = tuple[float, float, float]
"""A straight line: its place across, and where it starts and ends."""


def _strokes(rulings: Iterable[Area]) -> tuple[list[_Stroke], list[_Stroke]]:
    """Return the horizontal lines and the vertical ones."""
    across: list[_Stroke] = []
    down: list[_Stroke] = []
    for line in rulings:
        x0, y0, x1, y1 = line.x0, line.y0, line.x1, line.y1
        if x1 - x0 >= y1 - y0:
            across.append(((y0 + y1) / 2, x0, x1))
        else:
            down.append(((x0 + x1) / 2, y0, y1))
    return across, down


def _straightened(strokes: list[_Stroke]) -> list[_Stroke]:
    """Join lines that go on from each other at one place; return all by their places."""
    rows: list[list[_Stroke]] = []
    last = 0.0
    strokes.sort(key=itemgetter(0))
    for stroke in strokes:
        if rows and stroke[0] - last <= _TOUCH / 2:
            rows[-1].append(stroke)
        else:
            rows.append([stroke])
        last = stroke[0]
    whole: list[_Stroke] = []
    for row in rows:
        whole += row if len(row) == 1 else _joined(row)
    return whole


def _joined(row: list[_Stroke]) -> Iterator[_Stroke]:
    place = sum([stroke[0] for stroke in row]) / len(row)
    row.sort(key=itemgetter(1))
    _, start, end = row[0]
    for _, other_start, other_end in row[1:]:
        if other_start > end + _TOUCH:
            yield place, start, end
            start, end = other_start, other_end
        elif other_end > end:
            end = other_end
    yield place, start, end


def _touching(across: Sequence[Area], down: Sequence[Area]) -> list[list[int]]:
    """Return groups of indices (`down` counts on after `across`) of lines that meet."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    heights = [horizontal.y0 for horizontal in across]
    for j, vertical in enumerate(down, len(across)):
        own = root(j)
        first = bisect_left(heights, vertical.y0 - _TOUCH)
        for i in range(first, bisect_right(heights, vertical.y1 + _TOUCH)):
            if across[i].x0 - _TOUCH <= vertical.x0 <= across[i].x1 + _TOUCH:
                parent[root(i)] = own
    groups: dict[int, list[int]] = {}
    for index in range(len(parent)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())
