"""Ruled tables: from the grid that lines draw to rows of cells with their text."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.pdf.glyphs import glue
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.rulings import Lattice, covered, lattices, places

_SLACK = 2.0
_OPEN = 8.0
"""Rulings that reach this far past the last crossing one leave a cell open at the side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Area):
    """A table on one page: rows of cell texts, and how high each row stands.

    A cell that a merged one covers holds ""; `merges` gives (rows, columns) by (row, column).
    `row_areas` has one area per row; `columns` are the x positions of the column borders.
    """

    page: int
    rows: tuple[tuple[str, ...], ...]
    row_areas: tuple[Area, ...]
    columns: tuple[float, ...]
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    header_rows: int = 0


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
        table = _table(lattice, inside, page.number) if len(inside) > 2 else None
        if table is not None:
            tables.append(table)
            rest = [line for line in rest if not area.holds(line, _SLACK)]
    return tables, rest


def _table(lattice: Lattice, lines: Sequence[Line], page: int) -> Table | None:
    area = lattice.area
    xs = _borders([line.x0 for line in lattice.down], area.x0, area.x1)
    ys = _borders([line.y0 for line in lattice.across], area.y0, area.y1)
    if len(xs) < 3 or len(ys) < 3:
        return None
    cells = _cells(lattice, xs, ys)
    texts = _texts(cells, lines)
    if len({cell.column for cell in texts}) < 2 or len({cell.row for cell in texts}) < 2:
        return None
    rows = [[""] * (len(xs) - 1) for _ in ys[1:]]
    for cell, text in texts.items():
        rows[cell.row][cell.column] = text
    return Table(
        page=page,
        x0=area.x0,
        y0=area.y0,
        x1=area.x1,
        y1=area.y1,
        rows=tuple(tuple(row) for row in rows),
        row_areas=tuple(
            Area(x0=xs[0], y0=top, x1=xs[-1], y1=bottom)
            for top, bottom in zip(ys, ys[1:], strict=False)
        ),
        columns=tuple(xs),
        merges=tuple(
            ((cell.row, cell.column), (cell.height_in_rows, cell.width_in_columns))
            for cell in cells
            if cell.height_in_rows > 1 or cell.width_in_columns > 1
        ),
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


def _texts(cells: Sequence[_Cell], lines: Sequence[Line]) -> dict[_Cell, str]:
    """Return the text of each cell that has some; lines in one cell follow each other down."""
    texts: dict[_Cell, str] = {}
    for line in sorted(lines, key=lambda line: (round(line.middle / 3), line.x0)):
        cell = next((cell for cell in cells if cell.holds(line, 0.5)), None)
        if cell is None:
            continue
        before, between = glue(texts.get(cell, ""), line.text)
        texts[cell] = before + between + line.text
    return texts
