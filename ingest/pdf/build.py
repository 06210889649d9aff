"""From pieces of layout to elements: text with exact offsets of every line and table row."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from ingest.model import Box, Element, Kind, Link, Span
from ingest.pdf.blocks import Block, text_lines
from ingest.pdf.cells import Table, header_rows, same_header
from ingest.pdf.flow import Piece
from ingest.pdf.links import links_of
from ingest.pdf.listings import indented
from ingest.pdf.page import Line, Page, shown
from ingest.pdf.spelling import Spelling
from ingest.table import Grid, table_element


def element(piece: Piece, pages: Mapping[int, Page], spelling: Spelling) -> Element:
    """Return the element that `piece` is, in the `spelling` of its document; `pages` by number."""
    if piece.kind is Kind.TABLE:
        return _table(piece.blocks, pages)
    block = piece.blocks[0]
    lines = [line for one in piece.blocks for line in one.lines]
    if piece.kind is Kind.FIGURE or block.mark is not None:
        said = block.mark.text if block.mark else " ".join(line.text for line in text_lines(lines))
        span = Span(start=0, end=len(said), box=shown(block.area, pages[block.page]))
        return Element(kind=piece.kind, text=said, spans=(span,))
    if piece.kind is Kind.CODE:
        text, spans = _listed(lines, pages)
    else:
        text, spans = _joined(lines, pages, spelling)
    return Element(
        kind=piece.kind,
        text=text,
        spans=spans,
        links=_links(text, piece.blocks, spans, pages),
    )


def _links(
    text: str, blocks: Sequence[Block], spans: Sequence[Span], pages: Mapping[int, Page]
) -> tuple[Link, ...]:
    numbers = dict.fromkeys([block.page for block in blocks])
    anchors = [anchor for number in numbers for anchor in pages[number].anchors]
    lines = (line for block in blocks for line in block.lines)
    return links_of(text, zip(lines, spans, strict=True), anchors) if anchors else ()


def _listed(lines: Sequence[Line], pages: Mapping[int, Page]) -> tuple[str, tuple[Span, ...]]:
    """Return code line by line, and where in it each line stands."""
    spans: list[Span] = []
    texts = indented(lines)
    start = 0
    for line, text in zip(lines, texts, strict=True):
        box = shown(line, pages[line.page])
        spans.append(Span(start=start + len(text) - len(line.text), end=start + len(text), box=box))
        start += len(text) + 1
    return "\n".join(texts), tuple(spans)


def _joined(
    lines: Sequence[Line], pages: Mapping[int, Page], spelling: Spelling
) -> tuple[str, tuple[Span, ...]]:
    """Return the running text of `lines` and where in it each line stands."""
    text = ""
    spans: list[Span] = []
    for line in lines:
        said = spelling.even(line.text, opens=not text)
        kept, between = spelling.joined(text, said)
        if len(kept) < len(text):
            last = spans[-1]
            spans[-1] = Span(start=last.start, end=len(kept), box=last.box)
        text = kept + between + said
        box = shown(line, pages[line.page])
        spans.append(Span(start=len(text) - len(said), end=len(text), box=box))
    return text, tuple(spans)


def _table(blocks: Sequence[Block], pages: Mapping[int, Page]) -> Element:
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
        boxes.extend(shown(area, pages[block.page]) for area in table.row_areas[repeated:])
    grid = Grid(rows=rows, merges=merges, header_rows=header_rows(rows, merges))
    return table_element(grid, row_boxes=boxes)


def _repeated(first: Table, table: Table) -> int:
    """Return how many rows on top of a table are the header of the first part once more."""
    if not same_header(first, table):
        return 0
    most = header_rows(first.rows, dict(first.merges))
    pairs = zip(first.rows[1:most], table.rows[1:-1], strict=False)
    return 1 + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
