"""Tables without a grid of lines whose cells run over several lines: found by their white gaps.

Columns are where no text stands from the first row to the last; rows part where the white between
two lines is wider than between the lines of a cell, or a rule or the edge of a shade lies in it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Table, cell_text
from ingest.pdf.guides import Guides, are_drawn, is_parted, is_shaded
from ingest.pdf.page import Area, Line, hull
from ingest.pdf.tabular import Cells, is_tabular

_GAP = 3.0
"""The narrowest white gap in points between two columns of a table."""

_FAR = 4.0
"""Bands further apart than this many times the size of the type belong to different tables."""

_LOOSE = 1.25
"""Lines further apart than this many times the pitch of running text are never of one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    start: float
    end: float


_Band = list[Line]


def grid_tables(lines: Sequence[Line], guides: Guides) -> tuple[list[Table], list[Line]]:
    """Return the tables that the white between `lines` shows, and the other lines."""
    if len(lines) < 6:
        return [], list(lines)
    bands = _bands(lines)
    tables: list[Table] = []
    rest: list[Line] = []
    index = 0
    while index < len(bands):
        start, end, gaps = index, *_stretch(bands, index, guides)
        table = _table(bands[start:end], gaps, guides) if gaps else None
        if table is None:
            end = _next_start(bands, start, end)
            rest.extend(line for band in bands[start:end] for line in band)
        else:
            tables.append(table)
        index = end
    return tables, rest


def _next_start(bands: Sequence[_Band], start: int, end: int) -> int:
    """Return where within a stretch that is no table one may begin: below more white than usual."""
    for index in range(start + 1, end):
        if _white_above(bands, index) > 0.8 * bands[index][0].size:
            return index
    return end


def _white_above(bands: Sequence[_Band], index: int) -> float:
    return min(line.y0 for line in bands[index]) - max(line.y1 for line in bands[index - 1])


def _bands(lines: Sequence[Line]) -> list[_Band]:
    """Part lines where no line stands at some height."""
    bands: list[_Band] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.y0):
        if bands and line.y0 < bottom - 0.25 * line.height:
            bands[-1].append(line)
            bottom = max(bottom, line.y1)
        else:
            bands.append([line])
            bottom = line.y1
    return bands


def _stretch(bands: Sequence[_Band], first: int, guides: Guides) -> tuple[int, list[_Gap]]:
    """Return up to where bands from `first` on share columns with it, and the gaps between them."""
    gaps = _white(bands[first])
    if not gaps or is_caption(min(bands[first], key=lambda line: line.x0).text):
        return first + 1, []
    end = first + 1
    while end < len(bands) and _is_close(bands[end - 1], bands[end], guides):
        shared = gaps if _is_crosshead(bands, end, gaps) else _shared(gaps, bands[end])
        if len(shared) < max(1, 0.6 * len(gaps)):
            break
        gaps = shared
        end += 1
    while end > first + 1 and _is_trailing(bands, end - 1, guides):
        end -= 1
    return end, gaps


def _white(band: _Band) -> list[_Gap]:
    """Return the gaps between the texts of a band that are wide enough to part columns."""
    if len(band) == 1:
        return []
    gaps: list[_Gap] = []
    reach = None
    for start, end in sorted(map(_ends, band)):
        if reach is not None and start - reach >= _GAP:
            gaps.append(_Gap(start=reach, end=start))
        reach = end if reach is None else max(reach, end)
    return gaps


def _ends(line: Line) -> tuple[float, float]:
    """Return where the ink of a line begins and ends: half of a Chinese bracket is white."""
    text, half = line.text, 0.45 * line.size
    return (
        line.x0 + (half if text[0] in "（《〈【「『" else 0.0),
        line.x1 - (half if text[-1] in "）》〉】」』，。、；：" else 0.0),
    )


def _shared(gaps: Sequence[_Gap], band: _Band) -> list[_Gap]:
    """Return what the texts of `band` leave of `gaps`; a text may reach into one, not across."""
    left = []
    for gap in gaps:
        start, end = gap.start, gap.end
        for left_end, right_end in map(_ends, band):
            if right_end <= start or left_end >= end:
                continue
            if left_end <= start:
                start = max(start, right_end)
            elif right_end >= end:
                end = min(end, left_end)
            else:
                start = end
        if end - start >= _GAP:
            left.append(_Gap(start=start, end=end))
    return left


def _is_crosshead(bands: Sequence[_Band], index: int, gaps: Sequence[_Gap]) -> bool:
    """Tell whether a lone text in bold heads the rows below it, across their columns."""
    if len(bands[index]) > 1 or index + 1 == len(bands):
        return False
    line, below = bands[index][0], bands[index + 1]
    flush = abs(line.x0 - min(one.x0 for one in below)) < 2 and line.x1 < gaps[-1].start
    return line.bold and flush and len(_shared(gaps, below)) == len(gaps) < len(below)


def _is_close(above: _Band, below: _Band, guides: Guides) -> bool:
    gap = min(line.y0 for line in below) - max(line.y1 for line in above)
    size = max(above[0].size, below[0].size)
    alike = size < 1.3 * min(above[0].size, below[0].size)
    return alike and (gap < _FAR * size or is_shaded(above, below, guides))


def _is_trailing(bands: Sequence[_Band], index: int, guides: Guides) -> bool:
    """Tell whether a last band of one text stands below the table, not in its last row."""
    band, above = bands[index], bands[index - 1]
    if _white(band):
        return False
    step = max(line.y1 for line in band) - max(line.y1 for line in above)
    return step > _LOOSE * guides.pitch * band[0].size


def _table(bands: Sequence[_Band], gaps: Sequence[_Gap], guides: Guides) -> Table | None:
    cuts = [(gap.start + gap.end) / 2 for gap in gaps]
    around = hull([line for band in bands for line in band])
    rows = _rows(bands, cuts, around, guides)
    headed = len(cuts) > 1 and len(rows) > 1 and _is_head(rows[0], rows[1])
    drawn = headed or are_drawn(around, guides)
    cells = [_cells(row, cuts) for row in rows]
    if not is_tabular(cells, len(cuts) + 1, guides.pitch, drawn=drawn):
        return None
    return _built(cells, cuts, around)


def _rows(
    bands: Sequence[_Band], cuts: Sequence[float], around: Area, guides: Guides
) -> list[list[Line]]:
    """Return the rows of a table: runs of bands no further apart than the lines of a cell."""
    size = median(line.size for band in bands for line in band)
    steps = [_step(above, below, cuts) for above, below in pairwise(bands)]
    closest = min((step for step in steps if step > 0.8 * size), default=0.0)
    widest = closest + max(1.5, 0.15 * size)
    if closest > _LOOSE * guides.pitch * size or max(steps, default=0.0) <= widest:
        widest = 0.0
    rows = [list(bands[0])]
    for (above, below), step in zip(pairwise(bands), steps, strict=True):
        top, bottom = max(line.y1 for line in above), min(line.y0 for line in below)
        labelled = _has_label(below, cuts[0]) and _has_label(rows[-1], cuts[0])
        begins = labelled and not _has_label(above, cuts[0])
        drawn = is_parted(top, bottom, around, guides)
        if step > widest or begins or drawn or _is_head(rows[-1], below):
            rows.append([])
        rows[-1].extend(below)
    return rows


def _step(above: _Band, below: _Band, cuts: Sequence[float]) -> float:
    """Return how far the lines of one column are apart, the least of all columns with both."""
    bottoms = {bisect_right(cuts, line.x0 + 1): line.y1 for line in above}
    steps = [
        line.y1 - bottoms[column]
        for line in below
        if (column := bisect_right(cuts, line.x0 + 1)) in bottoms
    ]
    return min(steps, default=below[0].y1 - above[0].y1)


def _has_label(band: _Band, cut: float) -> bool:
    """Tell whether a text stands in the first column: after some white it begins a row."""
    return any(line.x1 <= cut + 1 for line in band)


def _is_head(row: Sequence[Line], below: _Band) -> bool:
    """Tell whether all of a row is bold, and nothing of what stands below it."""
    several = len({line.x0 for line in row}) > 1
    return several and all(line.bold for line in row) and not any(line.bold for line in below)


def _cells(row: Sequence[Line], cuts: Sequence[float]) -> dict[tuple[int, int], list[Line]]:
    """Return the lines of each cell of a row, by its first column and its width in columns."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in row:
        first = bisect_right(cuts, line.x0 + 1)
        last = max(first, bisect_right(cuts, line.x1 - 1))
        cells.setdefault((first, last - first + 1), []).append(line)
    return cells


def _built(rows: Sequence[Cells], cuts: Sequence[float], around: Area) -> Table:
    texts = []
    merges = []
    areas = []
    for index, row in enumerate(rows):
        cells = [""] * (len(cuts) + 1)
        for (first, width), lines in row.items():
            cells[first] = f"{cells[first]} {cell_text(lines)}".strip()
            if width > 1:
                merges.append(((index, first), (1, width)))
        texts.append(tuple(cells))
        area = hull([line for cell in row.values() for line in cell])
        areas.append(Area(x0=around.x0, y0=area.y0, x1=around.x1, y1=area.y1))
    line = next(iter(rows[0].values()))[0]
    return Table(
        page=line.page,
        x0=around.x0,
        y0=around.y0,
        x1=around.x1,
        y1=around.y1,
        rows=tuple(texts),
        row_areas=tuple(areas),
        columns=(around.x0, *cuts, around.x1),
        merges=tuple(merges),
    )
