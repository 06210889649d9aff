"""The one way to find passages: chat, API, command line and evaluation all come through here."""

from collections.abc import Sequence

from indexes.model import Leg, Passage
from indexes.search import Index
from kb_assistant.model import Question
from kb_assistant.retrieve.fuse import fuse, legs_for


class HybridRetriever:
    """Searches by meaning and by words, and ranks what both found."""

    def __init__(
        self, index: Index, *, legs: frozenset[Leg], dense_weight: float, candidates: int
    ) -> None:
        self._index = index
        self._legs = legs
        self._dense_weight = dense_weight
        self._candidates = candidates

    def search(self, question: Question, k: int) -> Sequence[Passage]:
        """Return up to `k` passages that the asker may read, best first."""
        legs = self._legs & legs_for(question.text, self._index.embedder.languages)
        found = self._index.search(
            question.text, scope=question.scope, k=max(k, self._candidates), legs=legs
        )
        return fuse(found, dense_weight=self._dense_weight)[:k]
