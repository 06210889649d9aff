"""Which blocks are headings, and how deep each is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.contents import is_contents_entry
from ingest.model import Kind
from ingest.pdf.blocks import Block, is_ended
from ingest.pdf.style import Style

_NUMBERINGS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (depth, re.compile(pattern))
    for depth, pattern in (
        (
            0,
            r"第[〇零一二三四五六七八九十百千\d]{1,5}[编編部篇](?![分份])|Part\s+[IVX\d]+\b|PART\s+[IVX\d]+\b",
        ),
        (
            1,
            r"第[〇零一二三四五六七八九十百千\d]{1,5}章|(?:Chapter|CHAPTER|Appendix|APPENDIX|Annex|ANNEX)\s+[A-Z\d]{1,4}\b|附[录錄件]",
        ),
        (
            2,
            r"第[〇零一二三四五六七八九十百千\d]{1,5}[节節]|(?:Section|SECTION|Article|ARTICLE|Item|ITEM)\s+\d{1,3}[A-Z]?\b",
        ),
        (3, r"[一二三四五六七八九十]{1,3}[、．.]"),
        (4, r"[（(][一二三四五六七八九十]{1,3}[)）]"),
        (8, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=[\s\u4e00-\u9fff])"),
        (7, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?(?=[\s\u4e00-\u9fff])"),
        (6, r"(?:\d{1,2}|[A-Z])\.\d{1,2}\.?(?=[\s\u4e00-\u9fff])"),
        (5, r"(?:\d{1,2}|[A-Z]|[IVX]{1,5})[.、．]?(?=[\s\u4e00-\u9fff])"),
    )
)
_UNNUMBERED = 4.5
_SURE = frozenset({0, 1, 2, 6, 7, 8})
_SENTENCE_END = re.compile(r"[.。；;，,：:]$")
_LONGEST = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rank:
    """What a heading looks like, largest first when sorted."""

    size: float
    weight: int
    depth: float


def heading_levels(blocks: Sequence[Block], style: Style) -> dict[int, int]:
    """Return the level, from 1, of each block that is a heading, by its index in `blocks`."""
    ranks = {i: _rank(block, style) for i, block in enumerate(blocks) if is_heading(block, style)}
    sizes = _clustered([rank.size for rank in ranks.values()])
    keys = {i: (sizes[rank.size], rank.weight, rank.depth) for i, rank in ranks.items()}
    order = sorted(set(keys.values()))
    return {i: min(order.index(key) + 1, 6) for i, key in keys.items()}


def is_heading(block: Block, style: Style) -> bool:
    """Tell whether a block of text is set or numbered as a heading is."""
    if block.kind not in (Kind.PARAGRAPH, Kind.LIST_ITEM) or not block.lines:
        return False
    text = " ".join(line.text for line in block.lines)
    if (
        len(text) > _LONGEST
        or is_contents_entry(text)
        or not re.search(r"[^\W\d_]{2}|[\u4e00-\u9fff]", text)
    ):
        return False
    size = block.lines[0].size
    if size >= 1.15 * style.size:
        return len(block.lines) <= 3 and not (is_ended(text) and len(text) > 80)
    if len(block.lines) > 2 or _SENTENCE_END.search(text):
        return False
    return _stands_out(block, style) or _numbered(text, block)


def _stands_out(block: Block, style: Style) -> bool:
    bold = all(line.bold for line in block.lines) and not style.bold
    return bold and block.lines[0].size >= 0.95 * style.size


def _numbered(text: str, block: Block) -> bool:
    depth = numbering(text)
    if depth is None or len(block.lines) > 1:
        return False
    short = len(text) <= (30 if re.search(r"[\u4e00-\u9fff]", text) else 70)
    return short and (depth in _SURE or depth in (3, 4)) and not is_ended(text)


def numbering(text: str) -> int | None:
    """Return how deep the number at the start of a heading ranks; None when there is none."""
    return next((depth for depth, pattern in _NUMBERINGS if pattern.match(text)), None)


def _rank(block: Block, style: Style) -> _Rank:
    depth = numbering(block.first)
    line = block.lines[0]
    return _Rank(
        size=max(line.size, style.size),
        weight=0 if line.bold or line.size > 1.15 * style.size else 1,
        depth=_UNNUMBERED if depth is None else depth,
    )


def _clustered(sizes: Sequence[float]) -> dict[float, int]:
    """Return the rank of each size, 0 the largest; sizes within five percent share one."""
    ranks: dict[float, int] = {}
    rank, largest = -1, 0.0
    for size in sorted(set(sizes), reverse=True):
        if size < 0.95 * largest or rank < 0:
            rank, largest = rank + 1, size
        ranks[size] = rank
    return ranks
