"""From pieces of layout to elements: text with exact offsets of every line and table row."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from ingest.model import Box, Element, Kind, Span
from ingest.pdf.blocks import Block, text_lines
from ingest.pdf.cells import Table, header_rows, same_header
from ingest.pdf.flow import Piece
from ingest.pdf.links import links_of
from ingest.pdf.listings import indented
from ingest.pdf.page import Line, Page, shown
from ingest.pdf.spelling import Spelling
from ingest.table import Grid, table_element

Frames = Mapping[tuple[int, int], Page]
"""The frames that blocks stand in, by the number of the page and how far it is turned."""


def element(piece: Piece, frames: Frames, spelling: Spelling) -> Element:
    """Return the element that `piece` is, in the `spelling` of its document."""
    if piece.kind is Kind.TABLE:
        return _table(piece.blocks, frames)
    block = piece.blocks[0]
    lines = [(line, _frame(one, frames)) for one in piece.blocks for line in one.lines]
    if piece.kind is Kind.FIGURE or block.mark is not None:
        labels = text_lines([line for line, _ in lines])
        said = block.mark.text if block.mark else " ".join(line.text for line in labels)
        span = Span(start=0, end=len(said), box=shown(block.area, _frame(block, frames)))
        return Element(kind=piece.kind, text=said, spans=(span,))
    if piece.kind is Kind.CODE:
        text, spans = _listed(lines)
    else:
        text, spans = _joined(lines, spelling)
    return Element(kind=piece.kind, text=text, spans=spans, links=links_of(text, lines, spans))


_Framed = tuple[Line, Page]
"""A line, and the frame that it stands in."""


def _frame(block: Block, frames: Frames) -> Page:
    return frames[block.page, block.turn]


def _listed(lines: Sequence[_Framed]) -> tuple[str, tuple[Span, ...]]:
    """Return code line by line, and where in it each line stands."""
    spans: list[Span] = []
    texts = indented([line for line, _ in lines])
    start = 0
    for (line, frame), text in zip(lines, texts, strict=True):
        end = start + len(text)
        spans.append(Span(start=end - len(line.text), end=end, box=shown(line, frame)))
        start = end + 1
    return "\n".join(texts), tuple(spans)


def _joined(lines: Sequence[_Framed], spelling: Spelling) -> tuple[str, tuple[Span, ...]]:
    """Return the running text of `lines` and where in it each line stands."""
    text = ""
    spans: list[Span] = []
    for line, frame in lines:
        said = spelling.even(line.text, opens=not text)
        kept, between = spelling.joined(text, said)
        if len(kept) < len(text):
            last = spans[-1]
            spans[-1] = Span(start=last.start, end=len(kept), box=last.box)
        text = kept + between + said
        spans.append(Span(start=len(text) - len(said), end=len(text), box=shown(line, frame)))
    return text, tuple(spans)


def _table(blocks: Sequence[Block], frames: Frames) -> Element:
    """Return one table of the parts that `blocks` hold, a header repeated on each page dropped."""
    rows: list[tuple[str, ...]] = []
    boxes: list[Box] = []
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    first: Table | None = None
    for block in blocks:
        table = block.table
        if table is None:
            continue
        repeated = 0 if first is None else _repeated(first, table)
        first = first or table
        offset = len(rows) - repeated
        merges |= {
            (row + offset, column): reach
            for (row, column), reach in table.merges
            if row >= repeated
        }
        rows.extend(table.rows[repeated:])
        frame = _frame(block, frames)
        boxes.extend(shown(area, frame) for area in table.row_areas[repeated:])
    grid = Grid(rows=rows, merges=merges, header_rows=header_rows(rows, merges))
    return table_element(grid, row_boxes=boxes)


def _repeated(first: Table, table: Table) -> int:
    """Return how many rows on top of a table are the header of the first part once more."""
    if not same_header(first, table):
        return 0
    most = header_rows(first.rows, dict(first.merges))
    pairs = zip(first.rows[1:most], table.rows[1:-1], strict=False)
    return 1 + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
