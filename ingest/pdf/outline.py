"""The bookmarks of a file, and the blocks that they point to."""

import re
from collections.abc import Sequence

from ingest.model import Bookmark
from ingest.pdf.blocks import Block

_BLANKS = re.compile(r"[\W_]+")
_LONGEST = 200


class Bookmarks:
    """The outline of a file, each entry of which is found once."""

    def __init__(self, outline: Sequence[Bookmark]) -> None:
        self._levels = {(mark.page, _letters(mark.title)): mark.level for mark in reversed(outline)}
        self._pages = {mark.page for mark in outline}

    def level(self, block: Block) -> int:
        """Return the level of the bookmark that is the block's whole text on its page, else 0."""
        if block.page not in self._pages or not block.lines:
            return 0
        if sum(len(line.text) for line in block.lines) > _LONGEST:
            return 0
        letters = _letters("".join(line.text for line in block.lines))
        return self._levels.pop((block.page, letters), 0) if letters else 0


def _letters(text: str) -> str:
    return _BLANKS.sub("", text).casefold()
