"""A table that is drawn in part: what is not drawn of its rows and columns is drawn in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.cells import Table
from ingest.pdf.guides import Guides
from ingest.pdf.page import Area, Line, hull
from ingest.pdf.rows import cells_of, rows_of_bands
from ingest.pdf.rulings import Lattice
from ingest.pdf.separators import Separator
from ingest.pdf.tables import completed
from ingest.pdf.tabular import is_crowded, is_drawn_table, is_tabular
from ingest.pdf.white import Gap, bands_of, shared
from ingest.table import is_number

_NEAR = 3.0
_FAR = 15.0
_CLOSED = 0.6
"""Where this share of what stands between separators is one row, all of it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Separators that belong together, the lines between them, and the columns these share."""

    separators: tuple[Separator, ...]
    parts: tuple[tuple[Line, ...], ...]
    gaps: tuple[Gap, ...]

    @property
    def lines(self) -> list[Line]:
        """All lines, top down as far as separators part them."""
        return [line for part in self.parts for line in part]


def cuts_of(gaps: Sequence[Gap]) -> list[float]:
    """Return where columns are cut: in the middle of the white between them."""
    return [(gap.start + gap.end) / 2 for gap in gaps]


def table_of(stretch: Stretch, guides: Guides) -> Table | None:
    """Return the table of a stretch, if it is one."""
    lines = stretch.lines
    if len(lines) < 4 or not stretch.gaps:
        return None
    gaps = _narrowed(stretch)
    cuts = cuts_of(gaps)
    inner = [*_inner(stretch, gaps, guides)]
    if not _leave_whole(inner, lines):
        return None
    ys = sorted({one.y0 for one in (*stretch.separators, *inner)})
    rows = rows_of_bands(bands_of(lines), cuts, hull(lines), guides)
    closed = _are_rows(_between(ys, lines), rows)
    if not closed:
        ys = _middles(rows, ys[0], ys[-1])
        inner = []
    filled = [row for row in _between(ys, lines) if row]
    cells = [cells_of(row, cuts) for row in filled]
    if is_crowded(cells):
        return None
    if closed or any(separator.joints for separator in stretch.separators):
        if not is_drawn_table(cells, closed=closed):
            return None
    elif not is_tabular(cells, len(cuts) + 1, guides.pitch, drawn=True):
        return None
    return completed(_lattice(stretch, ys, cuts, inner), lines)


def _narrowed(stretch: Stretch) -> list[Gap]:
    """Return the gaps as all lines leave them; a text over several columns leaves them as wide."""
    gaps = list(stretch.gaps)
    for part in stretch.parts:
        left = shared(gaps, part)
        gaps = left if len(left) == len(gaps) else gaps
    return gaps


def _inner(stretch: Stretch, gaps: Sequence[Gap], guides: Guides) -> Iterator[Area]:
    """Yield the rules under some columns alone, beside a cell over several rows; whole columns."""
    first, last = stretch.separators[0], stretch.separators[-1]
    borders = [
        (first.x0, first.x0, first.x0),
        *((gap.start, (gap.start + gap.end) / 2, gap.end) for gap in gaps),
        (first.x1, first.x1, first.x1),
    ]
    for one in (one for stack in guides.stacks for one in stack):
        if not (first.y0 < one.y0 < last.y0) or one.width > first.width - _NEAR:
            continue
        ends = [
            next((at for low, at, high in borders if low - _NEAR < x < high + _NEAR), None)
            for x in (one.x0, one.x1)
        ]
        if ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
            yield Area(x0=ends[0], y0=one.y0, x1=ends[1], y1=one.y0)


def _leave_whole(inner: Sequence[Area], lines: Sequence[Line]) -> bool:
    """Tell whether what stands beside rules under some columns may be one cell over their rows.

    Numbers below each other are no cell, nor are lines with white between.
    """
    for one in inner:
        beside = [line for line in lines if line.x1 < one.x0 + 1 or line.x0 > one.x1 - 1]
        above = [line for line in beside if one.y0 - _FAR < line.middle < one.y0]
        below = [line for line in beside if one.y0 < line.middle < one.y0 + _FAR]
        for upper in above:
            for lower in below:
                level = upper.x0 < lower.x1 and lower.x0 < upper.x1
                loose = lower.y0 - upper.y1 > 0.5 * upper.size
                if level and (loose or is_number(upper.text) or is_number(lower.text)):
                    return False
    return True


def _between(ys: Sequence[float], lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines between each two of `ys`."""
    placed = [((line.y0 + line.y1) / 2, line) for line in lines]
    return [[line for middle, line in placed if top < middle <= end] for top, end in pairwise(ys)]


def _are_rows(parts: Sequence[Sequence[Line]], rows: Sequence[Sequence[Line]]) -> bool:
    """Tell whether what stands between two separators is one row each."""
    filled = [part for part in parts if part]
    if len(filled) < 3:
        return False
    firsts = {id(row[0]) for row in rows}
    single = sum(sum(id(line) in firsts for line in part) < 2 for part in filled)
    return single >= _CLOSED * len(filled)


def _middles(rows: Sequence[Sequence[Line]], top: float, end: float) -> list[float]:
    """Return the middles between rows, and both ends."""
    middles = [
        (max(line.y1 for line in above) + min(line.y0 for line in below)) / 2
        for above, below in pairwise(rows)
    ]
    return [top, *middles, end]


def _lattice(
    stretch: Stretch, ys: Sequence[float], cuts: Sequence[float], inner: Sequence[Area]
) -> Lattice:
    """Return all lines of the table, those between rows and columns drawn in."""
    first, lines = stretch.separators[0], stretch.lines
    part = {one.y0 for one in inner}
    whole = [Area(x0=first.x0, y0=y, x1=first.x1, y1=y) for y in ys if y not in part]
    down = [Area(x0=x, y0=ys[0], x1=x, y1=ys[-1]) for x in (first.x0, first.x1)]
    for (top, end), row in zip(pairwise(ys), _between(ys, lines), strict=True):
        spanned = _spanned(stretch.separators, top, end, row, cuts)
        for cut in cuts:
            crossed = any(line.x0 < cut - 1 and line.x1 > cut + 1 for line in row)
            if not crossed and cut not in spanned:
                down.append(Area(x0=cut, y0=top, x1=cut, y1=end))
    return Lattice(
        across=tuple(sorted((*whole, *inner), key=lambda line: line.y0)),
        down=tuple(sorted(down, key=lambda line: line.x0)),
        area=hull((*whole, *inner, *down)),
    )


def _spanned(
    separators: Sequence[Separator],
    top: float,
    end: float,
    row: Sequence[Line],
    cuts: Sequence[float],
) -> Sequence[float]:
    """Return the cuts that a lone text reaches over: all, where no joint is drawn at its row."""
    lone = len({first for first, _ in cells_of(row, cuts)}) == 1
    jointed = [bool(one.joints) for one in separators]
    bare = any(not one.joints for one in separators if one.y0 in (top, end))
    return cuts if lone and bare and 2 * sum(jointed) > len(jointed) else ()
