"""Tables without a grid of lines: found by texts that stand below each other in columns."""

from collections.abc import Iterator, Sequence

from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Row, Table, rows_of
from ingest.pdf.page import Line
from ingest.pdf.placing import (
    Placed,
    columns_of,
    first_body_row,
    of_amounts,
    placed,
    records_of,
    table_of,
    without_halves,
)
from ingest.pdf.table_head import named_head
from ingest.table import is_number

_WORDY = 20
"""Lines of running text have more characters than this."""

_FAR = 2.6
"""Rows further apart than this many times their height belong to different tables."""


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
    columns = without_halves(columns_of(of_amounts(several)), several[1:], several[0])
    if len(columns) < 2 or (len(columns) < 4 and len(several) < 3):
        return None
    grid = [placed(row, columns) for row in run]
    if not are_tabular(grid, len(columns)):
        return None
    body = first_body_row(grid)
    rows = records_of(grid[body:], columns, 0)
    return table_of([*named_head(grid[:body], columns), *rows], columns)


def are_tabular(grid: Sequence[Sequence[Placed]], columns: int) -> bool:
    """Tell whether the cells are filled like a table's: short texts, several to a row."""
    several = [row for row in grid if len(row) > 1]
    cells = [cell for row in several for cell in row]
    if len(cells) < 0.4 * columns * len(several):
        return False
    prose = sum(len(row) == 1 and len(row[0].line.text) > 60 for row in grid)
    if prose > 0.3 * len(grid) or _is_running_text(cells):
        return False
    long = sum(len(cell.line.text) > 60 for cell in cells)
    numbers = sum(is_number(cell.line.text) for cell in cells)
    if columns == 2 and not numbers and long > 0.2 * len(cells):
        return False
    return long <= 0.4 * len(cells)


def _is_running_text(cells: Sequence[Placed]) -> bool:
    """Tell whether two columns or more are set full, line after line, as prose is."""
    prose = 0
    wordy = {cell.column for cell in cells if len(cell.line.text) > _WORDY and cell.width == 1}
    for column in wordy if len(wordy) > 1 else ():
        lines = [cell.line for cell in cells if cell.column == column and cell.width == 1]
        width = max([line.width for line in lines])
        full = sum(len(line.text) > _WORDY and line.width > 0.85 * width for line in lines)
        prose += full >= 0.6 * len(lines)
    return prose > 1
