"""White gaps between areas from left to right, and which of them part columns of text."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from ingest.pdf.page import Area, Line
from ingest.table import is_number

A = TypeVar("A", bound=Area)

_GUTTER = 7.0
"""The narrowest gap in points that parts two columns."""

_NARROWEST = 0.12
"""A column takes at least this share of what it was cut from."""

_WIDE = 10.0
_FEWEST = 8
"""From this many lines on, two sides whose lines do not stand level are columns."""

_TOUCH = 0.1


class Gap(NamedTuple):
    """White from `start` to `end`."""

    start: float
    end: float


def inside(areas: Sequence[A]) -> Gap:
    """Return where a gutter may lie: each side of it must leave room for a column."""
    start, end = min(area.x0 for area in areas), max(area.x1 for area in areas)
    return Gap(start + _NARROWEST * (end - start), end - _NARROWEST * (end - start))


def gaps_in(areas: Sequence[A], within: Gap) -> list[Gap]:
    """Return where, from left to right within `within`, no area stands."""
    gaps = []
    end, last = within
    ordered = areas if len(areas) == 1 else sorted(areas, key=lambda area: area.x0)
    for area in ordered:
        start = area.x0 if area.x0 < last else last
        if start - end >= _GUTTER:
            gaps.append(Gap(end, start))
        if area.x1 > end:
            end = area.x1
    if last - end >= _GUTTER:
        gaps.append(Gap(end, last))
    return gaps


def shared(gaps: Sequence[Gap], others: Sequence[Gap]) -> list[Gap]:
    """Return what is white in both, as far as it is wide enough."""
    both = []
    for start, end in gaps:
        for other_start, other_end in others:
            # max() and min() would take most of the time of this, the innermost loop of a page.
            low = start if start > other_start else other_start
            high = end if end < other_end else other_end
            if high - low >= _GUTTER:
                both.append(Gap(low, high))
    return both


def gutter(areas: Sequence[A], gaps: Sequence[Gap]) -> Gap | None:
    """Return the widest of `gaps` that parts columns, if one does."""
    widest = sorted(gaps, key=lambda gap: gap.start - gap.end)[:3] if len(gaps) > 1 else gaps
    return next((gap for gap in widest if _is_gutter(areas, gap)), None)


def sides(areas: Sequence[A], gap: Gap) -> tuple[list[A], list[A]]:
    """Return the areas left and right of `gap`, without those that cross it."""
    start, end = gap.start + _TOUCH, gap.end - _TOUCH
    return [area for area in areas if area.x1 <= start], [area for area in areas if area.x0 >= end]


def is_sure(areas: Sequence[A], gap: Gap) -> bool:
    """Tell whether a gutter parts columns whose lines have nothing to do with each other."""
    left, right = sides(areas, gap)
    if gap.end - gap.start < _WIDE or min(len(left), len(right)) < _FEWEST:
        return False
    return not _are_level(left, right, 0.35, slack=1.0)


def parts_text(areas: Sequence[A], gap: Gap) -> bool:
    """Tell whether several lines on each side of `gap` are as wide as those of running text."""
    return all(_holds_text(side) for side in sides(areas, gap))


def _holds_text(side: Sequence[A]) -> bool:
    width = max(area.x1 for area in side) - min(area.x0 for area in side)
    return sum(area.x1 - area.x0 > 0.7 * width for area in side) >= _FEWEST


def is_table_row(band: Sequence[A]) -> bool:
    """Tell whether numbers or short texts stand side by side in one row, as in no running text."""
    if len(band) < 2:
        return False
    usual = median_of([area.y1 - area.y0 for area in band])
    if max(area.y1 for area in band) - min(area.y0 for area in band) >= 1.5 * usual:
        return False
    narrow = sum(area.x1 - area.x0 < 4 * usual for area in band)
    if narrow > 2 and 2 * narrow >= len(band):
        return True
    first = min(area.x0 for area in band)
    numbers = sum(
        area.x0 > first and isinstance(area, Line) and is_number(area.text) for area in band
    )
    return 2 * numbers >= len(band)


def median_of(values: Sequence[float]) -> float:
    """Return the middle value; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _is_gutter(areas: Sequence[A], gap: Gap) -> bool:
    """Tell whether `gap` parts two columns of text, not a label from its value."""
    left, right = sides(areas, gap)
    if _is_slight(left, right) or _is_slight(right, left):
        return False
    full = [(side, _is_prose(side)) for side in (left, right)]
    prose = [filled and not _is_narrow(side) for side, filled in full]
    if all(prose):
        return True
    if any(prose) or all(filled for _, filled in full):
        return not _are_level(left, right, 0.8)
    return min(len(left), len(right)) >= _FEWEST and not _are_level(left, right, 0.5)


def _is_slight(side: Sequence[A], other: Sequence[A]) -> bool:
    """Tell whether a side is no column: empty, or one line; a tall figure or box counts as one."""
    if len(side) != 1:
        return not side
    return side[0].height < 3 * min((area.height for area in other), default=1.0)


def _is_narrow(areas: Sequence[A]) -> bool:
    lines = [area for area in areas if isinstance(area, Line)]
    if not lines:
        return False
    widths = [line.x1 - line.x0 for line in lines]
    return median_of(widths) < 7 * median_of([line.y1 - line.y0 for line in lines])


def _are_level(left: Sequence[A], right: Sequence[A], share: float, *, slack: float = 2.5) -> bool:
    """Tell whether this share of the areas on the shorter side has one beside it, as in a table."""
    few, many = sorted((left, right), key=len)
    bottoms = sorted([area.y1 for area in many])
    last = len(bottoms)
    level = 0
    for area in few:
        bottom = area.y1
        at = bisect_left(bottoms, bottom - slack)
        level += at < last and bottoms[at] <= bottom + slack
    return level >= share * len(few)


def _is_prose(areas: Sequence[A]) -> bool:
    """Tell whether lines are filled like text; a column of numbers or labels is not.

    Long ones give the measure, since there may be more columns than one on this side.
    """
    widths = sorted([area.x1 - area.x0 for area in areas])
    measure = widths[len(widths) * 9 // 10]
    filled = len(widths) - bisect_left(widths, 0.6 * measure)
    return filled >= 0.4 * len(widths)
