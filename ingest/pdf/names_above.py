"""Names of columns that stand above a table's first rule: a table of amounts has a head."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from ingest.model import Kind
from ingest.pdf.blocks import Block
from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Row, Table, rows_of
from ingest.pdf.page import Area, Line
from ingest.pdf.placing import Columns, Placed, placed, table_of
from ingest.pdf.signs import is_amount
from ingest.pdf.table_head import named_head

_MOST_ROWS = 4
_LONGEST = 40
"""Names of columns have no more letters than this on one line."""

_ROOM = 1.2
"""The next row of names is less than this many times the size of its type away."""

_SLACK = 4.0
_TEXTS = frozenset({Kind.HEADING, Kind.PARAGRAPH})
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_FIRST_COLUMN, _MIDDLE = 0.3, 0.06
_BEYOND, _CLOSE = 5.0, 0.9
"""Shares of the width of a table, points, and sizes of type: where names of its columns stand."""


def with_heads(blocks: Sequence[Block], lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of a page, tables that begin with amounts with the names above them.

    `lines` are those of the page; in a block, what stands side by side is one line.
    """
    found: list[Block] = []
    for block in blocks:
        if block.table is None or not _is_bare(block.table):
            found.append(block)
            continue
        own = {id(one): _lines_of(one, lines) for one in _texts_before(found)}
        head = _head(block.table, [line for some in own.values() for line in some])
        taken = {id(line) for row in head for line in row}
        above = {key for key, some in own.items() if taken.intersection(map(id, some))}
        if head and len(taken) == sum(len(own[key]) for key in above):
            found = [one for one in found if id(one) not in above]
            headed = _headed(block.table, head)
            found.append(replace(block, area=headed, table=headed))
        else:
            found.append(block)
    return found


def names_columns(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a block stands right above the columns of a table, and not over its first."""
    below = next((block for block in blocks[index + 1 : index + 3] if block.table), None)
    block = blocks[index]
    if below is None or not block.lines or below.page != block.page:
        return False
    area, table = block.area, below.area
    if index and _is_column(blocks[index - 1], area):
        return False
    inside = table.x0 + _FIRST_COLUMN * table.width < area.x0 and area.x1 < table.x1 + _BEYOND
    middle = abs(area.x0 + area.x1 - table.x0 - table.x1) < 2 * _MIDDLE * table.width
    between = blocks[index + 1].area
    close = between.y0 - area.y1 < _CLOSE * block.lines[0].size
    return inside and close and not middle and area.y0 < between.y0


def _is_column(above: Block, area: Area) -> bool:
    """Tell whether text of several lines begins where `area` does: it is in a column of its own."""
    return len(above.lines) > 1 and abs(above.area.x0 - area.x0) < _SLACK


def _lines_of(block: Block, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if any(one.holds(line, 1.0) for one in block.lines)]


def _texts_before(blocks: Sequence[Block]) -> list[Block]:
    """Return the last blocks, as far as they are texts."""
    last = takewhile(lambda block: block.kind in _TEXTS, reversed(blocks[-_MOST_ROWS:]))
    return list(last)


def _is_bare(table: Table) -> bool:
    """Tell whether a table begins with amounts, not with names of columns."""
    values = [cell for cell in table.rows[0][1:] if cell]
    amounts = sum(map(_is_value, values))
    return amounts > 0 and 2 * amounts >= len(values)


def _head(table: Table, lines: Sequence[Line]) -> list[Row]:
    """Return the rows of names right above a table, top down."""
    near = [
        line
        for line in lines
        if line.middle < table.y0 and table.x0 - _SLACK <= line.x0 and line.x1 <= table.x1 + _SLACK
    ]
    rows: list[Row] = []
    top = table.y0
    for row in reversed(rows_of(near)) if near else ():
        if len(rows) == _MOST_ROWS or top - max(line.y1 for line in row) > _ROOM * row[0].size:
            break
        if not _are_names(row, table, first=not rows):
            break
        rows.insert(0, row)
        top = min(line.y0 for line in row)
    return rows


def _are_names(row: Row, table: Table, *, first: bool) -> bool:
    """Tell whether a row may name columns: short texts over the amounts, beside a unit at most.

    The row next to the amounts names several of them, if there are several.
    """
    label = table.columns[1]
    over = [line for line in row if line.x0 > label - _SLACK]
    if len(row) - len(over) > 1 or is_caption(row[0].text):
        return False
    if any(len(line.text) > _LONGEST or _is_value(line.text) for line in over):
        return False
    return len(over) >= (min(2, len(table.columns) - 2) if first else 1)


def _is_value(text: str) -> bool:
    return is_amount(text) and not _YEAR.fullmatch(text)


def _headed(table: Table, head: Sequence[Row]) -> Table:
    columns: Columns = [*pairwise(table.columns)]
    grid = [_parted(placed(row, columns)) for row in head]
    above = table_of(named_head(grid, columns), columns)
    down = len(above.rows)
    merges = (((row + down, column), size) for (row, column), size in table.merges)
    return replace(
        table,
        y0=above.y0,
        rows=(*above.rows, *table.rows),
        row_areas=(*above.row_areas, *table.row_areas),
        merges=tuple(sorted((*above.merges, *merges))),
    )


def _parted(row: Sequence[Placed]) -> list[Placed]:
    """Let no name reach into the column of the next; one beside the labels may be longer."""
    return [
        replace(cell, width=max(1, min(cell.width, following.column - cell.column)))
        for cell, following in pairwise(row)
    ] + list(row[-1:])
