"""Word tables on a grid: merged cells, rows that a tracked change deleted, header rows."""

from collections.abc import Callable, Iterator, Sequence

from ingest.model import Link
from ingest.office.word.styles import W, switch, value
from ingest.table import Grid, looks_like_header
from ingest.xml import Node, local_name

_WIDEST = 1000
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


def rows_of(table: Node) -> Iterator[Node]:
    """Yield the rows that are left when tracked changes are accepted."""
    for row in _inner(table, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def cells_of(row: Node) -> Iterator[Node]:
    """Yield the cells of a row."""
    return _inner(row, "tc")


def grid_of(table: Node, cell_text: Callable[[Node], tuple[str, Sequence[Link]]]) -> Grid:
    """Return the cells of the table; `cell_text` is called once for each, in document order.

    It gives the text of a cell on one line and the links in it.
    """
    rows: list[list[str]] = []
    links: dict[tuple[int, int], Sequence[Link]] = {}
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    open_cells: dict[int, tuple[int, int]] = {}
    nodes = list(rows_of(table))
    for top, row in enumerate(nodes):
        texts = [""] * _span(value(row, "trPr/gridBefore") or "0", least=0)
        for cell in cells_of(row):
            left = len(texts)
            breadth = _span(value(cell, "tcPr/gridSpan"))
            joined = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = joined is not None and joined.get(f"{W}val", "continue") == "continue"
            if goes_on and left in open_cells:
                above = open_cells[left]
                merges[above] = top - above[0] + 1, breadth
                texts += [""] * breadth
                continue
            text, links[top, left] = cell_text(cell)
            texts += [text] + [""] * (breadth - 1)
            open_cells = (
                {**open_cells, left: (top, left)}
                if joined is not None
                else _closed(open_cells, left)
            )
            if breadth > 1:
                merges[top, left] = 1, breadth
        rows.append(texts)
    header_rows = _header_rows(table, nodes, rows)
    return Grid(rows=rows, merges=merges, header_rows=header_rows, links=links)


def _closed(open_cells: dict[int, tuple[int, int]], left: int) -> dict[int, tuple[int, int]]:
    return {column: cell for column, cell in open_cells.items() if column != left}


def _header_rows(table: Node, nodes: list[Node], rows: list[list[str]]) -> int:
    """Count the rows marked to be repeated; else trust the table's style where the texts agree."""
    marked = 0
    for node in nodes:
        if not switch(node.find(f"{W}trPr"), "tblHeader"):
            break
        marked += 1
    if marked:
        return marked if marked < len(nodes) else min(1, len(nodes) - 1)
    look = table.find(f"{W}tblPr/{W}tblLook")
    styled = look is not None and (
        look.get(f"{W}firstRow") == "1" or bool(_hexadecimal(look.get(f"{W}val")) & 0x20)
    )
    named = bool(rows) and looks_like_header(rows[0], rows[1:])
    return int(named and (styled or len(rows[0]) > 2))


def _inner(node: Node, name: str) -> Iterator[Node]:
    for child in node:
        if local_name(child) == name:
            yield child
        elif local_name(child) in _WRAPPERS:
            yield from _inner(child, name)


def _span(text: str, *, least: int = 1) -> int:
    return max(least, min(int(text), _WIDEST)) if text.isascii() and text.isdigit() else 1


def _hexadecimal(text: str | None) -> int:
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0
