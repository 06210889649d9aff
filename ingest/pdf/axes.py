"""The axes of a chart: the numbers and names at even steps beside and below what is drawn."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.clusters import Cluster
from ingest.pdf.page import Area, Line
from ingest.table import is_number

_FEWEST_BESIDE, _FEWEST_BELOW = 3, 4
"""So many names on one side, or below, make the axis of a chart."""

_FARTHEST = 5.0
"""An axis stands at most this many sizes of its type from what is drawn."""

_OVER = 20.0
"""The box of a curve is larger than it by so many points at most: pointed corners count in it."""

_UNEVEN = 0.2
_VALUE = 2.0
"""The value of a bar stands at most this many sizes behind its end."""


def scale(cluster: Cluster, short: Sequence[Line]) -> list[Line]:
    """Return the numbers of the axes around a cluster; `short` are the short lines of its page."""
    return _even(cluster.around, [line for line in short if is_number(line.text)])


def names(cluster: Cluster, short: Sequence[Line]) -> list[Line]:
    """Return what stands at the axes around a drawing and at its bars, numbers and words."""
    around = cluster.around
    apt = [
        line
        for line in short
        if is_number(line.text) or _is_below(line, around) or _is_level(line, cluster.bars)
    ]
    return [*_even(around, apt), *(line for line in short if _is_value(line, cluster.bars))]


def _even(around: Area, lines: Sequence[Line]) -> list[Line]:
    beside = [line for line in lines if _is_beside(line, around)]
    sides = [
        [line for line in beside if line.x0 < around.x0],
        [line for line in beside if line.x0 >= around.x0],
    ]
    levels: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if _is_below(line, around):
            levels[round(line.y1 / 2)].append(line)
    rows = [sorted(row, key=lambda line: line.x0) for row in levels.values()]
    found = [
        *(side for side in sides if _are_even([line.middle for line in side], _FEWEST_BESIDE)),
        *(row for row in rows if _are_even([line.x0 + line.x1 for line in row], _FEWEST_BELOW)),
    ]
    return [line for axis in found for line in axis]


def _is_beside(line: Line, around: Area) -> bool:
    apart = max(around.x0 - line.x1, line.x0 - around.x1)
    level = around.y0 - line.size < line.middle < around.y1 + line.size
    return level and -_OVER < apart < _FARTHEST * line.size


def _is_below(line: Line, around: Area) -> bool:
    apart = line.y0 - around.y1
    middle = (line.x0 + line.x1) / 2
    level = around.x0 - line.width < middle < around.x1 + line.width
    return level and -_OVER < apart < _FARTHEST * line.size


def _is_level(line: Line, bars: Sequence[Area]) -> bool:
    """Tell whether a line stands beside one of the bars, which is no higher than some lines."""
    return any(bar.y0 < line.middle < bar.y1 < bar.y0 + 4 * line.size for bar in bars)


def _is_value(line: Line, bars: Sequence[Area]) -> bool:
    """Tell whether a number stands right behind the end of a bar."""
    if not is_number(line.text):
        return False
    ends = [bar.x1 for bar in bars if _is_level(line, [bar])]
    return any(-1 < line.x0 - end < _VALUE * line.size for end in ends)


def _are_even(places: Sequence[float], fewest: int) -> bool:
    """Tell whether places are as far apart each as the next, as marks of an axis are."""
    if len(places) < fewest:
        return False
    ordered = sorted(places)
    steps = [two - one for one, two in pairwise(ordered)]
    usual = sorted(steps)[len(steps) // 2]
    return usual > 0 and all(abs(step - usual) < _UNEVEN * usual for step in steps)
