"""Puts first what the question says it is about: a document by its name, a report's statement."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexes.model import Passage, Scope, Scores
from kb_assistant.retrieve.named import named
from kb_assistant.retrieve.rerank import LOOKED_AT
from kb_assistant.retrieve.statements import Statement, is_of, statements_of
from kb_assistant.retrieve.trace import Understood

Search = Callable[[str, Scope], Sequence[Passage]]
"""Finds passages for a text in a scope."""

_GAIN = 3.0
"""What the light reranker's score gains; its best and worst lie about six apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """The ids of the documents that a question names, and the statements that it needs."""

    documents: frozenset[str] = frozenset()
    statements: frozenset[Statement] = frozenset()
    notes: tuple[str, ...] = ()

    def gain(self, passage: Passage) -> float:
        """Return what the passage's score gains: a statement counts where it is of a document."""
        if self.documents and passage.document.id not in self.documents:
            return 0.0
        stated = bool(self.statements) and is_of(passage.chunk, self.statements)
        return _GAIN * (bool(self.documents) + stated)


def preference(
    meant: Understood, found: Sequence[Passage], *, by_name: bool, statements: bool
) -> Preference:
    """Return what the question prefers; the documents are some of those found."""
    documents = named(meant.text, found) if by_name else []
    names = ", ".join(document.uri for document in documents)
    return Preference(
        documents=frozenset(document.id for document in documents),
        statements=statements_of(meant.text) if statements else frozenset(),
        notes=(f"preferred: the question says the name of {names}",) if names else (),
    )


def completed(
    found: Sequence[Passage], preferred: Preference, meant: Understood, search: Search
) -> list[Passage]:
    """Return the passages, and those of the preferred that did not come among them."""
    known = {passage.chunk.id: passage for passage in found}
    for text, scope in _searches(meant, preferred):
        for passage in search(text, scope):
            # Scores for other words than the question's do not compare with its own.
            new = passage if text == meant.text else replace(passage, scores=Scores())
            known.setdefault(passage.chunk.id, new)
    return list(known.values())


def in_sight(passages: Sequence[Passage], preferred: Preference) -> list[Passage]:
    """Put the preferred where the reranker looks at them, on at most half of its places."""
    gaining = [passage for passage in passages if preferred.gain(passage)]
    first = sorted(gaining, key=lambda passage: -preferred.gain(passage))[: LOOKED_AT // 2]
    chosen = {passage.chunk.id for passage in first}
    return [*first, *(passage for passage in passages if passage.chunk.id not in chosen)]


def lifted(passages: Sequence[Passage], preferred: Preference) -> list[Passage]:
    """Add what each gains to the score that the reranker gave it, and order by that."""
    raised = [
        passage.scored(fused=passage.scores.fused, reranked=score + preferred.gain(passage))
        for passage in passages
        if (score := passage.scores.reranked) is not None
    ]
    raised.sort(key=lambda passage: -(passage.scores.reranked or 0.0))
    return [*raised, *(passage for passage in passages if passage.scores.reranked is None)]


def _searches(meant: Understood, preferred: Preference) -> Iterator[tuple[str, Scope]]:
    scope = meant.scope
    if preferred.documents:
        scope = replace(scope, documents=preferred.documents)
        yield meant.text, scope
    if preferred.statements:
        yield ", ".join(sorted(preferred.statements)), scope
