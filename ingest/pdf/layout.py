"""One page's pieces, ordered and grouped: from lines, rulings and pictures to blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.model import Kind
from ingest.pdf.aligned import aligned_tables
from ingest.pdf.blocks import Block, paragraphs, text_lines
from ingest.pdf.cells import Table
from ingest.pdf.columns import regions
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.style import Style

_SMALLEST_FIGURE = 0.01
_BACKGROUND = 0.8
"""Pictures of less, or more, than this share of the page are decoration, or a scan of it."""


def blocks_of(
    page: Page, tables: Sequence[Table], furniture: Mapping[Line, Kind], style: Style
) -> list[Block]:
    """Return the blocks of `page` in reading order, running heads first and feet last.

    The lines of the page are those outside of its `tables`.
    """
    lines = [line for line in page.lines if line not in furniture]
    figures = [picture for picture in page.pictures if _is_figure(picture, page, lines)]
    areas: list[Area] = [*lines, *tables, *figures]
    blocks = [block for region in regions(areas) for block in _column(region, page, style)]
    aslant = [line for line in page.aslant if line not in furniture]
    return [
        *_margin(page, furniture, Kind.HEADER),
        *blocks,
        *(_block(Kind.PARAGRAPH, line) for line in aslant),
        *_margin(page, furniture, Kind.FOOTER),
    ]


def _margin(page: Page, furniture: Mapping[Line, Kind], kind: Kind) -> list[Block]:
    lines = [line for line in (*page.lines, *page.aslant) if furniture.get(line) is kind]
    return [_block(kind, line) for line in lines]


def _block(kind: Kind, line: Line) -> Block:
    return Block(kind=kind, area=line, page=line.page, lines=(line,))


def _is_figure(picture: Area, page: Page, lines: Sequence[Line]) -> bool:
    share = picture.width * picture.height / (page.width * page.height or 1.0)
    if share < _SMALLEST_FIGURE or (share > _BACKGROUND and lines):
        return False
    return sum(picture.holds(line) for line in lines) < 3


def _column(region: Sequence[Area], page: Page, style: Style) -> list[Block]:
    """Return the blocks of one region; tables and figures part the text above from that below."""
    blocks: list[Block] = []
    lines: list[Line] = []
    for area in _in_order(region):
        if isinstance(area, Line):
            lines.append(area)
            continue
        blocks.extend(paragraphs(lines, style))
        lines = []
        kind = Kind.TABLE if isinstance(area, Table) else Kind.FIGURE
        table = area if isinstance(area, Table) else None
        blocks.append(Block(kind=kind, area=area, page=page.number, table=table))
    blocks.extend(paragraphs(lines, style))
    return _with_ends(blocks)


def _in_order(region: Sequence[Area]) -> list[Area]:
    tables, lines = aligned_tables([area for area in region if isinstance(area, Line)])
    others = [area for area in region if not isinstance(area, Line)]
    return sorted([*text_lines(lines), *tables, *others], key=lambda area: area.y0)


def _with_ends(blocks: list[Block]) -> list[Block]:
    """Mark the first and the last text of a column: there a paragraph may come in or go on."""
    texts = [index for index, block in enumerate(blocks) if block.lines]
    if texts:
        blocks[texts[0]] = replace(blocks[texts[0]], opens=True)
        blocks[texts[-1]] = replace(blocks[texts[-1]], closes=True)
    return blocks
