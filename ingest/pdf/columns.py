"""Reading order: cutting a page along its white gaps (recursive XY-cut, Nagy and Seth 1984).

A page is first cut into bands by gaps across its whole width. Neighbouring bands that share a
gutter are columns and are cut along it; what spans the gutter (a title, a wide table) stands
between such groups. Headings that hang beside the text in a column of their own are no column.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TypeVar

from ingest.pdf.gutters import (
    Gap,
    gaps_in,
    gutter,
    inside,
    is_sure,
    is_table_row,
    median_of,
    parts_text,
    shared,
    sides,
)
from ingest.pdf.page import Area, Line
from ingest.pdf.side_headings import with_side_heads

A = TypeVar("A", bound=Area)

_DEEPEST = 8
_LARGER = 1.2
"""A title is larger by this factor than what stands below it."""

_FEWEST = 16
"""Fewer areas than this make no two columns of text that tables are part of."""


def regions(
    areas: Sequence[A], prepared: Callable[[list[A]], list[A]] = lambda areas: areas
) -> list[list[A]]:
    """Return `areas` parted into regions of one column each, in reading order.

    `prepared` sees what stands in each part before it is cut, and may put several areas into one.
    """
    return _regions(list(areas), prepared, _DEEPEST)


def _regions(areas: list[A], prepared: Callable[[list[A]], list[A]], depth: int) -> list[list[A]]:
    areas, groups = _prepared_groups(areas, prepared, depth)
    hanging = with_side_heads(areas) if depth else []
    if hanging:
        return [
            region
            for part, more in hanging
            for region in (_regions(part, prepared, depth - 1) if more else [part])
        ]
    if not groups:
        return [areas] if areas else []
    found: list[list[A]] = []
    for group, gap in groups:
        if gap is None:
            _append(found, group)
            continue
        for side in _halves(group, gap):
            found.extend(_regions(side, prepared, depth - 1))
        found.append([])
    return [region for region in found if region]


def _prepared_groups(
    areas: list[A], prepared: Callable[[list[A]], list[A]], depth: int
) -> tuple[list[A], list[tuple[list[A], Gap | None]]]:
    """Return the groups to cut, and the areas, prepared unless a gutter was sure without that."""
    groups = _cut(areas, depth)
    if any(gap is not None and is_sure(group, gap) for group, gap in groups):
        return areas, groups
    ready = prepared(areas)
    return ready, groups if ready is areas else _cut(ready, depth)


def _cut(areas: Sequence[A], depth: int) -> list[tuple[list[A], Gap | None]]:
    """Return runs of bands with the gutter that they share; none where there is little to cut."""
    if len(areas) < 4 or not depth:
        return []
    ordered = sorted(areas, key=attrgetter("y0", "x0"))
    if _is_one_column(areas):
        return [(ordered, None)]
    return _groups(_bands(ordered), inside(ordered))


def _is_one_column(areas: Sequence[A]) -> bool:
    """Tell whether nothing can be a gutter: any white has one line at most on one of its sides.

    Most pages are told so at once. Of several heights, a tall area alone may be a column.
    """
    ends = sorted([area.x1 for area in areas])
    starts = sorted([area.x0 for area in areas])
    if ends[1] < starts[-2]:
        return False
    heights = [area.y1 - area.y0 for area in areas]
    return max(heights) < 3 * min(heights)


def _halves(areas: Sequence[A], gap: Gap) -> tuple[list[A], list[A]]:
    """Return what stands left and right of the middle of `gap`."""
    cut = gap.start + gap.end
    left = [area for area in areas if area.x0 + area.x1 < cut]
    return left, [area for area in areas if area.x0 + area.x1 >= cut]


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
        if bands and area.y0 < bottom - 0.25 * (area.y1 - area.y0):
            bands[-1].append(area)
            bottom = max(bottom, area.y1)
        else:
            bands.append([area])
            bottom = area.y1
    return bands


def _groups(bands: list[list[A]], within: Gap) -> list[tuple[list[A], Gap | None]]:
    """Return runs of bands with the gutter that they share, None where they have none."""
    groups: list[tuple[list[A], Gap | None]] = []
    white = [gaps_in(band, within) for band in bands]
    gaps = [[] if is_table_row(band) else own for band, own in zip(bands, white, strict=True)]
    index = tried = 0
    while index < len(bands):
        length, gap = 1, None
        if index >= tried:
            length, gap, tried = _through(bands, white, gaps, index)
        if gap is None:
            length, gap = _without_title(bands[index:], gaps[index:])
        if (
            gap
            and length > 1
            and groups
            and _goes_on(groups[-1], bands[index : index + length], gap)
        ):
            # The last line of a title over columns may be no longer than one of these.
            groups[-1][0].extend(bands[index])
            index += 1
            continue
        areas = _all_of(bands[index : index + length])
        while gap and groups and _joins(groups[-1], areas, gap):
            areas = groups.pop()[0] + areas
        groups.append((areas, gap))
        index += length
    return groups


def _goes_on(above: tuple[list[A], Gap | None], bands: Sequence[list[A]], gap: Gap) -> bool:
    """Tell whether the first band is a line of the title that reaches over `gap` right above it."""
    group, cut = above
    last, line = group[-1], bands[0][0]
    if cut is not None or len(bands[0]) > 1:
        return False
    if not isinstance(last, Line) or not isinstance(line, Line):
        return False
    crosses = last.x0 < gap.start and last.x1 > gap.end
    level = abs(last.x0 - line.x0) < 2 or abs(last.x0 + last.x1 - line.x0 - line.x1) < 4
    close = line.y0 - last.y1 < 0.5 * line.size
    alike = (last.size, last.bold) == (line.size, line.bold)
    return crosses and level and close and alike and _is_larger(line, _all_of(bands[1:]), gap)


def _is_larger(line: Area, below: Sequence[A], gap: Gap) -> bool:
    """Tell whether a line is larger than the columns of text below it."""
    if line.height < _LARGER * median_of([area.height for area in below]):
        return False
    return all(sides(below, gap)) and parts_text(below, gap)


def _all_of(bands: Sequence[list[A]]) -> list[A]:
    return [area for band in bands for area in band]


def _through(
    bands: Sequence[list[A]], white: Sequence[list[Gap]], gaps: Sequence[list[Gap]], first: int
) -> tuple[int, Gap | None, int]:
    """Return the longest run of white, with its gutter where that is sure though tables lie in it.

    `gaps` are `white` without that between the cells of what looks like the row of a table. Last
    comes up to where bands share white with the `first`: what begins in between need not be tried.
    """
    if not white[first] or sum(map(len, bands[first:])) < _FEWEST or all(map(len, gaps[first:])):
        return 1, None, first + 1
    history = _history(white, first)
    length, gap = _longest_of(bands[first:], history)
    reach = first + len(history)
    if gap is None or all(map(len, gaps[first : first + length])):
        return 1, None, reach
    areas = _all_of(bands[first : first + length])
    sure = is_sure(areas, gap) and parts_text(areas, gap)
    return (length, gap, first + length) if sure else (1, None, reach)


def _without_title(bands: Sequence[list[A]], gaps: Sequence[list[Gap]]) -> tuple[int, Gap | None]:
    """Return the longest run that shares a gutter; a lone first area may stand over the others."""
    length, gap = _longest(bands, gaps)
    if gap is None or len(bands[0]) > 1 or len(bands) < 2:
        return length, gap
    wider = _longest(bands[1:], gaps[1:])[1]
    if wider is None or wider.end - wider.start <= gap.end - gap.start:
        return length, gap
    crossed = wider.start >= gap.end or wider.end <= gap.start
    return (1, None) if crossed else (length, gap)


def _joins(above: tuple[list[A], Gap | None], areas: Sequence[A], gap: Gap) -> bool:
    """Tell whether a row right above columns, a table's in one of them, keeps off their gutter."""
    row, cut = above
    if cut is not None or not is_table_row(row):
        return False
    apart = min(area.y0 for area in areas) - max(area.y1 for area in row)
    crosses = any(area.x0 < gap.end and area.x1 > gap.start for area in row)
    return not crosses and apart < median_of([area.height for area in row])


def _longest(bands: Sequence[list[A]], gaps: Sequence[list[Gap]]) -> tuple[int, Gap | None]:
    """Return how many bands from the first on share a gutter, and the gutter."""
    return _longest_of(bands, _history(gaps, 0))


def _history(gaps: Sequence[list[Gap]], first: int) -> list[list[Gap]]:
    """Return what white bands share with the `first`, band by band, as far as they share some."""
    common = gaps[first]
    history: list[list[Gap]] = []
    for own in gaps[first:]:
        common = shared(common, own) if history else common
        if not common:
            break
        history.append(common)
    return history


def _longest_of(bands: Sequence[list[A]], history: Sequence[list[Gap]]) -> tuple[int, Gap | None]:
    """Return how many of the bands that share gaps make columns, and the gutter between these.

    Where all that share a gap make no columns, half of them are tried, and so on.
    """
    count = len(history)
    while count:
        gap = gutter(_all_of(bands[:count]), history[count - 1])
        if gap is not None:
            return (count if count == len(bands) else _trimmed(bands[: count + 1], gap)), gap
        count //= 2
    return 1, None


def _trimmed(bands: Sequence[list[A]], gap: Gap) -> int:
    """Return how many of `bands` to cut along `gap`, but for the last one, which spans it.

    Bands that stand in the left column alone may belong to what follows: the widest white gap
    among them decides and, where the columns are of running text, that above what spans.
    """
    whole = len(bands) - 1
    last = max(i for i in range(whole) if any(a.x0 >= gap.end - 0.1 for a in bands[i]))
    if last + 1 == whole:
        return whole
    end = whole + 1 if parts_text(_all_of(bands[:whole]), gap) else whole
    gaps = [
        (min(a.y0 for a in bands[i]) - max(a.y1 for a in bands[i - 1]), -i)
        for i in range(last + 1, end)
    ]
    return -max(gaps)[1]
