"""Small to big: passages are found by their own words, and read with what stands around them."""

from collections.abc import Sequence
from typing import Protocol

from indexes.model import Passage, Scope
from ingest.model import Chunk

_WIDENED = 4
"""How many of the best passages are given their surroundings."""


class Library(Protocol):
    """Knows what stands around a chunk: the catalog."""

    def neighbours(
        self, chunk_id: str, scope: Scope, *, before: int, after: int
    ) -> Sequence[Chunk]:
        """Return a chunk with those around it that the scope may see, in reading order."""


def widened(
    passages: Sequence[Passage], library: Library, scope: Scope, *, around: int
) -> list[Passage]:
    """Return the passages, then the chunks that stand around the best of them in their sections.

    A neighbour is a passage of its own, without scores, so that every citation of it resolves to
    its own page and boxes. One that was found by itself is not given twice.
    """
    given = {passage.chunk.id for passage in passages}
    more: list[Passage] = []
    for passage in passages[:_WIDENED] if around else ():
        near = library.neighbours(passage.chunk.id, scope, before=around, after=around)
        for chunk in near:
            if chunk.id not in given and chunk.parent == passage.chunk.parent:
                given.add(chunk.id)
                more.append(Passage(chunk=chunk, document=passage.document))
    return [*passages, *more]
