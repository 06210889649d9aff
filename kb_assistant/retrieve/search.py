"""The one way to find passages: chat, API, command line and evaluation all come through here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexes.model import Passage, Scope
from indexes.search import Index
from kb_assistant.model import Question
from kb_assistant.retrieve.collapse import collapsed, spread
from kb_assistant.retrieve.cross_encoder import CrossEncoding, cross_encoded
from kb_assistant.retrieve.fuse import Weights, fuse
from kb_assistant.retrieve.matches import Asked, asked
from kb_assistant.retrieve.prefer import (
    Preference,
    completed,
    in_sight,
    lifted,
    preference,
)
from kb_assistant.retrieve.question import Understanding, understood
from kb_assistant.retrieve.rerank import reranked, trained
from kb_assistant.retrieve.trace import Dropped, Recording, StageName, Trace, Understood


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Which stages follow the search, and how they work."""

    weights: Weights
    candidates: int
    light_reranker: bool = True
    cross_encoding: CrossEncoding | None = None
    collapse: bool = True
    spread: bool = True


class HybridRetriever:
    """Searches by meaning and by words, and orders what both found."""

    def __init__(self, index: Index, understanding: Understanding, stages: Stages) -> None:
        self._index = index
        self._understanding = understanding
        self._stages = stages

    def search(self, question: Question, k: int) -> Sequence[Passage]:
        """Return up to `k` passages that the asker may read, best first."""
        return self.trace(question, k).passages

    def trace(self, question: Question, k: int) -> Trace:
        """Search, and keep what each stage saw; the last stage holds what `search` returns."""
        # Whatever the steps ask of the indexes, they ask as somebody who may not see all.
        scope = self._index.narrowed(question.scope)
        meant = understood(replace(question, scope=scope), self._understanding)
        recording = Recording()
        with recording.stage(StageName.FOUND) as found:
            found.passages, preferred = self._found(meant, k)
            found.notes = preferred.notes
        with recording.stage(StageName.FUSED) as fused:
            fused.passages = fuse(found.passages, self._stages.weights)
        with recording.stage(StageName.RERANKED) as light:
            light.passages = self._reranked(meant, fused.passages, preferred)
        with recording.stage(StageName.CROSS_ENCODED) as heavy:
            heavy.passages, heavy.notes = self._cross_encoded(meant, light.passages)
        with recording.stage(StageName.DISTINCT) as distinct:
            distinct.passages, distinct.dropped = self._distinct(heavy.passages)
        with recording.stage(StageName.SHOWN) as shown:
            shown.passages, shown.dropped = self._shown(distinct.passages, k)
        return recording.finished(meant)

    def _found(self, meant: Understood, k: int) -> tuple[Sequence[Passage], Preference]:
        most = max(k, self._stages.candidates)

        def look(text: str, scope: Scope) -> Sequence[Passage]:
            return self._index.search(text, scope=scope, k=most, legs=meant.legs)

        found = look(meant.text, meant.scope)
        # What is preferred gains on the reranker's scale; fusion alone has no place for it.
        if not self._stages.light_reranker:
            return found, Preference()
        preferred = preference(
            meant,
            found,
            by_name=self._understanding.shelf is not None,
            statements=self._understanding.key_figures,
        )
        return completed(found, preferred, meant, look), preferred

    def _reranked(
        self, meant: Understood, passages: Sequence[Passage], preferred: Preference
    ) -> Sequence[Passage]:
        if not self._stages.light_reranker:
            return passages
        question, seen = weighed(meant.text, self._index), in_sight(passages, preferred)
        ordered = reranked(question, seen, terms=self._index.terms, network=trained())
        return lifted(ordered, preferred)

    def _cross_encoded(
        self, meant: Understood, passages: Sequence[Passage]
    ) -> tuple[Sequence[Passage], tuple[str, ...]]:
        if self._stages.cross_encoding is None:
            return passages, ()
        return cross_encoded(meant.text, passages, self._stages.cross_encoding)

    def _distinct(self, passages: Sequence[Passage]) -> tuple[Sequence[Passage], list[Dropped]]:
        return collapsed(passages) if self._stages.collapse else (passages, [])

    def _shown(
        self, passages: Sequence[Passage], k: int
    ) -> tuple[Sequence[Passage], Sequence[Dropped]]:
        return spread(passages, k) if self._stages.spread else (passages[:k], ())


def weighed(text: str, index: Index) -> Asked:
    """Return a question's terms, weighed by how rare they are in the index."""
    terms = index.terms(text)
    frequencies = index.lexical.frequencies(dict.fromkeys(terms))
    return asked(text, terms, frequencies=frequencies, rows=index.lexical.status().rows)
