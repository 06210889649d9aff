"""Texts put into the columns of a table that nothing draws, and rows joined that are one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.cells import Row, Table, is_year
from ingest.pdf.glyphs import CJK, glue
from ingest.pdf.page import Area, Line, hull, side_by_side
from ingest.pdf.signs import is_amount
from ingest.table import is_number

_GAP = 4.0
"""The narrowest white gap in points between two columns of a table."""


_MOST_NAMES = 2
"""Names of columns take this many rows, or fewer."""

_CHINESE = re.compile(rf"[{CJK}]")
_WORD = re.compile(rf"[{CJK}][^\w\s]?|[^\s{CJK}]+\s?")


# Not frozen, as all values that a page has hundreds of.
@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Placed:
    """A text in the column where it begins; it reaches over `width` columns and `height` rows."""

    column: int
    width: int
    line: Line
    height: int = 1


Columns = Sequence[tuple[float, float]]
"""Where columns start and end, from the left."""


def of_amounts(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows with amounts, by which columns are told: names above may cross the white."""
    amounts = [row for row in rows if sum(is_amount(line.text) for line in row[1:]) > 1]
    return amounts if len(amounts) >= max(3, 0.5 * len(rows)) else rows


def columns_of(rows: Sequence[Row]) -> list[tuple[float, float]]:
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


def without_halves(
    columns: list[tuple[float, float]], rows: Sequence[Row], names: Row
) -> list[tuple[float, float]]:
    """Return `columns` with two as one where no row has both, and one of `names` stands above both.

    There numbers stand to the right and words to the left. So they do where one has but a few rows
    on top, the names, and the other all below.
    """
    if len(columns) < 2:
        return columns
    filled = [{cell.column for cell in placed(row, columns)} for row in (names, *rows)]
    above = {cell.column for cell in placed(names, columns) if cell.width == 2}
    for left in range(len(columns) - 1):
        one = [at for at, row in enumerate(filled) if left in row]
        two = [at for at, row in enumerate(filled) if left + 1 in row]
        top, rest = sorted((one, two))
        if set(one) & set(two) - ({0} if left in above else set()):
            continue
        named = left > 0 < len(top) <= _MOST_NAMES < len(rest) and top[-1] < rest[0]
        if left in above or named:
            halved = (columns[left][0], columns[left + 1][1])
            return without_halves([*columns[:left], halved, *columns[left + 2 :]], rows, names)
    return columns


def placed(row: Row, columns: Columns) -> list[Placed]:
    """Return the texts of a row in the columns that they stand above or below."""
    cells: list[Placed] = []
    for line in row:
        x0, x1 = line.x0, line.x1
        over = [
            index
            for index, (start, end) in enumerate(columns)
            if start < x1
            and x0 < end
            and min(x1, end) - max(x0, start) > 0.3 * min(x1 - x0, end - start)
        ]
        if not over:
            middle = (x0 + x1) / 2
            # What stands beside a text in the nearest column belongs to another one.
            taken = cells[-1].column + cells[-1].width if cells else 0
            free = range(taken, len(columns)) or range(len(columns))
            over = [min(free, key=lambda i: _distance(columns[i], middle))]
        cells.append(Placed(column=over[0], width=over[-1] - over[0] + 1, line=line))
    return cells


def _distance(column: tuple[float, float], x: float) -> float:
    return max(column[0] - x, x - column[1], 0.0)


def records_of(
    grid: Sequence[list[Placed]], columns: Columns, body: int | None = None
) -> list[list[Placed]]:
    """Join rows that are one row of the table printed on several lines.

    The first `body` rows are its head; None where numbers are to tell.
    """
    body = first_body_row(grid) if body is None else body
    rights = [end for _, end in columns]
    for cell in (cell for row in grid for cell in row if cell.width == 1 and cell.column > 0):
        rights[cell.column] = max(rights[cell.column], cell.line.x1)
    found: list[list[Placed]] = []
    for index, row in enumerate(grid):
        if found and _goes_with(found[-1], grid, index, body, rights):
            found[-1] = _merged(found[-1], row)
        else:
            found.append(list(row))
    return found


def goes_on(above: Line, below: Line, right: float) -> bool:
    """Tell whether a line ends because the first word of the next one does not fit before `right`.

    Chinese may break after each character, but not before a full stop.
    """
    word = _WORD.match(below.text)
    share = len(word[0]) / len(below.text) if word else 1.0
    return above.x1 + share * below.width > right + 0.3 * above.size


def first_body_row(grid: Sequence[Sequence[Placed]]) -> int:
    """Return the index of the first row with numbers beside its first cell."""
    for index, row in enumerate(grid):
        values = [cell for cell in row if cell.column > 0]
        numbers = [cell for cell in values if is_number(cell.line.text)]
        years = all(is_year(cell.line.text) for cell in numbers)
        if values and 2 * len(numbers) >= len(values) and not years:
            return index
    return 0


def _goes_with(
    record: Sequence[Placed],
    grid: Sequence[Sequence[Placed]],
    index: int,
    body: int,
    rights: Sequence[float],
) -> bool:
    """Tell whether a row is part of the `record` that the row above ends.

    A label may go on below its amounts, or begin above them. Texts without a label go on where it
    is one, or where none of them had room above; `rights` are how far their columns reach.
    """
    row, above = grid[index], grid[index - 1]
    gap = min(cell.line.y0 for cell in row) - max(cell.line.y1 for cell in above)
    if gap > 0.6 * row[0].line.height:
        return False
    if index < body:
        return not any(cell.width > 1 for cell in (*row, *above))
    if all(cell.column > 0 for cell in row):
        if any(is_number(cell.line.text) for cell in row):
            return False
        return len(row) == 1 or not _has_room(row, record, rights)
    begun = len(record) == 1 and record[0].column == 0
    if row[0].column > 0 or row[0].width > 1 or (len(row) > 1 and not begun):
        return False
    label, before = row[0].line, above[0].line
    if label.text[0].islower():
        return True
    chinese = _CHINESE.match(label.text) and _CHINESE.match(before.text[-1])
    return bool(chinese) and above[0].column == 0 and goes_on(before, label, rights[0])


def _has_room(row: Sequence[Placed], record: Sequence[Placed], rights: Sequence[float]) -> bool:
    """Tell whether a text of `row` would have had room beside the one above it in its column.

    Not where the record has no label, or no text above another one of the row.
    """
    above = {cell.column: cell.line for cell in record}
    if 0 not in above or any(cell.column not in above for cell in row):
        return False
    return any(
        not goes_on(above[cell.column], cell.line, rights[cell.column + cell.width - 1])
        for cell in row
    )


def _merged(record: list[Placed], row: Sequence[Placed]) -> list[Placed]:
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


def table_of(records: Sequence[Sequence[Placed]], columns: Columns) -> Table:
    """Return the table that rows of placed texts make."""
    rows = []
    merges = []
    areas = []
    for index, record in enumerate(records):
        texts = [""] * len(columns)
        for cell in record:
            texts[cell.column] = f"{texts[cell.column]} {cell.line.text}".strip()
            if cell.width > 1 or cell.height > 1:
                merges.append(((index, cell.column), (cell.height, cell.width)))
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
