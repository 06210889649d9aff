"""Finding the tables on a sheet: regions of filled cells, their titles, headers and notes."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from ingest.compact import Compact
from ingest.model import Element, Kind, Link
from ingest.place import at_cells
from ingest.table import Grid, Place, by_row, is_number, is_period, looks_like_header, table_element

Row = tuple[int, Sequence[str]]
"""A row's number on the sheet, from 1, and its cells from the first column on.

A row that is hidden has none: it shows nothing, and parts nothing as an empty one does.
"""

Merges = Mapping[Place, tuple[int, int]]
"""The (rows, columns) of merged cells by (row number, column index from 0)."""

Targets = Mapping[Place, str]
"""Where cells link to, by (row number, column index from 0)."""

_REMARK = re.compile(
    r"(?:notes?|source|remarks?|备注|注|说明|来源|资料来源|数据来源)\s*\d?\s*[:：.]|[*※†]", re.I
)

_NONE: Targets = {}
_Said = TypeVar("_Said")

_LONGEST_UNIT = 16
_TELLING = 50
"""Rows at the top of a region that show whether its table has a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What a sheet says of its cells, by row number and column, and how its place is called."""

    place: str
    merges: Mapping[int, Mapping[int, tuple[int, int]]]
    targets: Mapping[int, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """Rows and columns of a sheet that belong together; `columns` are those that hold text."""

    rows: Compact[Row]
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
        filled = _filled(rows).intersection(self.columns)
        return at_cells(sheet, rows=(rows[0][0], rows[-1][0]), columns=(min(filled), max(filled)))


def region_elements(
    rows: Iterable[Row], merges: Merges, targets: Targets = _NONE, *, place: str
) -> Iterator[Element]:
    """Yield the tables of the sheet `place` in order, the lines above and below as paragraphs.

    Empty rows part regions; a region without a header of its own, in the columns of the one above,
    goes on with that. Tables side by side are parted where they repeat a header or end apart.
    """
    sheet = _Sheet(place=place, merges=by_row(merges), targets=by_row(targets))
    regions = (part for region in _regions(rows) for part in _side_by_side(region))
    for region in _joined(regions, sheet):
        above, table, below = _parted(region)
        yield from _paragraphs(region, above, sheet)
        if table:
            single = len(table) == 1 or len(region.columns) == 1
            if single:
                yield from _paragraphs(region, table, sheet)
            else:
                at = region.place(place, table)
                yield table_element(_grid(region, table, sheet), place=at)
        yield from _paragraphs(region, below, sheet)


def _regions(rows: Iterable[Row]) -> Iterator[_Region]:
    block: Compact[Row] = Compact()
    last = 0
    for row in rows:
        if not any(row[1]):
            last = last if row[1] or row[0] > last + 1 else row[0]
            continue
        if block and row[0] > last + 1:
            yield _region(block)
            block = Compact()
        block.append(row)
        last = row[0]
    if block:
        yield _region(block)


def _region(rows: Compact[Row]) -> _Region:
    return _Region(rows=rows, columns=tuple(sorted(_filled(rows))))


def _filled(rows: Iterable[Row]) -> set[int]:
    """Return the columns that hold something."""
    return {index for _, cells in rows for index, cell in enumerate(cells) if cell}


def _side_by_side(region: _Region) -> list[_Region]:
    gaps = [
        index
        for index in range(1, len(region.columns))
        if region.columns[index] > region.columns[index - 1] + 1
    ]
    for gap in gaps:
        left = _Region(rows=region.rows, columns=region.columns[:gap])
        right = _Region(rows=region.rows, columns=region.columns[gap:])
        if min(len(left.columns), len(right.columns)) > 1 and _apart(left, right):
            return [_alone(left), *_side_by_side(_alone(right))]
    return [region]


def _alone(half: _Region) -> _Region:
    """Return the half of a region without the rows that are only the other half's."""
    return _Region(rows=Compact(_own_rows(half)), columns=half.columns)


def _own_rows(half: _Region) -> Iterator[Row]:
    return (row for row in half.rows if any(half.cells(row)))


def _apart(left: _Region, right: _Region) -> bool:
    """Tell whether two halves are tables of their own: they start apart, or each has a header."""
    here, there = (list(islice(_own_rows(half), 2)) for half in (left, right))
    if abs(here[0][0] - there[0][0]) > 1:
        return True
    if not (_has_header(left, here) and _has_header(right, there)):
        return False
    names = set(left.cells(here[0])) & set(right.cells(there[0]))
    return bool(names - {""}) or abs(_last_row(left) - _last_row(right)) > 1


def _last_row(half: _Region) -> int:
    return next(row[0] for row in reversed(half.rows) if any(half.cells(row)))


def _has_header(region: _Region, rows: Sequence[Row]) -> bool:
    """Tell whether the first of `rows`, of which two tell enough, names the columns."""
    first, *below = (region.cells(row) for row in rows)
    return looks_like_header(first, below)


def _joined(regions: Iterable[_Region], sheet: _Sheet) -> Iterator[_Region]:
    current: _Region | None = None
    headed = False
    for region in regions:
        if current and headed and _goes_on(current, region):
            current.rows.extend(region.rows)
            continue
        if current:
            yield current
        current = region
        headed = _is_headed(region, sheet)
    if current:
        yield current


def _is_headed(region: _Region, sheet: _Sheet) -> bool:
    """Tell whether the region's table has a header; its first rows tell."""
    top = _Region(rows=region.rows[:_TELLING], columns=region.columns)
    _, table, _ = _parted(top)
    return len(table) > 1 and _grid(top, table, sheet).header_rows > 0


def _goes_on(above: _Region, region: _Region) -> bool:
    """Tell whether `region` is more of the headed table `above`."""
    inside = set(region.columns) <= set(above.columns)
    enough = any(region.filled(row) > 1 for row in region.rows)
    wide = _Region(rows=region.rows, columns=above.columns)
    return inside and enough and not _has_header(wide, region.rows[:2])


def _parted(region: _Region) -> tuple[Sequence[Row], Sequence[Row], Sequence[Row]]:
    """Part the lines above the table and the remarks below it from the table."""
    rows = region.rows
    if len(region.columns) == 1:
        return (), rows, ()
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


def _paragraphs(region: _Region, rows: Sequence[Row], sheet: _Sheet) -> Iterator[Element]:
    for row in rows:
        targets = sheet.targets.get(row[0], {})
        cells = {column: cell for column, cell in enumerate(row[1]) if cell.strip()}
        own = [
            (cells[column], targets.get(column, "")) for column in region.columns if column in cells
        ]
        links = {(0, at): _whole(text, target) for at, (text, target) in enumerate(own) if target}
        line = table_element(Grid(rows=[[text for text, _ in own]], links=links))
        at = region.place(sheet.place, [row])
        yield Element(kind=Kind.PARAGRAPH, text=line.text, links=line.links, place=at)


def _grid(region: _Region, rows: Sequence[Row], sheet: _Sheet) -> Grid:
    numbers = array("L", (number for number, _ in rows))
    cells = Compact(region.cells(row) for row in rows)
    merges = {}
    for (row, column), (height, breadth) in _within(region, numbers, sheet.merges):
        lines = bisect_left(numbers, numbers[row] + height) - row
        left = region.columns[column]
        width = bisect_left(region.columns, left + breadth) - column
        if lines * width > 1:
            merges[row, column] = lines, width
    links = {
        (row, column): _whole(cells[row][column], target)
        for (row, column), target in _within(region, numbers, sheet.targets)
    }
    header_rows = _header_rows(cells, merges)
    return Grid(rows=cells, merges=merges, header_rows=header_rows, links=links)


def _whole(cell: str, target: str) -> list[Link]:
    words = " ".join(cell.split())
    return [Link(start=0, end=len(words), target=target)] if words else []


def _within(
    region: _Region, numbers: Sequence[int], said: Mapping[int, Mapping[int, _Said]]
) -> Iterator[tuple[Place, _Said]]:
    """Yield what is said of the region's cells, by their row and column in it."""
    columns = {column: index for index, column in enumerate(region.columns)}
    for row, number in enumerate(numbers if said else ()):
        for column, each in said.get(number, {}).items():
            if column in columns:
                yield (row, columns[column]), each


def _header_rows(cells: Sequence[Sequence[str]], merges: Merges) -> int:
    """Return how many rows on top name the columns: as many as merged names take, and units."""
    depth = _merged_rows(merges)
    if 1 < depth < len(cells):
        return 0 if _have_amounts(cells[:depth]) else depth
    if not looks_like_header(cells[0], cells[1:2]):
        return 0
    return 2 if len(cells) > 2 and _are_units(cells[1], cells[2]) else 1


def _merged_rows(merges: Merges) -> int:
    """Return how many rows the merged cells on top take; one over columns stands above others."""
    top = [span for (row, _), span in merges.items() if row == 0]
    over_columns = any(breadth > 1 for _, breadth in top)
    return max([height for height, _ in top] + [2 if over_columns else 1])


def _have_amounts(rows: Sequence[Sequence[str]]) -> bool:
    return any(is_number(cell) and not is_period(cell) for row in rows for cell in row)


def _are_units(row: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a row below the names of columns says in what they count ("kg", "EUR")."""
    units = [(unit, cell) for unit, cell in zip(row, below, strict=True) if unit]
    short = all(len(unit) <= _LONGEST_UNIT and not is_number(unit) for unit, _ in units)
    counted = [cell for _, cell in units if cell]
    return not row[0] and short and bool(counted) and all(map(is_number, counted))
