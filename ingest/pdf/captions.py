"""Captions: the lines that name a figure or a table."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.model import Kind
from ingest.pdf.blocks import Block

_NUMBER = r"\s*[A-Z]?[\dIVXivx一二三四五六七八九十]+(?:[-–.．]\d+)*"
_CAPTION = re.compile(
    rf"(?:(?:Figure|Fig\.|FIGURE|Table|TABLE|Chart|Exhibit|Photo|Plate|Scheme|Box){_NUMBER}"
    rf"|(?:图|圖|表|附图|附表|图表){_NUMBER})(?P<mark>\s*[:：.|—–-]|\s|$)"
)
_LONGEST = 400


def with_captions(blocks: Sequence[Block]) -> list[Block]:
    """Return `blocks` with those that name a figure or a table made captions."""
    return [
        replace(block, kind=Kind.CAPTION) if _is_caption(blocks, index) else block
        for index, block in enumerate(blocks)
    ]


def _is_caption(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if block.kind is not Kind.PARAGRAPH or not (match := _CAPTION.match(block.first)):
        return False
    if sum(len(line.text) for line in block.lines) > _LONGEST:
        return False
    if match["mark"].strip():
        return True
    beside = blocks[max(0, index - 1) : index + 2]
    return any(other.kind in (Kind.TABLE, Kind.FIGURE) for other in beside)
