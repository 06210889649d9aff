"""HTML tables: which are data, and their cells placed on a grid."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ingest.errors import OverLimit
from ingest.html_links import links_of_cell
from ingest.limits import Limits
from ingest.model import Element, Kind, Link
from ingest.table import Grid, looks_like_header, table_element
from ingest.xml import Node, local_name

Merges = Mapping[tuple[int, int], tuple[int, int]]
"""The (rows, columns) of merged cells by row and column."""

_MOST_SPANNED = 1000
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def is_layout(table: Node) -> bool:
    """Tell whether the table only arranges other blocks: nothing in it is read across a row."""
    if table.get("role") in ("presentation", "none"):
        return True
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    nested = any(local_name(node) == "table" for node in table.iterdescendants())
    named = any(local_name(cell) == "th" for cell in cells)
    with_headings = sum(
        any(local_name(node) in _HEADINGS for node in cell.iterdescendants()) for cell in cells
    )
    headed = 2 * with_headings >= len(cells)
    return len(cells) <= 1 or ((nested or headed) and not named)


def table_blocks(
    path: Path, table: Node, limits: Limits, *, cell_text: Callable[[Node], str]
) -> Iterator[Element]:
    """Yield the caption, if there is one, and the table. Raises OverLimit."""
    for caption in table.iterchildren("caption"):
        text = cell_text(caption)
        if text:
            yield Element(kind=Kind.CAPTION, text=text)
    element = table_element(_grid(path, table, limits, cell_text=cell_text))
    if element.text:
        yield element


def _rows(table: Node) -> Iterator[Node]:
    for child in table:
        if local_name(child) == "tr":
            yield child
        elif local_name(child) in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: Node) -> Iterator[Node]:
    return row.iterchildren("td", "th")


def _grid(path: Path, table: Node, limits: Limits, *, cell_text: Callable[[Node], str]) -> Grid:
    rows: list[list[str]] = []
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    links: dict[tuple[int, int], list[Link]] = {}
    nodes = list(_rows(table))
    for top, row in enumerate(nodes):
        texts: list[str] = []
        for cell in _cells(row):
            while (top, len(texts)) in taken:
                texts.append("")
            left = len(texts)
            height = min(_span(cell, "rowspan") or len(nodes), len(nodes) - top)
            breadth = _span(cell, "colspan") or 1
            texts += [cell_text(cell)] + [""] * (breadth - 1)
            links[top, left] = links_of_cell(cell, cell_text)
            if height * breadth > 1:
                merges[top, left] = height, breadth
                taken |= {
                    (y, x) for y in range(top, top + height) for x in range(left, left + breadth)
                }
            if len(taken) + top * len(texts) > limits.table_cells:
                raise OverLimit(
                    path, f"a table has more than {limits.table_cells:,} cells: split it"
                )
        rows.append(texts)
    header_rows = _header_rows(nodes, rows, merges)
    grid = Grid(rows=rows, merges=merges, header_rows=header_rows, links=links)
    return _without_stub_rows(grid)


def _without_stub_rows(grid: Grid) -> Grid:
    """Return the grid without rows that only begin cells which reach down over the next ones.

    Browsers show such a row with no height; what it begins stands beside the rows below.
    """
    stubs = {row for row in range(len(grid.rows) - 1) if _is_stub(grid, row)}
    if not stubs:
        return grid
    rows = [list(row) for row in grid.rows]
    moved = {row: row - sum(stub < row for stub in stubs) for row in range(len(rows) + 1)}
    merges = {}
    for (top, left), (height, breadth) in grid.merges.items():
        if top in stubs:
            rows[top + 1] += [""] * (left + 1 - len(rows[top + 1]))
            rows[top + 1][left] = rows[top][left]
        lines = moved[top + height] - moved[top]
        if lines * breadth > 1:
            merges[moved[top], left] = lines, breadth
    return Grid(
        rows=[row for number, row in enumerate(rows) if number not in stubs],
        merges=merges,
        header_rows=moved[grid.header_rows],
        links={(moved[row], column): links for (row, column), links in grid.links.items() if links},
    )


def _is_stub(grid: Grid, row: int) -> bool:
    begun = {left: height for (top, left), (height, _) in grid.merges.items() if top == row}
    filled = {column for column, cell in enumerate(grid.rows[row]) if cell}
    width = max(map(len, grid.rows))
    reach_down = bool(filled) and all(begun.get(column, 1) > 1 for column in filled)
    return reach_down and len(grid.rows[row]) < width


def _span(cell: Node, name: str) -> int:
    """Return the span; 0, which is also what HTML writes for "to the end", where none is given."""
    value = cell.get(name, "1").strip()
    return min(int(value), _MOST_SPANNED) if value.isascii() and value.isdigit() else 1


def _header_rows(nodes: list[Node], rows: list[list[str]], merges: Merges) -> int:
    """Count the rows of the thead, or the leading rows of th; else judge the first row's texts.

    A row of th that reaches down beside rows of td names those, not the columns.
    """
    count = 0
    for node in nodes:
        parent = node.getparent()
        headed = parent is not None and local_name(parent) == "thead"
        if not headed and any(local_name(cell) != "th" for cell in _cells(node)):
            break
        count += 1
    beside = [top for (top, _), (height, _) in merges.items() if top < count < top + height]
    count = min(beside, default=count) or count
    if count or any(local_name(cell) == "th" for node in nodes for cell in _cells(node)):
        return count if count < len(nodes) else min(1, len(nodes) - 1)
    return int(len(rows[0]) > 2 and looks_like_header(rows[0], rows[1:])) if rows else 0
