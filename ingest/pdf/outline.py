"""The bookmarks of a file, and the blocks that they point to."""

import re
from collections.abc import Sequence

from ingest.model import Bookmark
from ingest.pdf.blocks import Block

_BLANKS = re.compile(r"[\W_]+")
_FEWEST = 3
"""Outlines that match fewer blocks than this are left aside: they name something else."""

_LONGEST = 200


def outlined(blocks: Sequence[Block], outline: Sequence[Bookmark]) -> dict[int, int]:
    """Return the level of each block whose whole text is a bookmark on its page, by its index."""
    levels = {(mark.page, _letters(mark.title)): mark.level for mark in reversed(outline)}
    found: dict[int, int] = {}
    for index, block in enumerate(blocks if levels else ()):
        if not block.lines or sum(len(line.text) for line in block.lines) > _LONGEST:
            continue
        letters = _letters("".join(line.text for line in block.lines))
        level = levels.pop((block.page, letters), 0) if letters else 0
        if level:
            found[index] = level
    return found if len(found) >= _FEWEST else {}


def _letters(text: str) -> str:
    return _BLANKS.sub("", text).casefold()
