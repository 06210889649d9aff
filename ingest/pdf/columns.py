"""Reading order: cutting a page along its white gaps (recursive XY-cut, Nagy and Seth 1984).

A page is first cut into bands by gaps across its whole width. Neighbouring bands that share a
gutter are columns and are cut along it; what spans the gutter (a title, a wide table) stands
between such groups.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from ingest.pdf.page import Area, Line
from ingest.table import is_number

A = TypeVar("A", bound=Area)

_GUTTER = 7.0
"""The narrowest gap in points that parts two columns."""

_NARROWEST = 0.12
"""A column takes at least this share of what it was cut from."""

_DEEPEST = 8
_WIDE = 10.0
_FEWEST = 8
"""From this many lines on, two sides whose lines do not stand level are columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    start: float
    end: float


def regions(
    areas: Sequence[A], prepared: Callable[[list[A]], list[A]] = lambda areas: areas
) -> list[list[A]]:
    """Return `areas` parted into regions of one column each, in reading order.

    `prepared` sees what stands in each part before it is cut, and may put several areas into one.
    """
    return _regions(list(areas), prepared, _DEEPEST)


def _regions(areas: list[A], prepared: Callable[[list[A]], list[A]], depth: int) -> list[list[A]]:
    groups = _cut(areas) if depth else []
    if not any(gap is not None and _is_sure(group, gap) for group, gap in groups):
        former, areas = areas, prepared(areas)
        if areas is not former:
            groups = _cut(areas) if depth else []
    if not groups:
        return [areas] if areas else []
    found: list[list[A]] = []
    for group, gap in groups:
        if gap is None:
            _append(found, group)
            continue
        cut = (gap.start + gap.end) / 2
        left = [area for area in group if (area.x0 + area.x1) / 2 < cut]
        right = [area for area in group if (area.x0 + area.x1) / 2 >= cut]
        found.extend(_regions(left, prepared, depth - 1))
        found.extend(_regions(right, prepared, depth - 1))
        found.append([])
    return [region for region in found if region]


def _cut(areas: Sequence[A]) -> list[tuple[list[A], _Gap | None]]:
    """Return runs of bands with the gutter that they share; none where there is little to cut."""
    if len(areas) < 4:
        return []
    ordered = sorted(areas, key=lambda area: (area.y0, area.x0))
    return _groups(_bands(ordered), _inside(ordered))


def _is_sure(areas: Sequence[A], gap: _Gap) -> bool:
    """Tell whether a gutter parts columns whose lines have nothing to do with each other."""
    left = [area for area in areas if area.x1 <= gap.start + 0.1]
    right = [area for area in areas if area.x0 >= gap.end - 0.1]
    if gap.end - gap.start < _WIDE or min(len(left), len(right)) < _FEWEST:
        return False
    return not _are_level(left, right, 0.35, slack=1.0)


def _append(found: list[list[A]], group: list[A]) -> None:
    """Add single-column bands to the region that ends right above them."""
    if found and found[-1]:
        found[-1].extend(group)
    else:
        found.append(list(group))


def _bands(areas: list[A]) -> list[list[A]]:
    """Part areas, sorted from the top, where no area stands at some height."""
    bands: list[list[A]] = []
    bottom = 0.0
    for area in areas:
        if bands and area.y0 < bottom - 0.25 * area.height:
            bands[-1].append(area)
            bottom = max(bottom, area.y1)
        else:
            bands.append([area])
            bottom = area.y1
    return bands


def _inside(areas: Sequence[A]) -> _Gap:
    """Return where a gutter may lie: each side of it must leave room for a column."""
    start, end = min(area.x0 for area in areas), max(area.x1 for area in areas)
    return _Gap(start=start + _NARROWEST * (end - start), end=end - _NARROWEST * (end - start))


def _groups(bands: list[list[A]], inside: _Gap) -> list[tuple[list[A], _Gap | None]]:
    """Return runs of bands with the gutter that they share, None where they have none."""
    groups: list[tuple[list[A], _Gap | None]] = []
    white = [_gaps(band, inside) for band in bands]
    gaps = [[] if _is_table_row(band) else own for band, own in zip(bands, white, strict=True)]
    index = 0
    while index < len(bands):
        length, gap = _through(bands[index:], white[index:], gaps[index:])
        if gap is None:
            length, gap = _longest(bands[index:], gaps[index:])
        if gap is not None and len(bands[index]) == 1 and index + 1 < len(bands):
            wider = _longest(bands[index + 1 :], gaps[index + 1 :])[1]
            if wider is not None and wider.end - wider.start > gap.end - gap.start:
                crossed = wider.start >= gap.end or wider.end <= gap.start
                length, gap = (1, None) if crossed else (length, gap)
        areas = [area for band in bands[index : index + length] for area in band]
        while gap and groups and _joins(groups[-1], areas, gap):
            areas = groups.pop()[0] + areas
        groups.append((areas, gap))
        index += length
    return groups


def _through(
    bands: Sequence[list[A]], white: Sequence[list[_Gap]], gaps: Sequence[list[_Gap]]
) -> tuple[int, _Gap | None]:
    """Return the longest run of white, with its gutter where that is sure though tables lie in it.

    `gaps` are `white` without that between the cells of what looks like the row of a table.
    """
    if sum(map(len, bands)) < 2 * _FEWEST or not white[0] or all(map(len, gaps)):
        return 1, None
    length, gap = _longest(bands, white)
    areas = [area for band in bands[:length] for area in band]
    if gap is None or all(map(len, gaps[:length])) or not _is_sure(areas, gap):
        return 1, None
    left = [area for area in areas if area.x1 <= gap.start + 0.1]
    right = [area for area in areas if area.x0 >= gap.end - 0.1]
    return (length, gap) if _holds_text(left) and _holds_text(right) else (1, None)


def _holds_text(side: Sequence[A]) -> bool:
    """Tell whether several lines of a side are as wide as those of running text."""
    width = max(area.x1 for area in side) - min(area.x0 for area in side)
    return sum(area.x1 - area.x0 > 0.7 * width for area in side) >= _FEWEST


def _joins(above: tuple[list[A], _Gap | None], areas: Sequence[A], gap: _Gap) -> bool:
    """Tell whether a row right above columns, a table's in one of them, keeps off their gutter."""
    row, cut = above
    if cut is not None or not _is_table_row(row):
        return False
    apart = min(area.y0 for area in areas) - max(area.y1 for area in row)
    sides = [area.x0 < gap.end and area.x1 > gap.start for area in row]
    return not any(sides) and apart < median(area.height for area in row)


def _is_table_row(band: Sequence[A]) -> bool:
    """Tell whether numbers or short texts stand side by side in one row, as in no running text."""
    if len(band) < 2:
        return False
    usual = median(area.height for area in band)
    if max(area.y1 for area in band) - min(area.y0 for area in band) >= 1.5 * usual:
        return False
    narrow = sum(area.width < 4 * usual for area in band)
    first = min(area.x0 for area in band)
    numbers = sum(_is_number(area) and area.x0 > first for area in band)
    return 2 * numbers >= len(band) or (narrow > 2 and 2 * narrow >= len(band))


def _is_number(area: Area) -> bool:
    return isinstance(area, Line) and is_number(area.text)


def _longest(bands: Sequence[list[A]], gaps: Sequence[list[_Gap]]) -> tuple[int, _Gap | None]:
    """Return how many bands from the first on share a gutter, and the gutter.

    Where all that share a gap make no columns, half of them are tried, and so on.
    """
    shared = gaps[0]
    history: list[list[_Gap]] = []
    while shared:
        history.append(shared)
        shared = _shared(shared, gaps[len(history)]) if len(history) < len(bands) else []
    count = len(history)
    while count:
        areas = [area for band in bands[:count] for area in band]
        gap = _gutter(areas, history[count - 1])
        if gap is not None:
            return (count if count == len(bands) else _trimmed(bands[:count], gap)), gap
        count //= 2
    return 1, None


def _trimmed(bands: Sequence[list[A]], gap: _Gap) -> int:
    """Return how many of `bands` to cut along `gap`, when a spanning one follows them.

    Bands that stand in the left column alone may belong to what follows: the widest white gap
    among them decides.
    """
    last = max(i for i, band in enumerate(bands) if any(a.x0 >= gap.end - 0.1 for a in band))
    if last + 1 >= len(bands):
        return len(bands)
    gaps = [
        (min(a.y0 for a in bands[i]) - max(a.y1 for a in bands[i - 1]), -i)
        for i in range(last + 1, len(bands))
    ]
    return -max(gaps)[1]


def _gutter(areas: Sequence[A], gaps: Sequence[_Gap]) -> _Gap | None:
    widest = sorted(gaps, key=lambda gap: gap.start - gap.end)[:3]
    return next((gap for gap in widest if _is_gutter(areas, gap)), None)


def _gaps(areas: Sequence[A], inside: _Gap) -> list[_Gap]:
    """Return where, from left to right within `inside`, no area stands."""
    gaps = []
    end = inside.start
    ordered = areas if len(areas) == 1 else sorted(areas, key=lambda area: area.x0)
    for area in ordered:
        start = area.x0 if area.x0 < inside.end else inside.end
        if start - end >= _GUTTER:
            gaps.append(_Gap(start=end, end=start))
        if area.x1 > end:
            end = area.x1
    if inside.end - end >= _GUTTER:
        gaps.append(_Gap(start=end, end=inside.end))
    return gaps


def _shared(gaps: Sequence[_Gap], others: Sequence[_Gap]) -> list[_Gap]:
    both = []
    for gap in gaps:
        for other in others:
            # max() and min() would take most of the time of this, the innermost loop of a page.
            start = gap.start if gap.start > other.start else other.start
            end = gap.end if gap.end < other.end else other.end
            if end - start >= _GUTTER:
                both.append(_Gap(start=start, end=end))
    return both


def _is_gutter(areas: Sequence[A], gap: _Gap) -> bool:
    """Tell whether `gap` parts two columns of text, not a label from its value."""
    left = [area for area in areas if area.x1 <= gap.start + 0.1]
    right = [area for area in areas if area.x0 >= gap.end - 0.1]
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
    areas = [area for area in areas if isinstance(area, Line)]
    if not areas:
        return False
    return median(area.width for area in areas) < 7 * median(area.height for area in areas)


def _are_level(left: Sequence[A], right: Sequence[A], share: float, *, slack: float = 2.5) -> bool:
    """Tell whether this share of the areas on the shorter side has one beside it, as in a table."""
    few, many = sorted((left, right), key=len)
    bottoms = sorted(area.y1 for area in many)
    level = 0
    for area in few:
        at = bisect_left(bottoms, area.y1 - slack)
        level += at < len(bottoms) and bottoms[at] <= area.y1 + slack
    return level >= share * len(few)


def _is_prose(areas: Sequence[A]) -> bool:
    """Tell whether lines are filled like text; a column of numbers or labels is not.

    Long ones give the measure, since there may be more columns than one on this side.
    """
    widths = sorted([area.x1 - area.x0 for area in areas])
    measure = widths[len(widths) * 9 // 10]
    filled = len(widths) - bisect_left(widths, 0.6 * measure)
    return filled >= 0.4 * len(widths)
