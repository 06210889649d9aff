"""Rows that a grid does not draw: between upright lines alone, below a ruled head."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.pdf.cells import rows_of
from ingest.pdf.guides import Guides
from ingest.pdf.heights import between_each
from ingest.pdf.page import Area, Line, hull
from ingest.pdf.rows import are_stacked, rows_of_bands
from ingest.pdf.rulings import Lattice
from ingest.pdf.white import Band, bands_of
from ingest.table import is_number

_FEWEST = 3
"""So many rows below each other in one drawn row are no cells of several lines."""

_LOOSE = 1.6
"""Lines further apart than this many times the size of their type are not of one cell."""

_FULL = 0.6
"""This share of them has a label in the first column and a text beside it, or two numbers."""


def with_rows(
    lattice: Lattice, lines: Sequence[Line], xs: Sequence[float], ys: Sequence[float]
) -> Lattice:
    """Return `lattice` with rules between the rows of `lines` that it holds and does not part.

    `xs` and `ys` are where its columns and rows begin and end.
    """
    if len(xs) < 3:
        return lattice
    missing = tuple(
        Area(x0=lattice.area.x0, y0=y, x1=lattice.area.x1, y1=y)
        for part in between_each(ys, lines)
        if len(part) >= _FEWEST
        for y in _between_rows(part, xs)
    )
    across = sorted((*lattice.across, *missing), key=lambda line: line.y0)
    return replace(lattice, across=tuple(across)) if missing else lattice


def _between_rows(lines: Sequence[Line], xs: Sequence[float]) -> Iterator[float]:
    """Yield the heights between the rows of what is drawn as one row, where it holds several."""
    cuts = xs[1:-1]
    bands = bands_of(lines)
    if len(bands) < _FEWEST:
        return
    rows = rows_of_bands(bands, cuts, hull(lines), Guides(), wrapping=False)
    numbers = 2 * sum(any(is_number(line.text) for line in band) for band in bands) > len(bands)
    if numbers and are_stacked(rows):
        rows = rows_of(lines)
    elif len(rows) == len(bands) and not (numbers or _are_loose(bands)):
        return
    full = sum(_is_full(row, cuts) for row in rows)
    if full < max(_FEWEST, _FULL * len(rows)):
        return
    for above, below in pairwise(rows):
        yield (max(line.y1 for line in above) + min(line.y0 for line in below)) / 2


def _is_full(row: Sequence[Line], cuts: Sequence[float]) -> bool:
    """Tell whether a row has a label in the first column and a text beside it, or two numbers."""
    columns = {bisect_right(cuts, line.x0 + 1) for line in row}
    numbers = sum(is_number(line.text) for line in row)
    return len(columns) > 1 and (0 in columns or numbers > 1)


def _are_loose(bands: Sequence[Band]) -> bool:
    """Tell whether lines are further apart than those of one cell."""
    steps = [below[0].middle - above[0].middle for above, below in pairwise(bands)]
    return median(steps) > _LOOSE * bands[0][0].size
