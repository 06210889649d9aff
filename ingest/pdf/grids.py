"""Tables without a grid of lines whose cells run over several lines: found by their white gaps.

Columns are where no text stands from the first row to the last; rows part where the white between
two lines is wider than between the lines of a cell, or a rule or the edge of a shade lies in it.
"""

from collections.abc import Sequence

from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Table, cell_text
from ingest.pdf.guides import Guides, are_drawn, is_shaded
from ingest.pdf.page import Area, Line, hull
from ingest.pdf.rows import LOOSE, cells_of, is_head, rows_of_bands
from ingest.pdf.tabular import Cells, crowds_amounts, is_tabular
from ingest.pdf.white import Band, Gap, bands_of, shared, white

_FAR = 4.0
"""Bands further apart than this many times the size of the type belong to different tables."""


def grid_tables(lines: Sequence[Line], guides: Guides) -> tuple[list[Table], list[Line]]:
    """Return the tables that the white between `lines` shows, and the other lines."""
    if len(lines) < 6:
        return [], list(lines)
    bands = bands_of(lines)
    tables: list[Table] = []
    rest: list[Line] = []
    index = 0
    while index < len(bands):
        if len(bands[index]) == 1:
            rest.extend(bands[index])
            index += 1
            continue
        start, end, gaps = index, *_stretch(bands, index, guides)
        table = _table(bands[start:end], gaps, guides) if gaps else None
        if table is None:
            end = _next_start(bands, start, end)
            rest.extend(line for band in bands[start:end] for line in band)
        else:
            tables.append(table)
        index = end
    return tables, rest


def _next_start(bands: Sequence[Band], start: int, end: int) -> int:
    """Return where within a stretch that is no table one may begin: below more white than usual."""
    for index in range(start + 1, end):
        if _white_above(bands, index) > 0.8 * bands[index][0].size:
            return index
    return end


def _white_above(bands: Sequence[Band], index: int) -> float:
    return min(line.y0 for line in bands[index]) - max(line.y1 for line in bands[index - 1])


def _stretch(bands: Sequence[Band], first: int, guides: Guides) -> tuple[int, list[Gap]]:
    """Return up to where bands from `first` on share columns with it, and the gaps between them."""
    gaps = white(bands[first])
    if not gaps or is_caption(min(bands[first], key=lambda line: line.x0).text):
        return first + 1, []
    end = first + 1
    while end < len(bands) and _is_close(bands[end - 1], bands[end], guides):
        left = gaps if _is_crosshead(bands, end, gaps) else shared(gaps, bands[end])
        if len(left) < max(1, 0.6 * len(gaps)):
            break
        gaps = left
        end += 1
    while end > first + 1 and _is_trailing(bands, end - 1, gaps, guides):
        end -= 1
    return end, gaps


def _is_crosshead(bands: Sequence[Band], index: int, gaps: Sequence[Gap]) -> bool:
    """Tell whether a lone text in bold heads the rows below it, across their columns."""
    if len(bands[index]) > 1 or index + 1 == len(bands):
        return False
    line, below = bands[index][0], bands[index + 1]
    flush = abs(line.x0 - min(one.x0 for one in below)) < 2 and line.x1 < gaps[-1].start
    return line.bold and flush and len(shared(gaps, below)) == len(gaps) < len(below)


def _is_close(above: Band, below: Band, guides: Guides) -> bool:
    gap = min(line.y0 for line in below) - max(line.y1 for line in above)
    size = max(above[0].size, below[0].size)
    alike = size < 1.3 * min(above[0].size, below[0].size)
    return alike and (gap < _FAR * size or is_shaded(above, below, guides))


def _is_trailing(bands: Sequence[Band], index: int, gaps: Sequence[Gap], guides: Guides) -> bool:
    """Tell whether a last band of one text stands below the table, not in its last row.

    A label that is as far from the row above as this is from the one before is a row.
    """
    band, above = bands[index], bands[index - 1]
    if white(band):
        return False
    step = _step(bands, index)
    if step <= LOOSE * guides.pitch * band[0].size:
        return False
    label, before = band[0], min(above, key=lambda line: line.x0)
    flush = abs(label.x0 - before.x0) < 2 and label.x1 <= gaps[0].start + 1
    alike = label.bold == before.bold and abs(label.size - before.size) < 0.5
    return not (flush and alike and index > 1 and abs(step - _step(bands, index - 1)) < 1)


def _step(bands: Sequence[Band], index: int) -> float:
    return max(line.y1 for line in bands[index]) - max(line.y1 for line in bands[index - 1])


def _table(bands: Sequence[Band], gaps: Sequence[Gap], guides: Guides) -> Table | None:
    cuts = [(gap.start + gap.end) / 2 for gap in gaps]
    around = hull([line for band in bands for line in band])
    rows = rows_of_bands(bands, cuts, around, guides)
    headed = len(cuts) > 1 and len(rows) > 1 and is_head(rows[0], rows[1])
    drawn = headed or are_drawn(around, guides)
    cells = [cells_of(row, cuts) for row in rows]
    if not is_tabular(cells, len(cuts) + 1, guides.pitch, drawn=drawn) or crowds_amounts(cells):
        return None
    return _built(cells, cuts, around)


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
