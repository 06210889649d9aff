"""Finding the tables on a sheet: regions of filled cells, their titles, headers and notes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.model import Element, Kind
from ingest.place import at_cells
from ingest.table import Grid, is_number, looks_like_header, table_element

Row = tuple[int, Sequence[str]]
"""A row's number on the sheet, from 1, and its cells from the first column on."""

Merges = Mapping[tuple[int, int], tuple[int, int]]
"""The (rows, columns) of merged cells by (row number, column index from 0)."""

_REMARK = re.compile(
    r"(?:notes?|source|remarks?|备注|注|说明|来源|资料来源|数据来源)\s*\d?\s*[:：.]|[*※†]", re.I
)

_TELLING = 50
"""Rows at the top of a region that show whether its table has a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """Rows and columns of a sheet that belong together; `columns` are those that hold text."""

    rows: list[Row]
    columns: tuple[int, ...]

    def cells(self, row: Row) -> Sequence[str]:
        """Return the cells of a row in these columns; the row itself where it has just those."""
        if len(row[1]) == len(self.columns) == self.columns[-1] + 1:
            return row[1]
        return [row[1][column] if column < len(row[1]) else "" for column in self.columns]

    def filled(self, row: Row) -> int:
        return sum(bool(cell) for cell in self.cells(row))

    def place(self, sheet: str, rows: Sequence[Row]) -> str:
        """Say where `rows` stand: "sheet Prices, A2:F9"."""
        filled = [
            column
            for column in self.columns
            if any(column < len(cells) and cells[column] for _, cells in rows)
        ]
        return at_cells(sheet, rows=(rows[0][0], rows[-1][0]), columns=(filled[0], filled[-1]))


def region_elements(rows: Iterable[Row], merges: Merges, *, place: str) -> Iterator[Element]:
    """Yield the tables of the sheet `place` in order, the lines above and below as paragraphs.

    Empty rows part regions; a region without a header of its own, in the columns of the one above,
    goes on with that. Tables side by side are parted where they repeat a header or end apart.
    """
    regions = (part for region in _regions(rows) for part in _side_by_side(region))
    for region in _joined(regions, merges):
        above, table, below = _parted(region)
        yield from _paragraphs(region, above, place)
        if table:
            single = len(table) == 1 or len(region.columns) == 1
            if single:
                yield from _paragraphs(region, table, place)
            else:
                at = region.place(place, table)
                yield table_element(_grid(region, table, merges), place=at)
        yield from _paragraphs(region, below, place)


def _regions(rows: Iterable[Row]) -> Iterator[_Region]:
    block: list[Row] = []
    last = 0
    for row in rows:
        if not any(row[1]):
            continue
        if block and row[0] > last + 1:
            yield _region(block)
            block = []
        block.append(row)
        last = row[0]
    if block:
        yield _region(block)


def _region(rows: list[Row]) -> _Region:
    used = {index for _, cells in rows for index, cell in enumerate(cells) if cell}
    return _Region(rows=rows, columns=tuple(sorted(used)))


def _side_by_side(region: _Region) -> list[_Region]:
    gaps = [
        index
        for index in range(1, len(region.columns))
        if region.columns[index] > region.columns[index - 1] + 1
    ]
    for gap in gaps:
        parts = [_part(region, region.columns[:gap]), _part(region, region.columns[gap:])]
        if all(len(part.columns) > 1 for part in parts) and _apart(*parts):
            return [parts[0], *_side_by_side(parts[1])]
    return [region]


def _part(region: _Region, columns: tuple[int, ...]) -> _Region:
    rows = [
        row
        for row in region.rows
        if any(row[1][column] for column in columns if column < len(row[1]))
    ]
    return _Region(rows=rows, columns=columns)


def _apart(left: _Region, right: _Region) -> bool:
    """Tell whether two halves are tables of their own: they start apart, or each has a header."""
    if abs(left.rows[0][0] - right.rows[0][0]) > 1:
        return True
    if not (_has_header(left) and _has_header(right)):
        return False
    names = set(left.cells(left.rows[0])) & set(right.cells(right.rows[0]))
    return bool(names - {""}) or abs(left.rows[-1][0] - right.rows[-1][0]) > 1


def _has_header(region: _Region) -> bool:
    rows = [region.cells(row) for row in region.rows]
    return looks_like_header(rows[0], rows[1:])


def _joined(regions: Iterable[_Region], merges: Merges) -> Iterator[_Region]:
    current: _Region | None = None
    headed = False
    for region in regions:
        if current and headed and _goes_on(current, region):
            current.rows.extend(region.rows)
            continue
        if current:
            yield current
        current = _Region(rows=list(region.rows), columns=region.columns)
        headed = _is_headed(region, merges)
    if current:
        yield current


def _is_headed(region: _Region, merges: Merges) -> bool:
    """Tell whether the region's table has a header; its first rows tell."""
    top = _Region(rows=region.rows[:_TELLING], columns=region.columns)
    _, table, _ = _parted(top)
    return len(table) > 1 and _grid(top, table, merges).header_rows > 0


def _goes_on(above: _Region, region: _Region) -> bool:
    """Tell whether `region` is more of the headed table `above`."""
    inside = set(region.columns) <= set(above.columns)
    enough = max(region.filled(row) for row in region.rows) > 1
    wide = _Region(rows=region.rows, columns=above.columns)
    return inside and enough and not _has_header(wide)


def _parted(region: _Region) -> tuple[list[Row], list[Row], list[Row]]:
    """Part the lines above the table and the remarks below it from the table."""
    rows = region.rows
    if len(region.columns) == 1:
        return [], rows, []
    start = 0
    while start < len(rows) - 1 and region.filled(rows[start]) == 1:
        start += 1
    end = len(rows)
    while end > start + 1 and _is_remark(region, rows[end - 1]):
        end -= 1
    return rows[:start], rows[start:end], rows[end:]


def _is_remark(region: _Region, row: Row) -> bool:
    texts = [cell for cell in region.cells(row) if cell]
    return len(texts) == 1 and (bool(_REMARK.match(texts[0])) or len(texts[0]) > 40)


def _paragraphs(region: _Region, rows: list[Row], place: str) -> Iterator[Element]:
    for row in rows:
        text = " | ".join(cell for cell in region.cells(row) if cell)
        at = region.place(place, [row])
        yield Element(kind=Kind.PARAGRAPH, text=" ".join(text.split()), place=at)


def _grid(region: _Region, rows: list[Row], merges: Merges) -> Grid:
    at_row = {number: index for index, (number, _) in enumerate(rows)}
    at_column = {column: index for index, column in enumerate(region.columns)}
    placed = {}
    for (row, column), (height, breadth) in merges.items():
        if row in at_row and column in at_column:
            lines = sum(number in at_row for number in range(row, row + height))
            width = sum(index in at_column for index in range(column, column + breadth))
            if lines * width > 1:
                placed[at_row[row], at_column[column]] = lines, width
    cells = [region.cells(row) for row in rows]
    return Grid(rows=cells, merges=placed, header_rows=_header_rows(cells, placed))


def _header_rows(cells: Sequence[Sequence[str]], merges: Merges) -> int:
    top = [span for (row, _), span in merges.items() if row == 0]
    depth = max((height for height, _ in top), default=1)
    if any(breadth > 1 for _, breadth in top):
        depth = max(depth, 2)
    if depth > 1 and depth < len(cells):
        texts = [cell for row in cells[:depth] for cell in row]
        return 0 if any(is_number(cell) for cell in texts) else depth
    return int(looks_like_header(cells[0], cells[1:]))
