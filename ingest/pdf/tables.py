"""Ruled tables: from the grid that lines draw to rows of cells with their text."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import not_
from typing import NamedTuple

from ingest.pdf.aligned import aligned_table
from ingest.pdf.cells import Table, cell_text, rows_of
from ingest.pdf.grids import grid_tables
from ingest.pdf.guides import Guides
from ingest.pdf.page import Area, Line
from ingest.pdf.rulings import Lattice, covered, lattices, places
from ingest.pdf.undrawn import with_rows
from ingest.table import is_number

_SLACK = 2.0
_MOST_CELLS = 20_000
_NEAR = 3.0
_FEWEST_BOXES = 3
_FULLEST_CHART = 0.35
_OPEN = 8.0
"""Rulings that reach this far past the last crossing one leave a cell open at the side."""


class _Cell(NamedTuple):
    """A cell by its first row and column. A tuple, since a page of tables has hundreds."""

    row: int
    column: int
    height_in_rows: int
    width_in_columns: int


def ruled_tables(
    lines: Sequence[Line], rulings: Sequence[Area], labels: Sequence[Line] = ()
) -> tuple[list[Table], list[Line]]:
    """Return the tables that `rulings` draw on a page, and the lines of text outside of them.

    `labels` are words turned in a grid: what else stands in it tells whether it is a table.
    """
    tables: list[Table] = []
    rest, apart = list(lines), list(labels)
    for lattice in lattices(rulings):
        inside, outside = _parted(lattice.area, rest)
        table = _table(lattice, inside) if len(inside) > 2 else None
        if table is None:
            continue
        within, others = _parted(lattice.area, apart)
        whole = _table(lattice, [*inside, *within]) if within else None
        tables.append(whole or table)
        rest, apart = outside, others if whole else apart
    return tables, [*rest, *apart]


def _parted(area: Area, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines within an area, and the others."""
    held = [area.holds(line, _SLACK) for line in lines]
    return list(compress(lines, held)), list(compress(lines, map(not_, held)))


def completed(lattice: Lattice, lines: Sequence[Line]) -> Table:
    """Return the table of a lattice all of whose lines are known; `lines` are those in it."""
    xs, ys = _borders_of(lattice)
    return _built(_filled(_cells(_grid(lattice, xs, ys)), lines, xs, ys), xs, ys, lines[0].page)


def _table(lattice: Lattice, lines: Sequence[Line]) -> Table | None:
    """Return the table that a lattice frames.

    Its own squares are the cells, unless they hold several texts each: then alignment decides.
    """
    xs, ys = _borders_of(lattice)
    lattice = with_rows(lattice, lines, xs, ys)
    xs, ys = _borders_of(lattice)
    if len(xs) * len(ys) > _MOST_CELLS:
        return None
    if len(xs) == 2 and len(ys) > _FEWEST_BOXES:
        return _stacked(lattice, lines) or _framed(lattice, lines)
    if len(xs) < 3 or len(ys) < 3:
        return _framed(lattice, lines)
    filled = _filled(_cells(_grid(lattice, xs, ys)), lines, xs, ys)
    if len({cell.column for cell in filled}) < 2 or len({cell.row for cell in filled}) < 2:
        return _framed(lattice, lines)
    if _is_sparse(filled):
        return None
    if _is_coarse(filled):
        return aligned_table(lines) or _built(filled, xs, ys, lines[0].page)
    return _built(filled, xs, ys, lines[0].page)


def _stacked(lattice: Lattice, lines: Sequence[Line]) -> Table | None:
    """Return the table of one column that boxes on top of each other are, below a bold head."""
    area = lattice.area
    xs, ys = [area.x0, area.x1], places([line.y0 for line in lattice.across])
    filled = _filled(_cells(_grid(lattice, xs, ys)), lines, xs, ys)
    boxes = [filled[cell] for cell in sorted(filled, key=lambda cell: cell.row)]
    if len(boxes) < len(ys) - 1 or any(len(row) > 1 for box in boxes for row in rows_of(box)):
        return None
    headed = all(line.bold for line in boxes[0]) and not all(line.bold for line in boxes[1])
    return _built(filled, xs, ys, lines[0].page) if headed else None


def _framed(lattice: Lattice, lines: Sequence[Line]) -> Table | None:
    """Return the table in a frame that does not part all its cells; they may run over lines."""
    tables, rest = grid_tables(lines, Guides(rules=lattice.across))
    return tables[0] if len(tables) == 1 and not rest else aligned_table(lines)


def _is_sparse(filled: Collection[_Cell]) -> bool:
    """Tell whether most squares are empty, as between the boxes of a chart of an organisation."""
    rows = sorted({cell.row for cell in filled})
    columns = sorted({cell.column for cell in filled})
    least = _FULLEST_CHART * len(rows) * len(columns)
    if len(filled) >= least:
        return False
    taken = sum(
        _count(rows, cell.row, cell.height_in_rows)
        * _count(columns, cell.column, cell.width_in_columns)
        for cell in filled
    )
    return taken < least


def _count(places: Sequence[int], first: int, length: int) -> int:
    """Return how many of `places`, in order, are among `length` from `first` on, itself one."""
    if length == 1:
        return 1
    return bisect_left(places, first + length) - bisect_left(places, first)


def _is_coarse(filled: Mapping[_Cell, Sequence[Line]]) -> bool:
    """Tell whether many texts share their cell with one beside them, or with numbers below them."""
    crowded = total = 0
    for lines in filled.values():
        total += len(lines)
        if len(lines) == 1:
            continue
        rows = rows_of(lines)
        stacked = len(rows) > 2 and _are_figures([row[0].text for row in rows])
        crowded += len(lines) if stacked else sum(map(_numbers_apart, rows))
    return crowded > 0.2 * total


def _are_figures(texts: Sequence[str]) -> bool:
    """Tell whether texts are numbers, or the dashes and signs that stand for one."""
    signs = [text for text in texts if not any(map(str.isalnum, text))]
    return len(signs) < len(texts) and all(is_number(text) or text in signs for text in texts)


def _numbers_apart(row: Sequence[Line]) -> int:
    """Return how many texts of a row in one cell look like cells: numbers with gaps between."""
    if len(row) < 2 or not any(is_number(line.text) for line in row[1:]):
        return 0
    apart = all(right.x0 - left.x1 > left.size for left, right in pairwise(row))
    return len(row) if apart else 0


def _built(
    filled: Mapping[_Cell, Sequence[Line]], xs: Sequence[float], ys: Sequence[float], page: int
) -> Table:
    """Return the table of the cells that hold text; rows and columns without any are left out."""
    rows = sorted({cell.row for cell in filled})
    columns = sorted({cell.column for cell in filled})
    texts = [[""] * len(columns) for _ in rows]
    merges = []
    for cell, lines in filled.items():
        row, column = bisect_left(rows, cell.row), bisect_left(columns, cell.column)
        texts[row][column] = cell_text(lines)
        height = _count(rows, cell.row, cell.height_in_rows)
        width = _count(columns, cell.column, cell.width_in_columns)
        if height > 1 or width > 1:
            merges.append(((row, column), (height, width)))
    return Table(
        page=page,
        x0=xs[0],
        y0=ys[0],
        x1=xs[-1],
        y1=ys[-1],
        rows=tuple(tuple(row) for row in texts),
        row_areas=tuple(Area(x0=xs[0], y0=ys[r], x1=xs[-1], y1=ys[r + 1]) for r in rows),
        columns=(*(xs[column] for column in columns), xs[-1]),
        merges=tuple(sorted(merges)),
    )


def _borders_of(lattice: Lattice) -> tuple[list[float], list[float]]:
    """Return where the columns and where the rows of a lattice begin and end."""
    area = lattice.area
    xs = _borders([line.x0 for line in lattice.down], area.x0, area.x1)
    return xs, _borders([line.y0 for line in lattice.across], area.y0, area.y1)


def _borders(values: Sequence[float], start: float, end: float) -> list[float]:
    """Return the positions of the rulings, and of the ends where a side is left open."""
    found = places(values)
    open_start = [start] if found[0] - start > _OPEN else []
    open_end = [end] if end - found[-1] > _OPEN else []
    return [*open_start, *found, *open_end]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The squares between rulings, and how much of each of their sides is ruled.

    `walls` tells, by row and column, whether a line stands left of it; `across`, by row and column,
    how many points of the upper side are drawn.
    """

    xs: Sequence[float]
    ys: Sequence[float]
    walls: Sequence[Sequence[bool]]
    across: Sequence[Sequence[float]]

    def parts_rows(self, row: int, column: int, width: int) -> bool:
        """Tell whether a line runs above `row` over `width` columns."""
        drawn = sum(self.across[row][column : column + width])
        return 2 * drawn >= self.xs[column + width] - self.xs[column]


def _grid(lattice: Lattice, xs: Sequence[float], ys: Sequence[float]) -> _Grid:
    lefts, tops = [r.x0 for r in lattice.down], [r.y0 for r in lattice.across]
    down = [covered([(r.y0, r.y1) for r in _near(lattice.down, lefts, x)], ys) for x in xs]
    return _Grid(
        xs=xs,
        ys=ys,
        walls=[
            [2 * drawn[row] >= end - start for drawn in down]
            for row, (start, end) in enumerate(pairwise(ys))
        ],
        across=[covered([(r.x0, r.x1) for r in _near(lattice.across, tops, y)], xs) for y in ys],
    )


def _near(rulings: Sequence[Area], places: Sequence[float], at: float) -> Sequence[Area]:
    """Return the rulings that stand close to `at`; their `places` go up."""
    return rulings[bisect_left(places, at - _NEAR) : bisect_right(places, at + _NEAR)]


def _cells(grid: _Grid) -> dict[tuple[int, int], _Cell]:
    """Return the cell that covers each square: squares are joined where no line parts them."""
    cells: dict[tuple[int, int], _Cell] = {}
    for row in range(len(grid.ys) - 1):
        for column in range(len(grid.xs) - 1):
            if (row, column) in cells:
                continue
            width = _reach_right(grid, row, column)
            height = _reach_down(grid, row, column, width)
            cell = _Cell(row, column, height, width)
            for r in range(row, row + height):
                for c in range(column, column + width):
                    cells[r, c] = cell
    return cells


def _reach_right(grid: _Grid, row: int, column: int) -> int:
    walls, end = grid.walls[row], column + 1
    while end < len(walls) - 1 and not walls[end]:
        end += 1
    return end - column


def _reach_down(grid: _Grid, row: int, column: int, width: int) -> int:
    height = 1
    while row + height < len(grid.ys) - 1 and not grid.parts_rows(row + height, column, width):
        if _reach_right(grid, row + height, column) != width:
            break
        height += 1
    return height


def _filled(
    cells: Mapping[tuple[int, int], _Cell],
    lines: Sequence[Line],
    xs: Sequence[float],
    ys: Sequence[float],
) -> dict[_Cell, list[Line]]:
    """Return the lines in each cell that holds some."""
    filled: dict[_Cell, list[Line]] = defaultdict(list)
    for line in lines:
        column = bisect_left(xs, (line.x0 + line.x1) / 2, 1, len(xs) - 1) - 1
        row = bisect_left(ys, (line.y0 + line.y1) / 2, 1, len(ys) - 1) - 1
        filled[cells[row, column]].append(line)
    return filled
