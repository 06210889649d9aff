"""Headings no larger or bolder than the text: short lines set in another way, over text."""

import re
from collections.abc import Sequence

from ingest.contents import is_contents_entry
from ingest.model import Kind
from ingest.pdf.blocks import Block, is_ended
from ingest.pdf.page import Line
from ingest.pdf.style import Style, look_of

_SHORT = 60
_VIVID = 0x40
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_HEADING = re.compile(r"[.。；;，,：:]$|://|www\.|@|\d,? (?:19|20)\d\d$|年.{1,3}月.{1,3}日$")
"""Sentences, addresses and dates."""

_BEGINS = re.compile(r"[A-Z\d\u3400-\u9fff（《“\"]")
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})
_MARGIN = 0.1
_OFF = 0.04
"""Shares of the width of a column: a centred line leaves the first free on both sides, and its
middle is off by the second at most."""


def tops(blocks: Sequence[Block], index: int, style: Style, *, heads: bool) -> bool:
    """Tell whether a short line stands over text or, as `heads` tells, over another heading.

    It is set in capitals, in a colour or a look of its own, or centred.
    """
    block = blocks[index]
    if block.kind is not Kind.PARAGRAPH or len(block.lines) != 1 or index + 1 == len(blocks):
        return False
    line, below = block.lines[0], blocks[index + 1]
    words = _WORD.findall(line.text)
    short = bool(words) and len(line.text) <= _SHORT and line.size >= 0.95 * style.size
    if not short or _NO_HEADING.search(line.text) or is_contents_entry(line.text):
        return False
    if below.kind not in _TEXTS or below.page != block.page:
        return False
    capitals = len(words) > 1 and all(map(str.isupper, words))
    if (capitals or _is_coloured(line.colour, style)) and _is_running(below, style):
        return True
    if not _BEGINS.match(line.text) or not (heads or _is_text(below, style)):
        return False
    return look_of(line) in style.looks or _is_centred(block, below)


def _is_running(block: Block, style: Style) -> bool:
    """Tell whether a block is text as most of the document is set, on more than one line."""
    return _is_plain(block, style) and len(block.lines) > 1 and not block.first.isupper()


def _is_plain(block: Block, style: Style) -> bool:
    return all(line.colour == style.colour and not line.bold for line in block.lines)


def _is_text(block: Block, style: Style) -> bool:
    """Tell whether a block is text: of several lines, one whole sentence, or an item."""
    if not all(look_of(line) not in style.looks for line in block.lines):
        return False
    whole = len(block.lines) > 1 or is_ended(block.first)
    return _is_plain(block, style) and (whole or block.kind is Kind.LIST_ITEM)


def _is_coloured(colour: int, style: Style) -> bool:
    """Tell whether it is a colour, no grey, and another one than that of the text."""
    red, green, blue = colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
    return colour != style.colour and max(red, green, blue) - min(red, green, blue) >= _VIVID


def _is_centred(block: Block, below: Block) -> bool:
    """Tell whether a line stands in the middle of its column, and the text below fills that."""
    line, width = block.lines[0], block.right - block.left
    margins = line.x0 - block.left, block.right - line.x1
    if min(margins) < _MARGIN * width or abs(margins[0] - margins[1]) > 2 * _OFF * width:
        return False
    return _fills(below.lines, block) and not _fills([line], block)


def _fills(lines: Sequence[Line], column: Block) -> bool:
    return any(line.width > 0.7 * (column.right - column.left) for line in lines)
