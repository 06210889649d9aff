"""Turning a grid of cells into a table element: its text lines and its HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from ingest.model import Box, Element, Kind, Span

_NUMBER = re.compile(r"[-+(]?[^\w\s]?\s?\d[\d.,:/%\s-]*[^\W\d]{0,3}\)?$")

REPEATED = 40
"""Longest merged cell, in characters, that is repeated in each of its rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a table, row by row; a cell that a merged one covers holds "".

    `merges` gives the (rows, columns) that a merged cell covers, by the (row, column) of its upper
    left corner, from 0.
    """

    rows: Sequence[Sequence[str]]
    merges: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    header_rows: int = 0


def table_element(grid: Grid, *, place: str = "", row_boxes: Sequence[Box] = ()) -> Element:
    """Return the table of `grid`: one text line per row, cells joined by " | ", and HTML.

    A short cell merged over rows is repeated in the text of each, so that a row can stand alone; a
    header cell merged over columns is repeated above each. A row without text has no line.
    """
    grid = _clean(grid)
    lines = [" | ".join(row).rstrip(" |") for row in _filled(grid)]
    spans = []
    start = 0
    for index, line in enumerate(lines):
        if line and row_boxes:
            spans.append(Span(start=start, end=start + len(line), box=row_boxes[index]))
        start += len(line) + 1 if line else 0
    text = "\n".join(line for line in lines if line)
    return Element(kind=Kind.TABLE, text=text, spans=tuple(spans), html=_html(grid), place=place)


def looks_like_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names the columns, judged by the texts alone.

    Each column must have a name of its own that is short and not a number; only the corner above
    names of rows may be empty. Below there must be something to name.
    """
    names = [cell.strip() for cell in first]
    if len(names) > 2 and not names[0]:
        names = names[1:]
    if not body or not all(names) or len(set(names)) < len(names):
        return False
    return not any(len(name) > 80 or is_number(name) for name in names)


def is_number(text: str) -> bool:
    """Tell whether a cell shows a number, an amount, a share or a date in digits."""
    return bool(_NUMBER.match(text.strip()))


def _clean(grid: Grid) -> Grid:
    width = max((len(row) for row in grid.rows), default=0)
    rows = [_clean_row(row, width) for row in grid.rows]
    merges = {
        (row, column): (min(height, len(rows) - row), min(breadth, width - column))
        for (row, column), (height, breadth) in grid.merges.items()
        if row < len(rows) and column < width
    }
    return Grid(rows=rows, merges=merges, header_rows=grid.header_rows)


def _clean_row(row: Sequence[str], width: int) -> Sequence[str]:
    """Return the row itself where nothing is to be done: large sheets are mostly clean."""
    cells = [" ".join(cell.split()) for cell in row] + [""] * (width - len(row))
    return row if cells == row else cells


def _covered(grid: Grid) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for (top, left), (height, breadth) in grid.merges.items():
        for row in range(top, top + height):
            for column in range(left, left + breadth):
                if (row, column) != (top, left):
                    yield (row, column), (top, left)


def _filled(grid: Grid) -> Sequence[Sequence[str]]:
    if not grid.merges:
        return grid.rows
    rows = [list(row) for row in grid.rows]
    for (row, column), (top, left) in _covered(grid):
        short = len(grid.rows[top][left]) <= REPEATED
        if short and (column == left or row < grid.header_rows):
            rows[row][column] = grid.rows[top][left]
    return rows


def _html(grid: Grid) -> str:
    covered = {place for place, _ in _covered(grid)}
    lines = [_html_row(grid, row, covered) for row in range(len(grid.rows))]
    head, body = lines[: grid.header_rows], lines[grid.header_rows :]
    parts = ["<table>"]
    if head:
        parts.append("<thead>" + "".join(head) + "</thead>")
    if body:
        parts.append("<tbody>" + "".join(body) + "</tbody>")
    return "".join([*parts, "</table>"])


def _html_row(grid: Grid, row: int, covered: set[tuple[int, int]]) -> str:
    tag = "th" if row < grid.header_rows else "td"
    cells = []
    for column, text in enumerate(grid.rows[row]):
        if (row, column) in covered:
            continue
        height, breadth = grid.merges.get((row, column), (1, 1))
        spans = f' rowspan="{height}"' if height > 1 else ""
        spans += f' colspan="{breadth}"' if breadth > 1 else ""
        cells.append(f"<{tag}{spans}>{escape(text)}</{tag}>")
    return "<tr>" + "".join(cells) + "</tr>"
