"""Ruled tables: from the grid that lines draw to rows of cells with their text."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.aligned import aligned_table
from ingest.pdf.cells import Table, rows_of
from ingest.pdf.glyphs import glue
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.rulings import Lattice, covered, lattices, places
from ingest.table import is_number

_SLACK = 2.0
_MOST_CELLS = 20_000
_OPEN = 8.0
"""Rulings that reach this far past the last crossing one leave a cell open at the side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell(Area):
    row: int
    column: int
    height_in_rows: int
    width_in_columns: int


def ruled_tables(page: Page) -> tuple[list[Table], list[Line]]:
    """Return the tables that lines draw on `page`, and the text lines outside of them."""
    tables: list[Table] = []
    rest = list(page.lines)
    for lattice in lattices(page.rulings):
        area = lattice.area
        inside = [line for line in rest if area.holds(line, _SLACK)]
        table = _table(lattice, inside) if len(inside) > 2 else None
        if table is not None:
            tables.append(table)
            rest = [line for line in rest if not area.holds(line, _SLACK)]
    return tables, rest


def _table(lattice: Lattice, lines: Sequence[Line]) -> Table | None:
    """Return the table that a lattice frames.

    Its own squares are the cells, unless they hold several texts each: then alignment decides.
    """
    area = lattice.area
    xs = _borders([line.x0 for line in lattice.down], area.x0, area.x1)
    ys = _borders([line.y0 for line in lattice.across], area.y0, area.y1)
    if len(xs) * len(ys) > _MOST_CELLS:
        return None
    cells = _cells(lattice, xs, ys) if len(xs) > 2 and len(ys) > 2 else []
    filled = _filled(cells, lines)
    if len({cell.column for cell in filled}) < 2 or len({cell.row for cell in filled}) < 2:
        return aligned_table(lines)
    if _is_coarse(filled):
        return aligned_table(lines) or _built(filled, xs, ys, lines[0].page)
    return _built(filled, xs, ys, lines[0].page)


def _is_coarse(filled: Mapping[_Cell, Sequence[Line]]) -> bool:
    """Tell whether many texts share their cell with one beside them, or with numbers below them."""
    crowded = total = 0
    for lines in filled.values():
        rows = rows_of(lines)
        total += len(lines)
        stacked = len(rows) > 2 and all(is_number(row[0].text) for row in rows)
        crowded += len(lines) if stacked else sum(map(_numbers_apart, rows))
    return crowded > 0.2 * total


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
        height = bisect_left(rows, cell.row + cell.height_in_rows) - row
        width = bisect_left(columns, cell.column + cell.width_in_columns) - column
        texts[row][column] = _text(lines)
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


def _borders(values: Sequence[float], start: float, end: float) -> list[float]:
    """Return the positions of the rulings, and of the ends where a side is left open."""
    found = places(values)
    open_start = [start] if found[0] - start > _OPEN else []
    open_end = [end] if end - found[-1] > _OPEN else []
    return [*open_start, *found, *open_end]


def _cells(lattice: Lattice, xs: Sequence[float], ys: Sequence[float]) -> list[_Cell]:
    """Return the cells: squares of the grid, joined where no line parts them."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            width = _reach_right(lattice, xs, ys, (row, column))
            height = _reach_down(lattice, xs, ys, (row, column, width))
            taken.update(
                (r, c) for r in range(row, row + height) for c in range(column, column + width)
            )
            cells.append(
                _Cell(
                    row=row,
                    column=column,
                    height_in_rows=height,
                    width_in_columns=width,
                    x0=xs[column],
                    y0=ys[row],
                    x1=xs[column + width],
                    y1=ys[row + height],
                )
            )
    return cells


def _reach_right(
    lattice: Lattice, xs: Sequence[float], ys: Sequence[float], at: tuple[int, int]
) -> int:
    row, column = at
    width = 1
    while column + width < len(xs) - 1:
        border = [r for r in lattice.down if abs(r.x0 - xs[column + width]) <= 3]
        if covered(border, ys[row], ys[row + 1]) >= 0.5:
            break
        width += 1
    return width


def _reach_down(
    lattice: Lattice, xs: Sequence[float], ys: Sequence[float], at: tuple[int, int, int]
) -> int:
    row, column, width = at
    height = 1
    while row + height < len(ys) - 1:
        border = [
            Area(x0=r.y0, y0=r.x0, x1=r.y1, y1=r.x1)
            for r in lattice.across
            if abs(r.y0 - ys[row + height]) <= 3
        ]
        if covered(border, xs[column], xs[column + width]) >= 0.5:
            break
        if _reach_right(lattice, xs, ys, (row + height, column)) != width:
            break
        height += 1
    return height


def _filled(cells: Sequence[_Cell], lines: Sequence[Line]) -> dict[_Cell, list[Line]]:
    """Return the lines in each cell that holds some."""
    filled: dict[_Cell, list[Line]] = defaultdict(list)
    for line in lines:
        cell = next((cell for cell in cells if cell.holds(line, 0.5)), None)
        if cell is not None:
            filled[cell].append(line)
    return filled


def _text(lines: Sequence[Line]) -> str:
    text = ""
    for row in rows_of(lines):
        for line in row:
            before, between = glue(text, line.text)
            text = before + between + line.text
    return text
