"""Which blocks are headings: by how they are set, how they are numbered, and the bookmarks."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ingest.contents import is_contents_entry, is_contents_heading, is_paged
from ingest.model import Kind
from ingest.pdf.blocks import Block, is_ended
from ingest.pdf.entries import are_entries
from ingest.pdf.levels import Look, levels_of
from ingest.pdf.names_above import names_columns
from ingest.pdf.outline import Bookmarks
from ingest.pdf.plain_headings import tops
from ingest.pdf.sequences import evened
from ingest.pdf.style import Style

_NUMBERINGS = re.compile(
    "|".join(
        f"(?P<depth_{depth}>{pattern})"
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
)
"""One search tells the first that fits, by the name of its group."""

_SURE = frozenset({0, 1, 2, 6, 7, 8})
_BRACKETED = re.compile(r"[（(]\d{1,2}[)）]")
_DEEP = 9
"""（1） stands below 1、 and 1., but is mostly the number of an item."""

_SENTENCE_END = re.compile(r"[.。；;，,：:]$")
_LONGEST = 180
_MOST_LINES = 3
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})
_FEWEST_ENTRIES = 3
_FEWEST_MARKED = 3
"""Outlines that match fewer blocks than this are left aside: they name something else."""

_SAYS = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A block that may be a heading: it looks like one, or a bookmark names it.

    `marked` is the level of the bookmark, 0 where there is none.
    """

    block: Block
    looks: bool
    marked: int


def candidates(blocks: Sequence[Block], style: Style, bookmarks: Bookmarks) -> dict[int, Candidate]:
    """Return the blocks that may be headings, by their index; neighbours count, no more."""
    found: dict[int, Candidate] = {}
    entries = _entries(blocks)
    # From the end: what stands over a heading may be one.
    for index in range(len(blocks) - 1, -1, -1):
        if index in entries or names_columns(blocks, index):
            continue
        block = blocks[index]
        looks = (
            is_heading(block, style)
            or _leads(blocks, index)
            or tops(blocks, index, style, heads=index + 1 in found)
        )
        marked = bookmarks.level(block)
        if looks or marked:
            found[index] = Candidate(block=block, looks=looks, marked=marked)
    return _evened(found, blocks, style, entries)


def _evened(
    found: Mapping[int, Candidate], blocks: Sequence[Block], style: Style, entries: Collection[int]
) -> dict[int, Candidate]:
    """Return the candidates in order, those of one series of numbers all or none of them."""
    sure = {i for i, each in found.items() if each.marked or _is_set_apart(each.block, style)}
    told = evened(blocks, found.keys(), sure)
    promoted = {
        index: Candidate(block=blocks[index], looks=True, marked=0)
        for index in told.heads.difference(found, entries)
    }
    kept = {index: each for index, each in found.items() if index not in told.items}
    return dict(sorted((kept | promoted).items()))


def _is_set_apart(block: Block, style: Style) -> bool:
    larger = block.lines[0].size >= 1.15 * max(style.size, style.largest)
    return larger or _stands_out(block, style)


def _entries(blocks: Sequence[Block]) -> set[int]:
    """Return the blocks below "Contents" that each end with a page number: they head nothing.

    Nor does what stands between two of them: a chapter that has no number of its own.
    """
    found: set[int] = set()
    run: list[int] | None = None
    for index, block in enumerate(blocks):
        if block.kind not in _TEXTS or block.aside:
            continue
        if len(block.lines) == 1 and is_contents_heading(block.first):
            run = []
        elif run is not None:
            if is_paged(" ".join(line.text for line in block.lines)):
                run.append(index)
                continue
            found.update(_enough(run, blocks))
            run = None
    found |= set(_enough(run or [], blocks)) | _listed(blocks)
    return found | {
        index
        for index in range(1, len(blocks) - 1)
        if {index - 1, index + 1} <= found
        and are_entries(blocks[index - 1].lines[-1], blocks[index + 1].lines[0])
    }


def _listed(blocks: Sequence[Block]) -> set[int]:
    """Return the blocks that end, one below the other, with the numbers of pages that go up."""
    return {
        index
        for below in range(1, len(blocks))
        if blocks[below - 1].kind in _TEXTS and blocks[below].kind in _TEXTS
        if are_entries(blocks[below - 1].lines[-1], blocks[below].lines[0])
        for index in (below - 1, below)
    }


def _enough(run: list[int], blocks: Sequence[Block]) -> list[int]:
    return run if sum(len(blocks[index].lines) for index in run) >= _FEWEST_ENTRIES else []


def heading_levels(found: Sequence[Candidate], style: Style) -> list[int | None]:
    """Return the level of each candidate of a document, in order: 0 the title, None for no heading.

    Size, weight and numbering rank the headings; where the file has an outline that agrees with
    its pages, the levels there are taken, and other headings set alike follow.
    """
    trusted = sum(bool(each.marked) for each in found) >= _FEWEST_MARKED
    known = [each.marked if trusted else 0 for each in found]
    blocks = [each.block for each in found]
    left = {i for i, each in enumerate(found) if each.looks or known[i]}
    left -= _announced(blocks, left)
    title = _title(blocks, left, style)
    left.discard(-1 if title is None else title)
    order = sorted(left)
    levels = levels_of(_looks([blocks[i] for i in order], style), [known[i] for i in order])
    placed = dict(zip(order, levels, strict=True))
    return [0 if i == title else placed.get(i) for i in range(len(found))]


def _announced(blocks: Sequence[Block], found: Collection[int]) -> set[int]:
    """Return the headings that only list what comes: the same words head a section further on."""
    larger: dict[str, int] = {}
    announced: set[int] = set()
    for index in sorted(found, reverse=True):
        text = " ".join(line.text for line in blocks[index].lines)
        later = larger.setdefault(text, index)
        if later != index and _is_plainer(blocks[index], blocks[later]):
            announced.add(index)
    return announced


def _is_plainer(one: Block, two: Block) -> bool:
    first, second = one.lines[0], two.lines[0]
    return second.size > 1.08 * first.size or (second.bold and not first.bold)


def _title(blocks: Sequence[Block], found: Collection[int], style: Style) -> int | None:
    """Return the heading on the first page that is set larger than all others in the document."""
    sizes = {i: blocks[i].lines[0].size for i in found}
    first = [i for i in sorted(found) if blocks[i].page == 1]
    if not first:
        return None
    title = max(first, key=lambda i: sizes[i])
    rivals = sum(size >= 0.95 * sizes[title] for size in sizes.values())
    return title if rivals == 1 and sizes[title] >= 1.3 * style.size else None


def _looks(blocks: Sequence[Block], style: Style) -> list[Look]:
    sizes = _clustered([max(block.lines[0].size, style.size) for block in blocks])
    return [
        Look(
            size=sizes[max(block.lines[0].size, style.size)],
            light=not block.lines[0].bold and block.lines[0].size <= 1.15 * style.size,
            depth=_DEEP if _BRACKETED.match(block.first) else numbering(block.first),
        )
        for block in blocks
    ]


def _leads(blocks: Sequence[Block], index: int) -> bool:
    """Tell whether a numbered line stands over text: "3、Costs", with no item beside it."""
    block = blocks[index]
    if block.kind is not Kind.LIST_ITEM or len(block.lines) != 1:
        return False
    text = block.first
    depth = numbering(text)
    if depth is None or is_ended(text) or _SENTENCE_END.search(text) or is_contents_entry(text):
        return False
    if len(text) > (30 if _HAN.search(text) else 60):
        return False
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    if before is not None and before.kind is Kind.LIST_ITEM and numbering(before.first) == depth:
        return False
    return after is not None and _is_body(after, depth)


def _is_body(block: Block, depth: int) -> bool:
    """Tell whether a heading of that depth may stand over `block`."""
    if block.kind is Kind.LIST_ITEM:
        return numbering(block.first) not in (None, depth)
    return block.kind is Kind.TABLE or sum(len(line.text) for line in block.lines) > 40


def is_heading(block: Block, style: Style) -> bool:
    """Tell whether a block of text is set or numbered as a heading is."""
    if block.kind not in _TEXTS or not 0 < len(block.lines) <= _MOST_LINES:
        return False
    text = " ".join([line.text for line in block.lines])
    large = block.lines[0].size >= 1.15 * max(style.size, style.largest)
    apart = _is_title(text) if large else _is_apart(text, block, style)
    if not apart or len(text) > _LONGEST:
        return False
    if block.kind is Kind.LIST_ITEM and numbering(text) is None:
        return False
    return not is_contents_entry(text) and bool(_SAYS.search(text))


def _is_title(text: str) -> bool:
    """Tell whether text in large type is no sentence, but for a question."""
    return not is_ended(text) or text[-1] in "?？" or len(text) <= 80


def _is_apart(text: str, block: Block, style: Style) -> bool:
    """Tell whether text of the usual size is bold or numbered, and no sentence."""
    if len(block.lines) > 2:
        return False
    if not (_stands_out(block, style) or _numbered(text, block)):
        return False
    return not _SENTENCE_END.search(text) or (text[-1] in ":：" and len(text) <= 60)


def _stands_out(block: Block, style: Style) -> bool:
    bold = all(line.bold and not line.mixed for line in block.lines) and not style.bold
    # Capitals are set smaller than the text, and look no smaller.
    capitals = all(line.text.isupper() for line in block.lines)
    return bold and block.lines[0].size >= (0.85 if capitals else 0.95) * style.size


def _numbered(text: str, block: Block) -> bool:
    depth = numbering(text)
    if depth is None or len(block.lines) > 1:
        return False
    short = len(text) <= (30 if _HAN.search(text) else 70)
    return short and (depth in _SURE or depth in (3, 4)) and not is_ended(text)


def numbering(text: str) -> int | None:
    """Return how deep the number at the start of a heading ranks; None when there is none."""
    match = _NUMBERINGS.match(text)
    return int(match.lastgroup.removeprefix("depth_")) if match and match.lastgroup else None


def _clustered(sizes: Sequence[float]) -> dict[float, int]:
    """Return the rank of each size, 0 the largest; sizes within five percent share one."""
    ranks: dict[float, int] = {}
    rank, largest = -1, 0.0
    for size in sorted(set(sizes), reverse=True):
        if size < 0.95 * largest or rank < 0:
            rank, largest = rank + 1, size
        ranks[size] = rank
    return ranks
