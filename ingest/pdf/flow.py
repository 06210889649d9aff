"""What goes on over a column or a page: paragraphs and tables in several pieces become one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.contents import is_paged
from ingest.model import Kind
from ingest.pdf.blocks import Block, is_ended, is_item
from ingest.pdf.captions import is_caption
from ingest.pdf.cells import same_header
from ingest.pdf.glyphs import CJK
from ingest.pdf.page import Line

_FLOATS = frozenset(
    {Kind.HEADER, Kind.FOOTER, Kind.FIGURE, Kind.CAPTION, Kind.FOOTNOTE, Kind.ANNOTATION}
)
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})
_GOES_ON = re.compile(rf"[a-z(\d,{CJK}]")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_CONTINUED = re.compile(r"\bcont(?:inued|'d|\.|d\b)|续|續", re.IGNORECASE)
_FEWEST_HAN, _FEWEST_ALONE = 12, 18
"""Characters that a line of Chinese running text has at least, where it goes on in a few words."""

_FARTHEST = 16
"""How many pieces may stand between the two parts of a paragraph: notes, figures, a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One element to be: its kind, and its blocks (several when it runs over columns or pages)."""

    kind: Kind
    blocks: tuple[Block, ...]


def pieces(blocks: Iterable[tuple[Block, bool]]) -> Iterator[Piece]:
    """Join blocks that continue each other; with each block comes whether it may be a heading.

    Those that may are pieces of their own. A piece is given out as soon as nothing can join it.
    """
    open_: list[Piece] = []
    for block, may_head in blocks:
        before = None if may_head else _continued(open_, block)
        if before is not None:
            joined = open_[before].blocks + (block,)
            open_[before] = Piece(kind=open_[before].kind, blocks=joined)
            continue
        kind = Kind.HEADING if may_head else block.kind
        open_.append(Piece(kind=kind, blocks=(block,)))
        if len(open_) >= 2 * _FARTHEST:
            yield from open_[:_FARTHEST]
            del open_[:_FARTHEST]
    yield from open_


def _continued(found: Sequence[Piece], block: Block) -> int | None:
    """Return the index of the piece that `block` goes on with; what floats between is passed."""
    passed = False
    for index in range(len(found) - 1, max(-1, len(found) - _FARTHEST), -1):
        piece = found[index]
        above = piece.blocks[-1]
        if _names_another(piece, block):
            return None
        if piece.kind in _FLOATS or (above.aside and not block.aside):
            passed = passed or above.page == block.page
        elif _continues(above, block, piece.kind, interrupted=passed):
            return index
        elif not _is_passed_by(piece, block):
            return None
    return None


def _is_passed_by(piece: Piece, block: Block) -> bool:
    """Tell whether text may go on past `piece`: a table at a page break, a quotation."""
    if block.kind is not Kind.PARAGRAPH or not block.opens:
        return False
    if piece.kind is Kind.TABLE:
        return True
    last, first = piece.blocks[-1].lines, block.lines
    return piece.kind in _TEXTS and abs(last[-1].size - first[0].size) > 1.0


def _continues(above: Block, below: Block, kind: Kind, *, interrupted: bool) -> bool:
    if above.turn != below.turn:
        return False
    if kind is Kind.TABLE and below.kind is Kind.TABLE:
        return _table_goes_on(above, below)
    meets = above.closes and below.opens and below.page - above.page <= 1
    if kind is below.kind is Kind.CODE:
        return meets
    if kind not in _TEXTS or below.kind is not Kind.PARAGRAPH:
        return False
    return (meets or (interrupted and above.page == below.page)) and _text_goes_on(above, below)


def _text_goes_on(above: Block, below: Block) -> bool:
    last, first = above.lines[-1], below.lines[0]
    if abs(last.size - first.size) > 0.6 or last.bold != first.bold or is_item(first.text):
        return False
    if is_paged(last.text) and is_paged(first.text) and not _YEAR.search(last.text):
        return False
    if last.text.endswith("-"):
        return first.text[0].isalpha()
    # Lines of a ragged edge may end early; a small letter then tells that the sentence goes on.
    ragged = first.text[0].islower() and 2 * last.width > above.right - above.left
    alone = len(above.lines) == 1
    full = ragged if alone and _is_label(last, below) else alone or ragged or _fills(last, above)
    indented = first.x0 > below.left + 0.8 * first.size and len(below.lines) > 1
    return not is_ended(last.text) and full and not indented and bool(_GOES_ON.match(first.text))


def _fills(last: Line, above: Block) -> bool:
    return last.x1 > above.right - 3 * last.size


def _is_label(line: Line, below: Block) -> bool:
    """Tell whether the only line of a block is too short for one of the Chinese text below."""
    fewest = _FEWEST_HAN if len(below.lines) > 1 else _FEWEST_ALONE
    least = max(fewest * line.size, 0.8 * max(one.width for one in below.lines[:2]))
    return not below.first[0].isascii() and line.width < least


def _names_another(piece: Piece, block: Block) -> bool:
    """Tell whether a caption stands over a table, which is a new one unless it says otherwise."""
    if block.kind is not Kind.TABLE or piece.kind is not Kind.CAPTION:
        return False
    return piece.blocks[0].page == block.page and not _CONTINUED.search(piece.blocks[-1].first)


def _is_next_column(above: Block, below: Block) -> bool:
    """Tell whether a table ends a column, and the other one begins the next."""
    beside = below.area.x0 > above.area.x1 and below.area.y0 < above.area.y1
    return above.closes and below.opens and above.page == below.page and beside


def _table_goes_on(above: Block, below: Block) -> bool:
    """Tell whether the table on the next page has the columns of the one on this page."""
    one, two = above.table, below.table
    if one is None or two is None or len(one.columns) != len(two.columns):
        return False
    if not (below.page == above.page + 1 or _is_next_column(above, below)):
        return False
    if not any(two.rows[0][1:]) and is_caption(two.rows[0][0]):
        return False
    widths = (one.width, two.width)
    alike = abs(widths[0] - widths[1]) < 0.1 * max(widths)
    if same_header(one, two) and (alike or (above.closes and below.opens)):
        return True
    shift = one.columns[0] - two.columns[0]
    return abs(widths[0] - widths[1]) < 0.03 * max(widths) and all(
        abs(a - b - shift) < 0.03 * max(widths)
        for a, b in zip(one.columns, two.columns, strict=True)
    )
