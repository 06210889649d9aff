"""The rows of a table whose cells run over lines: which lines belong together."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from ingest.pdf.guides import Guides, is_parted, partings_in
from ingest.pdf.page import Area, Line
from ingest.pdf.placing import goes_on
from ingest.pdf.white import Band, bands_of
from ingest.table import is_number

_BESIDE = 0.6
"""Of the lines of tall rows, less than this share have both a label and a text beside it."""

_STACKED = 0.2
"""Where more of the tall rows have numbers on several lines, each line is a row."""

LOOSE = 1.25
"""Lines further apart than this many times the pitch of running text are never of one cell."""

_JUMP = 1.1
"""Steps within cells, in order of their widths, lie closer than so many points to each other."""


def rows_of_bands(
    bands: Sequence[Band],
    cuts: Sequence[float],
    around: Area,
    guides: Guides,
    *,
    wrapping: bool = True,
) -> list[list[Line]]:
    """Return the rows of a table: runs of bands no further apart than the lines of a cell.

    Where all are as far apart each is a row, but for those that `wrapping` tells to go on.
    """
    size = median(line.size for band in bands for line in band)
    steps = [_step(above, below, cuts) for above, below in pairwise(bands)]
    inner = [step for band in bands for step in _steps_within(band, cuts)]
    widest, even = _widest([*steps, *inner], size, guides.pitch)
    if wrapping and _is_set_apart(bands, steps, cuts[0], widest):
        widest, even = 0.0, True
    rights = _rights(bands, cuts) if even and wrapping else {}
    partings = partings_in(around, guides)
    rows = [list(bands[0])]
    for (above, below), step in zip(pairwise(bands), steps, strict=True):
        apart = step > widest and not (rights and _is_wrapped(above, below, cuts, rights))
        if (
            apart
            or _begins(above, below, rows[-1], cuts[0])
            or is_head(rows[-1], below)
            or is_parted(above, below, partings)
        ):
            rows.append([])
        rows[-1].extend(below)
    return rows


def _is_set_apart(bands: Sequence[Band], steps: Sequence[float], cut: float, widest: float) -> bool:
    """Tell whether nothing but the head is set apart from rows that each have a label."""
    if len(steps) < 3 or not max(steps[1:]) <= widest < steps[0]:
        return False
    if not all(_has_label(band, cut) and len(band) > 1 for band in bands[1:]):
        return False
    labels = [line for band in bands[1:] for line in band if line.x1 <= cut + 1]
    right = max(line.x1 for line in labels)
    going_on = sum(goes_on(above, below, right) for above, below in pairwise(labels))
    return 2 * going_on < len(labels)


def _widest(steps: Sequence[float], size: float, pitch: float) -> tuple[float, bool]:
    """Return the widest step within a cell, and whether all steps are even: then it is 0."""
    far = sorted(step for step in steps if step > 0.8 * size)
    if not far or far[0] > LOOSE * pitch * size:
        return 0.0, False
    widest = far[0] + max(1.5, 0.15 * size)
    jump = next((low for low, high in pairwise(far) if high - low > _JUMP), widest)
    even = far[-1] <= min(widest, jump + 0.1)
    return (0.0 if even else min(widest, jump + 0.1)), even


def _rights(bands: Sequence[Band], cuts: Sequence[float]) -> dict[int, float]:
    """Return how far the texts of each column reach to the right."""
    rights: dict[int, float] = {}
    for line in (line for band in bands for line in band):
        column = bisect_right(cuts, line.x0 + 1)
        if bisect_right(cuts, line.x1 - 1) == column:
            rights[column] = max(rights.get(column, 0.0), line.x1)
    return rights


def _is_wrapped(
    above: Band, below: Band, cuts: Sequence[float], rights: Mapping[int, float]
) -> bool:
    """Tell whether each text of a band goes on from one above it that fills its column.

    A band with a text in each column begins a row: not all cells of a row run over lines.
    """
    lasts = {bisect_right(cuts, line.x0 + 1): line for line in above}
    if len(below) > len(cuts):
        return False
    for line in below:
        column = bisect_right(cuts, line.x0 + 1)
        before = lasts.get(column)
        if before is None or column not in rights or is_number(line.text):
            return False
        # The longest of labels without a line break in any of them fills the column too.
        if column == 0 and line.text[0].isupper():
            return False
        if not goes_on(before, line, rights[column]):
            return False
    return True


def _step(above: Band, below: Band, cuts: Sequence[float]) -> float:
    """Return how far the lines of one column are apart, the least of all columns with both."""
    # Tops and bottoms depend on the fonts of a line, digits among Chinese; its middle hardly does.
    middles = {bisect_right(cuts, line.x0 + 1): line.middle for line in above}
    steps = [
        line.middle - middles[column]
        for line in below
        if (column := bisect_right(cuts, line.x0 + 1)) in middles
    ]
    return min(steps, default=below[0].middle - above[0].middle)


def _begins(above: Band, below: Band, row: Sequence[Line], cut: float) -> bool:
    """Tell whether a label in the first column, below a row that has one, begins a new row."""
    return _has_label(below, cut) and not _has_label(above, cut) and _has_label(row, cut)


def _steps_within(band: Band, cuts: Sequence[float]) -> list[float]:
    """Return how far the lines of one cell are apart where others stand beside their middles."""
    columns: dict[int, list[float]] = {}
    for line in band:
        columns.setdefault(bisect_right(cuts, line.x0 + 1), []).append(line.middle)
    return [below - above for middles in columns.values() for above, below in pairwise(middles)]


def _has_label(band: Sequence[Line], cut: float) -> bool:
    """Tell whether a text stands in the first column: after some white it begins a row."""
    return any(line.x1 <= cut + 1 for line in band)


def is_head(row: Sequence[Line], below: Band) -> bool:
    """Tell whether all of a row is bold, and nothing of what stands below it."""
    several = len({line.x0 for line in row}) > 1
    return several and all(line.bold for line in row) and not any(line.bold for line in below)


def cells_of(row: Sequence[Line], cuts: Sequence[float]) -> dict[tuple[int, int], list[Line]]:
    """Return the lines of each cell of a row, by its first column and its width in columns."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in row:
        first = bisect_right(cuts, line.x0 + 1)
        last = max(first, bisect_right(cuts, line.x1 - 1))
        cells.setdefault((first, last - first + 1), []).append(line)
    return cells


def are_lines(rows: Sequence[Sequence[Line]], cut: float) -> bool:
    """Tell whether each line is a row: numbers, or a label and a text, stand on most of them.

    Not where labels go on from those above them.
    """
    if are_stacked(rows):
        return True
    tall = [bands for row in rows if len(bands := bands_of(row)) > 1]
    beside = sum(
        0 < sum(line.x1 <= cut + 1 for line in band) < len(band) for bands in tall for band in bands
    )
    if beside <= _BESIDE * sum(map(len, tall)):
        return False
    right = max(line.x1 for row in rows for line in row if line.x1 <= cut + 1)
    pairs = [
        (above, below)
        for bands in tall
        for above, below in pairwise(line for band in bands for line in band if line.x1 <= cut + 1)
    ]
    return 2 * sum(goes_on(above, below, right) for above, below in pairs) < len(pairs)


def are_stacked(rows: Sequence[Sequence[Line]]) -> bool:
    """Tell whether numbers stand on several lines of tall rows: then each line is a row."""
    tall = [bands for row in rows if len(bands := bands_of(row)) > 1]
    return sum(map(_has_numbers, tall)) > _STACKED * len(tall)


def _has_numbers(bands: Sequence[Band]) -> bool:
    """Tell whether numbers stand on several lines of one row."""
    return sum(any(is_number(line.text) for line in band) for band in bands) > 1
