"""From the pages of a document, window by window, to its elements in reading order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.model import Bookmark, Element, Kind, Note
from ingest.pdf.blocks import Block
from ingest.pdf.build import element
from ingest.pdf.captions import with_captions
from ingest.pdf.faults import FAULTS, read_plainly
from ingest.pdf.flow import pieces
from ingest.pdf.headings import Candidate, candidates, heading_levels
from ingest.pdf.layout import blocks_of, plain_blocks
from ingest.pdf.outline import Bookmarks
from ingest.pdf.page import Page
from ingest.pdf.parts import Parts
from ingest.pdf.sideways import turned_page
from ingest.pdf.survey import Facts, without_logos


def elements_of(
    windows: Iterable[Sequence[Parts]], facts: Facts, outline: Sequence[Bookmark]
) -> tuple[tuple[Element, ...], Sequence[Note]]:
    """Return the elements of a document, and what is to be said of pages that are read plainly.

    One window of its pages is held at a time. What the headings are worth is known only after the
    last page, so they are settled at the end.
    """
    draft = _Draft(facts, outline)
    elements: list[Element] = []
    heads: list[int] = []
    for piece in pieces(draft.blocks(windows)):
        if piece.kind is Kind.HEADING:
            heads.append(len(elements))
        elements.append(element(piece, draft.frames, facts.spelling))
    levels = heading_levels(draft.found, facts.style)
    for at, candidate, level in zip(heads, draft.found, levels, strict=True):
        elements[at] = _settled(elements[at], candidate, level)
    return tuple(elements), draft.notes


class _Draft:
    """What is kept of the pages that have passed: frames, what may be a heading, and notes."""

    def __init__(self, facts: Facts, outline: Sequence[Bookmark]) -> None:
        self.frames: dict[tuple[int, int], Page] = {}
        self.found: list[Candidate] = []
        self.notes: list[Note] = []
        self._facts = facts
        self._bookmarks = Bookmarks(outline)

    def blocks(self, windows: Iterable[Sequence[Parts]]) -> Iterator[tuple[Block, bool]]:
        """Yield the blocks in reading order, and whether each may be a heading."""
        for window in windows:
            blocks = with_captions(list(self._blocks(window)), self._facts.style)
            heads = candidates(blocks, self._facts.style, self._bookmarks)
            self.found.extend(heads.values())
            for index, block in enumerate(blocks):
                yield block, index in heads

    def _blocks(self, window: Sequence[Parts]) -> Iterator[Block]:
        for parts in window:
            page = parts.page
            self.frames[page.number, 0] = frame = _frame(page)
            for part in parts.sideways:
                self.frames[page.number, part.turn] = turned_page(frame, part.turn)
            shown = without_logos(parts, self._facts.logos)
            try:
                blocks = blocks_of(shown, self._facts.furniture, self._facts.style)
            except FAULTS as error:
                self.notes.append(read_plainly(page.number, error))
                blocks = plain_blocks(shown, self._facts.furniture)
            yield from blocks


def _frame(page: Page) -> Page:
    """Return `page` without what stands on it: how it is turned, and where clicks lead."""
    return Page(
        number=page.number,
        width=page.width,
        height=page.height,
        turn=page.turn,
        back=page.back,
        anchors=page.anchors,
    )


def _settled(drafted: Element, candidate: Candidate, level: int | None) -> Element:
    if level is None:
        return replace(drafted, kind=candidate.block.kind)
    return replace(drafted, kind=Kind.HEADING if level else Kind.TITLE, level=level)
