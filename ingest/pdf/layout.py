"""One page's pieces, ordered and grouped: from lines, tables and figures to blocks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.model import Kind
from ingest.pdf.aligned import aligned_tables
from ingest.pdf.blocks import Block, paragraphs, text_lines
from ingest.pdf.cells import Table
from ingest.pdf.columns import regions
from ingest.pdf.entries import are_contents
from ingest.pdf.figures import Figure
from ingest.pdf.footnotes import footnotes
from ingest.pdf.formulas import formulas
from ingest.pdf.glyphs import CJK
from ingest.pdf.grids import grid_tables
from ingest.pdf.guides import Guides
from ingest.pdf.halfruled import half_ruled_tables
from ingest.pdf.labelled import labelled_tables
from ingest.pdf.listings import listings
from ingest.pdf.names_above import with_heads
from ingest.pdf.page import Area, Line, Mark, Page, hull
from ingest.pdf.parts import Parts, Sideways
from ingest.pdf.style import Style
from ingest.pdf.threelines import three_line_tables

_CJK = re.compile(rf"[{CJK}]")
_NARROW = 0.6
"""What takes less than this share of the width of the text beside it is a bar on its side."""

_FLOWING = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.CODE})


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class _Aside(Area):
    """A box on the page, with all that stands in it."""

    inside: tuple[Area, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What all columns of a page share, or those of a box on it: `boxed`."""

    page: Page
    bars: tuple[Area, ...]
    guides: Guides
    style: Style
    boxed: bool = False


def blocks_of(parts: Parts, furniture: Mapping[Line, Kind], style: Style) -> list[Block]:
    """Return the blocks of a page in reading order; footnotes and running feet come last."""
    page = parts.page
    margin = [line for line in (*page.lines, *page.aslant) if line in furniture]
    taken = set(map(id, margin))
    furniture = {line: furniture[line] for line in margin}
    sheet = _Sheet(
        page=page, bars=parts.bars, guides=replace(parts.guides, pitch=style.pitch), style=style
    )
    lines = [line for line in page.lines if id(line) not in taken]
    aslant = [line for line in page.aslant if id(line) not in taken]
    blocks = with_heads(_ordered(_areas(parts, lines, sheet.guides), sheet), page.lines)
    return [
        *_margin(furniture, Kind.HEADER),
        *(block for block in blocks if block.kind is not Kind.FOOTNOTE),
        *(block for block in blocks if block.kind is Kind.FOOTNOTE),
        *_turned(aslant),
        *(_marked(mark, page) for mark in page.marks if not mark.printed),
        *_margin(furniture, Kind.FOOTER),
    ]


def plain_blocks(parts: Parts, furniture: Mapping[Line, Kind]) -> list[Block]:
    """Return each line of a page as a paragraph, as the file has them, after tables and figures.

    For a page that `blocks_of` fails on: no text of it is lost.
    """
    page = parts.page
    number = page.number
    return [
        *(Block(kind=Kind.TABLE, area=one, page=number, table=one) for one in parts.tables),
        *(Block(kind=Kind.FIGURE, area=f, page=number, lines=f.labels) for f in parts.figures),
        *(_block(furniture.get(line, Kind.PARAGRAPH), line) for line in page.lines),
        *(_block(furniture.get(line, Kind.PARAGRAPH), line) for line in page.aslant),
        *(_marked(mark, page) for mark in page.marks),
        *(
            replace(block, turn=part.turn)
            for part in parts.sideways
            for block in plain_blocks(part.parts, {})
        ),
    ]


def _areas(parts: Parts, lines: list[Line], guides: Guides) -> list[Area]:
    """Return what stands on the page, with `lines` of text; boxes with all in them as one."""
    tables, lines = _drawn_tables(lines, guides) if guides.stacks else ([], lines)
    printed = [mark for mark in parts.page.marks if mark.printed]
    drawn = [*tables, *parts.tables, *parts.figures]
    areas: list[Area] = [*lines, *drawn, *parts.sideways, *printed]
    for box in parts.asides:
        inside = tuple(area for area in areas if box.holds(area, 1.0))
        if inside:
            taken = set(map(id, inside))
            areas = [area for area in areas if id(area) not in taken]
            areas.append(_Aside(x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1, inside=inside))
    return areas


def _drawn_tables(lines: list[Line], guides: Guides) -> tuple[list[Table], list[Line]]:
    """Return the tables that are drawn in part, and the lines outside of them."""
    accounts, lines = three_line_tables(lines, guides, of_amounts=True)
    drawn, lines = half_ruled_tables(lines, guides)
    others, lines = three_line_tables(lines, guides, of_amounts=False)
    return [*accounts, *drawn, *others], lines


def _ordered(areas: Sequence[Area], sheet: _Sheet) -> list[Block]:
    """Return the blocks in reading order; what stands left of an upright rule comes first."""
    for bar in sheet.bars:
        parted = _parted(areas, bar)
        if parted is not None:
            rest = replace(sheet, bars=tuple(other for other in sheet.bars if other is not bar))
            ordered = [_ordered(part, rest) for part in parted]
            side = _side(parted[1], parted[2])
            if side:
                ordered[side] = [replace(block, aside=True) for block in ordered[side]]
            return [block for blocks in ordered for block in blocks]
    parts = regions(areas, lambda areas: _with_grids(areas, sheet.guides))
    return [block for region in parts for block in _column(region, sheet)]


def _with_grids(areas: list[Area], guides: Guides) -> list[Area]:
    """Return `areas` with the lines of tables put into these."""
    lines = [area for area in areas if isinstance(area, Line)]
    if are_contents(lines):
        return areas
    tables, rest = grid_tables(lines, guides)
    labelled, lines = labelled_tables(lines, tables)
    if labelled:
        tables, rest = grid_tables(lines, guides)
    elif not tables:
        return areas
    return [*(area for area in areas if not isinstance(area, Line)), *rest, *labelled, *tables]


def _side(left: Sequence[Area], right: Sequence[Area]) -> int:
    """Return 1 or 2 where what stands left or right of a rule is a bar beside the text, else 0."""
    widths = hull(left).width, hull(right).width
    if min(widths) > _NARROW * max(widths):
        return 0
    return 1 if widths[0] < widths[1] else 2


def _parted(areas: Sequence[Area], bar: Area) -> list[list[Area]] | None:
    """Return what stands above, left, right and below of a rule that nothing crosses."""
    beside = [area for area in areas if bar.y0 < area.middle < bar.y1]
    left = [area for area in beside if area.x1 <= bar.x1 + 1]
    right = [area for area in beside if area.x0 >= bar.x0 - 1]
    if len(left) < 1 or len(right) < 1 or len(left) + len(right) < len(beside):
        return None
    above = [area for area in areas if area.middle <= bar.y0]
    below = [area for area in areas if area.middle >= bar.y1]
    return [above, left, right, below]


def _margin(furniture: Mapping[Line, Kind], kind: Kind) -> list[Block]:
    return [_block(kind, line) for line, own in furniture.items() if own is kind]


def _block(kind: Kind, line: Line) -> Block:
    return Block(kind=kind, area=line, page=line.page, lines=(line,))


def _turned(lines: Sequence[Line]) -> list[Block]:
    """Return the blocks of lines that run across the rest; Chinese columns from right to left."""
    down = [line for line in lines if line.height > line.width and _CJK.match(line.text)]
    others = [line for line in lines if line not in down]
    blocks = [_block(Kind.PARAGRAPH, line) for line in others]
    if not down:
        return blocks
    down.sort(key=lambda line: -line.x1)
    return [
        *blocks,
        Block(kind=Kind.PARAGRAPH, area=hull(down), page=down[0].page, lines=tuple(down)),
    ]


def _marked(mark: Mark, page: Page) -> Block:
    return Block(kind=mark.kind, area=mark, page=page.number, mark=mark)


def _column(region: Sequence[Area], sheet: _Sheet) -> list[Block]:
    """Return the blocks of one region: what is no running text parts that above from that below."""
    lines = [area for area in region if isinstance(area, Line)]
    notes: list[Block] = []
    if not sheet.boxed:
        notes, lines = footnotes(lines, sheet.page, sheet.guides.rules, sheet.style)
    code, lines = listings(lines, sheet.style)
    maths, lines = formulas(lines, sheet.style)
    tables, lines = aligned_tables(lines)
    set_apart = [area for area in region if not isinstance(area, Line)]
    others = [_Part(blocks=(block,), y0=block.area.y0) for block in (*code, *maths)]
    others += [_Part(blocks=_whole(area, sheet), y0=area.y0) for area in (*set_apart, *tables)]
    blocks: list[Block] = []
    running: list[Line] = []
    pieces: list[Line | _Part] = [*text_lines(lines), *others]
    for part in sorted(pieces, key=lambda part: part.y0):
        if isinstance(part, Line):
            running.append(part)
            continue
        blocks.extend(paragraphs(running, sheet.style))
        running = []
        blocks.extend(part.blocks)
    blocks.extend(paragraphs(running, sheet.style))
    return [*_with_ends(blocks), *notes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    blocks: tuple[Block, ...]
    y0: float


def _whole(area: Area, sheet: _Sheet) -> tuple[Block, ...]:
    """Return the blocks that a table, a figure, a mark, a box or a part set sideways is."""
    number = sheet.page.number
    match area:
        case Table():
            return (Block(kind=Kind.TABLE, area=area, page=number, table=area),)
        case Figure():
            return (Block(kind=Kind.FIGURE, area=area, page=number, lines=area.labels),)
        case Mark():
            return (_marked(area, sheet.page),)
        case _Aside():
            inside = _ordered(area.inside, replace(sheet, boxed=True))
            return tuple(replace(block, aside=True) for block in inside)
        case Sideways():
            inside = blocks_of(area.parts, {}, sheet.style)
            return tuple(replace(block, aside=True, turn=area.turn) for block in inside)
    raise TypeError(type(area))


def _with_ends(blocks: list[Block]) -> list[Block]:
    """Mark the first and the last text of a column: there a paragraph may come in or go on.

    A table is marked where nothing at all stands above, or below it.
    """
    if blocks and blocks[0].kind is Kind.TABLE:
        blocks[0] = replace(blocks[0], opens=True)
    if blocks and blocks[-1].kind is Kind.TABLE:
        blocks[-1] = replace(blocks[-1], closes=True)
    texts = [i for i, block in enumerate(blocks) if block.kind in _FLOWING and not block.aside]
    if texts:
        blocks[texts[0]] = replace(blocks[texts[0]], opens=True)
        blocks[texts[-1]] = replace(blocks[texts[-1]], closes=True)
    return blocks
