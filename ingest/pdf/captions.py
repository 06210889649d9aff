"""Captions: the lines that name a figure or a table, each beside what it names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.model import Kind
from ingest.pdf.blocks import Block
from ingest.pdf.page import Area
from ingest.pdf.style import Style

_NUMBER = r"\s*[A-Z]{0,2}[-–.]?[\dIVXivx一二三四五六七八九十]+(?:[-–.．]\d+)*"
_CAPTION = re.compile(
    rf"(?:(?:Figure|Fig\.|FIGURE|Table|[Tt]ABLE|Chart|Exhibit|Photo|Plate|Scheme|Box){_NUMBER}"
    rf"|(?:图|圖|表|附图|附表|图表){_NUMBER})(?P<mark>\s*[:：.|—–-]|\s|$)"
)
_EXHIBIT = "Exhibit"
"""Names a form or a paper of its own as often as a figure."""

_SENTENCES = re.compile(r"[a-z][.] [A-Z]|。.")
"""Text that speaks of a figure, "Figure 1 shows it. Here", goes on after its first sentence."""

_TABLE = re.compile(r"Table|[Tt]ABLE|表|附表")
_OWNERS = frozenset({Kind.TABLE, Kind.FIGURE})
_LONGEST = 400
_SHORT = 200
_FAR = 40.0
"""A caption stands at most this many points from the edge of what it names."""


def with_captions(blocks: Sequence[Block], style: Style) -> list[Block]:
    """Return `blocks` with those that name a figure or a table as captions, beside what they name.

    A caption begins with "Figure 3" or the like, or is small type right below a figure.
    """
    named = [
        replace(block, kind=Kind.CAPTION)
        if _is_caption(blocks, index) or _is_small_print(blocks, index, style)
        else block
        for index, block in enumerate(blocks)
    ]
    for caption in [block for block in named if block.kind is Kind.CAPTION]:
        _move(named, caption)
    return named


def is_caption(text: str) -> bool:
    """Tell whether `text` begins as the name of a figure or a table does ("Table 3")."""
    return bool(_CAPTION.match(text))


def _is_caption(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.kind is not Kind.PARAGRAPH or not (match := _CAPTION.match(block.first)):
        return False
    if sum(len(line.text) for line in block.lines) > _LONGEST:
        return False
    exhibit = block.first.startswith(_EXHIBIT)
    if match["mark"].strip() and not exhibit:
        return True
    if not match["mark"].strip() and _SENTENCES.search(" ".join(line.text for line in block.lines)):
        return False
    beside = blocks[max(0, index - 1) : index + 2]
    return any(other.kind in _OWNERS and other.page == block.page for other in beside)


def _is_small_print(blocks: Sequence[Block], index: int, style: Style) -> bool:
    """Tell whether a block is smaller than the text, and stands right below a figure."""
    block = blocks[index]
    if block.kind is not Kind.PARAGRAPH or not index or blocks[index - 1].kind is not Kind.FIGURE:
        return False
    figure, text = blocks[index - 1], block.area
    small = block.lines[0].size < 0.95 * style.size
    short = sum(len(line.text) for line in block.lines) <= _SHORT
    gap = text.y0 - figure.area.y1
    return small and short and -2 <= gap < 2.5 * style.size and _overlap(text, figure.area) > 0


def _overlap(one: Area, two: Area) -> float:
    return min(one.x1, two.x1) - max(one.x0, two.x0)


def _move(blocks: list[Block], caption: Block) -> None:
    """Put `caption` next to the nearest figure or table of its kind on the page, if it is not."""
    at = next(i for i, block in enumerate(blocks) if block is caption)
    beside = [blocks[i] for i in (at - 1, at + 1) if 0 <= i < len(blocks)]
    if any(block.kind in _OWNERS and block.page == caption.page for block in beside):
        return
    wanted = Kind.TABLE if _TABLE.match(caption.first) else Kind.FIGURE
    near = [
        (_distance(block.area, caption.area), i)
        for i, block in enumerate(blocks[max(0, at - 40) : at + 40], max(0, at - 40))
        if block.page == caption.page and block.kind is wanted and block.turn == caption.turn
    ]
    distance, owner = min(near, default=(_FAR, 0))
    if distance < _FAR:
        above = caption.area.y0 < blocks[owner].area.y0
        del blocks[at]
        owner -= owner > at
        blocks.insert(owner if above else owner + 1, caption)


def _distance(one: Area, two: Area) -> float:
    down = max(two.y0 - one.y1, one.y0 - two.y1, 0.0)
    return down + max(-_overlap(one, two), 0.0)
