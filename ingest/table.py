"""Turning a grid of cells into a table element: its text lines and its HTML."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from io import StringIO
from typing import TypeVar

from ingest.model import Box, Element, Kind, Link, Span

_Value = TypeVar("_Value")

_NUMBER = re.compile(r"[-+(]?[^\w\s]?\s?\d[\d.,:/%\s-]*[^\W\d]{0,3}\)?$")
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d(?:年度?|[-/.](?:0?[1-9]|1[0-2])|年(?:0?[1-9]|1[0-2])月)?|\d{1,2}月|第?[1-4]季度?)$"
)
_BETWEEN = " | "

REPEATED = 40
"""Longest merged cell, in characters, that is repeated in each of its rows."""

Place = tuple[int, int]
"""A row and a column, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a table, row by row; a cell that a merged one covers holds "".

    `merges` gives the (rows, columns) that a merged cell covers, by its upper left corner. `links`
    are those of a cell; they count in its text with the blanks folded.
    """

    rows: Sequence[Sequence[str]]
    merges: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    header_rows: int = 0
    links: Mapping[Place, Sequence[Link]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row as wide as the table: its own cells, and those with what merged cells repeat in it.

    `spans` gives the (rows, columns) of the merged cells that begin in it, by column; `covered` are
    the columns that belong to one which begins elsewhere.
    """

    number: int
    cells: Sequence[str]
    filled: Sequence[str]
    spans: Mapping[int, tuple[int, int]]
    covered: Collection[int]


def table_element(grid: Grid, *, place: str = "", row_boxes: Sequence[Box] = ()) -> Element:
    """Return the table of `grid`: one text line per row, cells joined by " | ", and HTML.

    A short cell merged over rows is repeated in the text of each, so that a row can stand alone; a
    header cell merged over columns is repeated above each. A row without text has no line.
    """
    text, html = StringIO(), StringIO()
    spans: list[Span] = []
    links: list[Link] = []
    linked = by_row(grid.links)
    html.write("<table>")
    for row in _rows(grid):
        html.write(_html(grid, row))
        line = _BETWEEN.join(row.filled).rstrip(" |")
        if not line:
            continue
        text.write("\n" if text.tell() else "")
        start = text.tell()
        text.write(line)
        if row_boxes:
            box = row_boxes[row.number]
            spans.append(Span(start=start, end=start + len(line), box=box))
        links += _links(row.filled, linked.get(row.number, {}), start)
    html.write(_html_end(grid))
    return Element(
        kind=Kind.TABLE,
        text=text.getvalue(),
        spans=tuple(spans),
        html=html.getvalue(),
        place=place,
        links=tuple(links),
    )


def looks_like_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns, judged by the texts alone.

    Each column must have a name of its own that is short and not a number; only the corner above
    names of rows may be empty. Years and months are names where no more of them stand right below.
    Below there must be something to name.
    """
    names = [cell.strip() for cell in first]
    if len(names) > 2 and not names[0]:
        names = names[1:]
    if not body or not all(names) or len(set(names)) < len(names):
        return False
    periods = {name for name in names if is_period(name)}
    if len(periods) == len(names) or any(is_period(cell) for cell in body[0] if periods):
        return False
    return not any(len(name) > 80 or is_number(name) for name in names if name not in periods)


def is_period(text: str) -> bool:
    """Tell whether a cell shows a year, a month or a quarter, as the head of a column does."""
    return bool(_PERIOD.match(text.strip()))


# Asked of one text again and again while tables are looked for.
@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Tell whether a cell shows a number, an amount, a share or a date in digits."""
    return bool(_NUMBER.match(text.strip()))


def _rows(grid: Grid) -> Iterator[_Row]:
    """Yield the rows one by one: a large sheet is never held as a whole."""
    width = max(map(len, grid.rows), default=0)
    merges = {
        (row, column): (min(height, len(grid.rows) - row), min(breadth, width - column))
        for (row, column), (height, breadth) in grid.merges.items()
        if row < len(grid.rows) and column < width
    }
    begun, covered = by_row(merges), by_row(dict(_covered(merges)))
    texts: dict[Place, str] = {}
    for number, given in enumerate(grid.rows):
        cells = [" ".join(cell.split()) for cell in given] + [""] * (width - len(given))
        spans = begun.get(number, {})
        texts.update({(number, column): cells[column] for column in spans})
        filled = list(cells)
        origins = covered.get(number, {})
        for column, origin in origins.items():
            short = len(texts[origin]) <= REPEATED
            if short and (column == origin[1] or number < grid.header_rows):
                filled[column] = texts[origin]
        yield _Row(number=number, cells=cells, filled=filled, spans=spans, covered=origins.keys())


def _covered(
    merges: Mapping[Place, tuple[int, int]],
) -> Iterator[tuple[Place, Place]]:
    """Yield each place that a merged cell covers beside its own, and the cell's own."""
    for (top, left), (height, breadth) in merges.items():
        for row in range(top, top + height):
            for column in range(left, left + breadth):
                if (row, column) != (top, left):
                    yield (row, column), (top, left)


def by_row(placed: Mapping[Place, _Value]) -> dict[int, dict[int, _Value]]:
    """Return values that have a place by row and then by column."""
    rows: dict[int, dict[int, _Value]] = {}
    for (row, column), value in placed.items():
        rows.setdefault(row, {})[column] = value
    return rows


def _links(cells: Sequence[str], links: Mapping[int, Sequence[Link]], start: int) -> Iterator[Link]:
    """Yield the links of a row, by column, as they stand in its line, which begins at `start`."""
    for column, within in sorted(links.items()):
        offset = start + sum(len(cell) + len(_BETWEEN) for cell in cells[:column])
        for link in within:
            yield Link(start=link.start + offset, end=link.end + offset, target=link.target)


def _html(grid: Grid, row: _Row) -> str:
    """Return a row, with what begins and ends the header around it."""
    tag = "th" if row.number < grid.header_rows else "td"
    parts = []
    if row.number == 0 and grid.header_rows:
        parts.append("<thead>")
    if row.number == grid.header_rows:
        parts.append("</thead><tbody>" if grid.header_rows else "<tbody>")
    parts.append("<tr>")
    for column, text in enumerate(row.cells):
        if column in row.covered:
            continue
        height, breadth = row.spans.get(column, (1, 1))
        spans = f' rowspan="{height}"' if height > 1 else ""
        spans += f' colspan="{breadth}"' if breadth > 1 else ""
        parts.append(f"<{tag}{spans}>{escape(text)}</{tag}>")
    return "".join([*parts, "</tr>"])


def _html_end(grid: Grid) -> str:
    if len(grid.rows) > grid.header_rows:
        return "</tbody></table>"
    return "</thead></table>" if grid.rows else "</table>"
