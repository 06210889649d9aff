"""OpenDocument tables and sheets as rows of texts and merged cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.office.odf.names import OFFICE, TABLE, count
from ingest.office.regions import Merges, Row
from ingest.table import Grid, looks_like_header
from ingest.xml import Node, local_name

_GROUPS = frozenset(
    ("table-header-rows", "table-rows", "table-row-group", "table-header-columns", "shapes")
)
_COLUMN_GROUPS = frozenset(("table-header-columns", "table-columns", "table-column-group"))
_MOST_REPEATED = 1_000


class TooManyCells(Exception):
    """A table, with all its repetitions, has more cells than allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The filled rows that a table shows, its merged cells, and the count of its header rows.

    `hidden_rows` and `hidden_columns` count those with text that somebody hid; they are left out.
    """

    rows: list[Row]
    merges: Merges
    headers: int
    hidden_rows: int
    hidden_columns: int


def rows_of(table: Node, cell_text: Callable[[Node], str], *, most: int) -> Rows:
    """Return what a table shows; raise TooManyCells when that is more than `most` cells."""
    rows: list[Row] = []
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    hidden = list(_hidden_columns(table))
    emptied: set[int] = set()
    number, headers, cells, hidden_rows = 1, 0, 0, 0
    for row in _rows(table):
        texts, spans = _cells(row, cell_text)
        repeated = count(row, f"{TABLE}number-rows-repeated")
        merges.update({(number, column): span for column, span in spans.items()})
        is_hidden = any(texts) and row.get(f"{TABLE}visibility") == "collapse"
        if is_hidden:
            hidden_rows += 1
            texts = []
        emptied |= _emptied(texts, hidden)
        if any(texts) or is_hidden:
            for extra in range(min(repeated, _MOST_REPEATED)):
                rows.append((number + extra, texts))
                cells += len(texts)
            if cells > most:
                raise TooManyCells
        parent = row.getparent()
        if parent is not None and local_name(parent) == "table-header-rows":
            headers += repeated
        number += repeated
    return Rows(
        rows=rows,
        merges=merges,
        headers=headers,
        hidden_rows=hidden_rows,
        hidden_columns=len(emptied),
    )


def _emptied(texts: list[str], hidden: list[tuple[int, int]]) -> set[int]:
    """Empty the cells in hidden columns; return which of them held something."""
    found = set()
    for first, last in hidden:
        for column in range(first, min(last, len(texts))):
            if texts[column]:
                found.add(column)
                texts[column] = ""
    return found


def _hidden_columns(node: Node) -> Iterator[tuple[int, int]]:
    """Yield the hidden columns, from 0: the first, and the one behind the last."""
    start = 0
    for column in _columns(node):
        end = start + count(column, f"{TABLE}number-columns-repeated")
        if column.get(f"{TABLE}visibility") == "collapse":
            yield start, end
        start = end


def _columns(node: Node) -> Iterator[Node]:
    for child in node:
        if local_name(child) == "table-column":
            yield child
        elif local_name(child) in _COLUMN_GROUPS:
            yield from _columns(child)


def grid_of(table: Node, cell_text: Callable[[Node], str], *, most: int) -> Grid:
    """Return the cells of a table in a text or on a slide. Raises TooManyCells."""
    found = rows_of(table, cell_text, most=most)
    headers = found.headers
    index = {number: place for place, number in enumerate(n for n, cells in found.rows if cells)}
    texts = [list(cells) for _, cells in found.rows if cells]
    if not headers and texts:
        styled = table.get(f"{TABLE}use-first-row-styles") == "true"
        headers = int(styled or (len(texts[0]) > 2 and looks_like_header(texts[0], texts[1:])))
    return Grid(
        rows=texts,
        merges={
            (index[row], column): span
            for (row, column), span in found.merges.items()
            if row in index
        },
        header_rows=headers if headers < len(texts) else 0,
    )


def _rows(node: Node) -> Iterator[Node]:
    for child in node:
        if local_name(child) == "table-row":
            yield child
        elif local_name(child) in _GROUPS:
            yield from _rows(child)


def _cells(
    row: Node, cell_text: Callable[[Node], str]
) -> tuple[list[str], dict[int, tuple[int, int]]]:
    texts: list[str] = []
    spans = {}
    for cell in row:
        if local_name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        covered = local_name(cell) == "covered-table-cell"
        text = "" if covered else cell_text(cell) or cell.get(f"{OFFICE}string-value", "")
        height = count(cell, f"{TABLE}number-rows-spanned")
        breadth = count(cell, f"{TABLE}number-columns-spanned")
        if height * breadth > 1:
            spans[len(texts)] = height, breadth
        texts += [text] * min(count(cell, f"{TABLE}number-columns-repeated"), _MOST_REPEATED)
    while texts and not texts[-1]:
        texts.pop()
    return texts, spans
