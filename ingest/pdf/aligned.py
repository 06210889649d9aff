"""Tables without a grid of lines: found by texts that stand below each other in columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Row, Table, rows_of
from ingest.pdf.glyphs import glue
from ingest.pdf.page import Area, Line, hull, side_by_side
from ingest.table import is_number

_GAP = 4.0
"""The narrowest white gap in points between two columns of a table."""

_FAR = 2.6
"""Rows further apart than this many times their height belong to different tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    column: int
    width: int
    line: Line


def aligned_tables(lines: Sequence[Line]) -> tuple[list[Table], list[Line]]:
    """Return the tables that the alignment of `lines` of one column shows, and the other lines."""
    if len(lines) < 4:
        return [], list(lines)
    rows = rows_of(lines)
    if all(len(row) == 1 for row in rows):
        return [], [row[0] for row in rows]
    tables: list[Table] = []
    rest: list[Line] = []
    for run in _runs(rows):
        start, end = _bounds(run)
        table = _table(run[start:end])
        if table is not None:
            rest.extend(line for row in (*run[:start], *run[end:]) for line in row)
        if table is None:
            rest.extend(line for row in run for line in row)
        else:
            tables.append(table)
    return tables, rest


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield stretches of rows that may be one table, and the stretches between them.

    Rows of one text stay in a stretch when rows of several texts follow close by.
    """
    run: list[Row] = []
    for index, row in enumerate(rows):
        if run and not _goes_on(rows, index):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _bounds(run: Sequence[Row]) -> tuple[int, int]:
    """Return where the table in a stretch starts and ends: a title or a note is no row of it."""
    left = min(line.x0 for row in run for line in row)
    width = max(line.x1 for row in run for line in row) - left
    start, end = 0, len(run)
    named = False
    while start < end and _is_above(run[start], left, width, named=named):
        named = named or is_caption(run[start][0].text)
        start += 1
    while end > start and _is_title(run[end - 1], left, width):
        end -= 1
    return start, end


def _is_above(row: Row, left: float, width: float, *, named: bool) -> bool:
    """Tell whether a row is a title or a caption, or a further line of one."""
    single = len(row) == 1
    return is_caption(row[0].text) or (named and single) or _is_title(row, left, width)


def _is_title(row: Row, left: float, width: float) -> bool:
    line = row[0]
    return len(row) == 1 and line.x0 < left + 2 * line.size and line.width > 0.45 * width


def _goes_on(rows: Sequence[Row], index: int) -> bool:
    row, above = rows[index], rows[index - 1]
    gap = min(line.y0 for line in row) - max(line.y1 for line in above)
    if gap > _FAR * max(row[0].height, above[0].height):
        return False
    if len(row) > 1:
        return len(above) > 1 or _near_table(rows, index - 1, -1)
    return len(above) == 1 or _near_table(rows, index, 1)


def _near_table(rows: Sequence[Row], index: int, step: int) -> bool:
    """Tell whether, from a row of one text on, rows of several come within two more."""
    for at in range(index, index + 3 * step, step):
        if not 0 <= at < len(rows):
            return False
        if len(rows[at]) > 1:
            return True
    return False


def aligned_table(lines: Sequence[Line]) -> Table | None:
    """Return the table that all of `lines` make, if they do."""
    return _table(rows_of(lines)) if len(lines) > 3 else None


def _table(run: list[Row]) -> Table | None:
    several = [row for row in run if len(row) > 1]
    if len(several) < 2 or len(several) < 0.4 * len(run):
        return None
    columns = _columns(several)
    if len(columns) < 2 or (len(columns) < 4 and len(several) < 3):
        return None
    grid = [_placed(row, columns) for row in run]
    if not _is_tabular(grid, len(columns)):
        return None
    return _built(_records(grid), columns)


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Return where columns start and end: between white gaps that nearly all rows share."""
    few = min(2, len(rows) // 5)
    edges = sorted(edge for row in rows for line in row for edge in ((line.x0, 1), (line.x1, -1)))
    columns: list[tuple[float, float]] = []
    depth, start = 0, 0.0
    for x, step in edges:
        before, depth = depth, depth + step
        if before <= few < depth:
            start = x
        elif depth <= few < before:
            if columns and start - columns[-1][1] < _GAP:
                columns[-1] = (columns[-1][0], x)
            else:
                columns.append((start, x))
    return columns


def _placed(row: Row, columns: Sequence[tuple[float, float]]) -> list[_Cell]:
    cells = []
    for line in row:
        over = [
            index
            for index, (start, end) in enumerate(columns)
            if start < line.x1
            and line.x0 < end
            and min(line.x1, end) - max(line.x0, start) > 0.3 * min(line.width, end - start)
        ]
        if not over:
            middle = (line.x0 + line.x1) / 2
            over = [min(range(len(columns)), key=lambda i: _distance(columns[i], middle))]
        cells.append(_Cell(column=over[0], width=over[-1] - over[0] + 1, line=line))
    return cells


def _distance(column: tuple[float, float], x: float) -> float:
    return max(column[0] - x, x - column[1], 0.0)


def _is_tabular(grid: Sequence[Sequence[_Cell]], columns: int) -> bool:
    """Tell whether the cells are filled like a table's: short texts, several to a row."""
    several = [row for row in grid if len(row) > 1]
    cells = [cell for row in several for cell in row]
    if len(cells) < 0.4 * columns * len(several):
        return False
    prose = sum(len(row) == 1 and len(row[0].line.text) > 60 for row in grid)
    if prose > 0.3 * len(grid) or _is_running_text(cells, columns):
        return False
    long = sum(len(cell.line.text) > 60 for cell in cells)
    numbers = sum(is_number(cell.line.text) for cell in cells)
    if columns == 2 and not numbers and long > 0.2 * len(cells):
        return False
    return long <= 0.4 * len(cells)


def _is_running_text(cells: Sequence[_Cell], columns: int) -> bool:
    """Tell whether two columns or more are set full, line after line, as prose is."""
    prose = 0
    for column in range(columns):
        lines = [cell.line for cell in cells if cell.column == column and cell.width == 1]
        width = max((line.width for line in lines), default=0.0)
        full = sum(line.width > 0.85 * width and len(line.text) > 20 for line in lines)
        prose += bool(lines) and full >= 0.6 * len(lines)
    return prose > 1


def _records(grid: Sequence[list[_Cell]]) -> list[list[_Cell]]:
    """Join rows that are one row of the table printed on several lines."""
    body = _first_body_row(grid)
    records: list[list[_Cell]] = []
    for index, row in enumerate(grid):
        if records and _is_same_record(grid, index, body):
            records[-1] = _merged(records[-1], row)
        else:
            records.append(list(row))
    return records


def _first_body_row(grid: Sequence[Sequence[_Cell]]) -> int:
    """Return the index of the first row with numbers beside its first cell."""
    for index, row in enumerate(grid):
        values = [cell for cell in row if cell.column > 0]
        numbers = [cell for cell in values if is_number(cell.line.text)]
        years = all(re.fullmatch(r"(19|20)\d\d", cell.line.text) for cell in numbers)
        if values and 2 * len(numbers) >= len(values) and not years:
            return index
    return 0


def _is_same_record(grid: Sequence[Sequence[_Cell]], index: int, body: int) -> bool:
    row, above = grid[index], grid[index - 1]
    gap = min(cell.line.y0 for cell in row) - max(cell.line.y1 for cell in above)
    if gap > 0.6 * row[0].line.height:
        return False
    if index < body:
        return not any(cell.width > 1 for cell in (*row, *above))
    if all(cell.column > 0 for cell in row):
        return not any(is_number(cell.line.text) for cell in row)
    alone = len(row) == 1 and row[0].column == 0 and row[0].width == 1
    return alone and row[0].line.text[0].islower()


def _merged(record: list[_Cell], row: Sequence[_Cell]) -> list[_Cell]:
    merged = list(record)
    for cell in row:
        at = next((i for i, old in enumerate(merged) if old.column == cell.column), None)
        if at is None:
            merged.append(cell)
            continue
        old = merged[at]
        before, between = glue(old.line.text, cell.line.text)
        line = side_by_side([old.line, cell.line], before + between + cell.line.text)
        merged[at] = replace(old, line=line, width=max(old.width, cell.width))
    return merged


def _built(records: Sequence[Sequence[_Cell]], columns: Sequence[tuple[float, float]]) -> Table:
    rows = []
    merges = []
    areas = []
    for index, record in enumerate(records):
        texts = [""] * len(columns)
        for cell in record:
            texts[cell.column] = f"{texts[cell.column]} {cell.line.text}".strip()
            if cell.width > 1:
                merges.append(((index, cell.column), (1, cell.width)))
        rows.append(tuple(texts))
        areas.append(hull([cell.line for cell in record]))
    around = hull(areas)
    return Table(
        page=records[0][0].line.page,
        x0=around.x0,
        y0=around.y0,
        x1=around.x1,
        y1=around.y1,
        rows=tuple(rows),
        row_areas=tuple(Area(x0=around.x0, y0=area.y0, x1=around.x1, y1=area.y1) for area in areas),
        columns=(columns[0][0], *(end for _, end in columns)),
        merges=tuple(merges),
    )
