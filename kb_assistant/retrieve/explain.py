"""Says at which stage of a search a document was lost, and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from indexes.errors import UnknownDocument
from indexes.model import EVERYTHING, Leg, Passage, Scope
from ingest.model import Document, Status
from kb_assistant.model import Question
from kb_assistant.retrieve.trace import Stage, StageName, Trace

_DEEP = 10_000
"""How far down each leg is looked for a document that it did not propose."""


class Searcher(Protocol):
    """Searches and tells what each stage saw."""

    def trace(self, question: Question, k: int) -> Trace:
        """Search, and keep what each stage saw."""


class Index(Protocol):
    """Both legs, to look further down than a search does."""

    def search(
        self, question: str, *, scope: Scope, k: int, legs: frozenset[Leg]
    ) -> Sequence[Passage]:
        """Return the legs' best `k` passages that the scope may see, with raw scores."""


class Shelf(Protocol):
    """Knows which documents there are."""

    def documents(self, scope: Scope) -> Sequence[Document]:
        """Return the documents that a scope may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of the document at one stage; `rank` is its best passage's, from 1."""

    stage: str
    rank: int | None
    score: float | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A document's way through a search. `lost` names the stage where it ended, "" if shown."""

    document: Document
    question: str
    searched: str
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    lost: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explainer:
    """Explains searches to whoever may see the document: an administrator, or its readers."""

    searcher: Searcher
    index: Index
    shelf: Shelf

    def explain(
        self, question: Question, named: str, k: int, *, told_to: Scope = EVERYTHING
    ) -> Explanation:
        """Search as the asker and follow the document of that id, path or title.

        `told_to` is who reads the explanation: a document outside of it is as good as absent.
        Raises `UnknownDocument`.
        """
        document = find(named, self.shelf.documents(told_to))
        trace = self.searcher.trace(question, k)
        meant = trace.understood
        steps = [
            step for stage in trace.stages for step in [_step(stage, document)] if step is not None
        ]
        lost, reason = self._lost(question, document, trace)
        return Explanation(
            document=document,
            question=question.text,
            searched=meant.text,
            notes=(*meant.notes, *(note for stage in trace.stages for note in stage.notes)),
            steps=tuple(steps),
            lost=lost,
            reason=reason,
        )

    def _lost(self, question: Question, document: Document, trace: Trace) -> tuple[str, str]:
        """Return the first stage that the document did not come through, and why."""
        meant = trace.understood
        if not document.version:
            why = document.reason if document.status is Status.FAILED else "it was never read"
            return "reading", f"the document holds nothing to find: {why}"
        if document.id not in {each.id for each in self.shelf.documents(question.scope)}:
            return "permission", _outside(question.scope, document)
        if not meant.scope.allows(document):
            return "filter", f"the question names another document: {'; '.join(meant.notes)}"
        for stage in trace.stages:
            if _best(stage.passages, document) is None:
                return stage.name.value, self._why(stage, document, trace)
        return "", f"shown at rank {_best(trace.passages, document)}"

    def _why(self, stage: Stage, document: Document, trace: Trace) -> str:
        dropped = [each.reason for each in stage.dropped if each.passage.document.id == document.id]
        if dropped:
            return dropped[0]
        if stage.name is not StageName.FOUND:
            # Stages between finding and showing let go only of what they say they do.
            before = trace.stages[trace.stages.index(stage) - 1]
            rank = _best(before.passages, document)
            return f"its best passage had rank {rank}, {len(stage.passages)} are shown"
        return "; ".join(self._deeper(trace, document, leg) for leg in Leg)

    def _deeper(self, trace: Trace, document: Document, leg: Leg) -> str:
        meant = trace.understood
        if leg not in meant.legs:
            return f"the {leg.value} leg was not asked"
        legs = frozenset({leg})
        found = self.index.search(meant.text, scope=meant.scope, k=_DEEP, legs=legs)
        rank = _best(found, document)
        if rank is None:
            return f"the {leg.value} leg does not find it among {len(found):,}"
        return f"the {leg.value} leg has it at rank {rank:,}, beyond what it proposes"


def find(named: str, documents: Sequence[Document]) -> Document:
    """Return the one document of that id, path or title; raise `UnknownDocument`."""
    tests: tuple[Callable[[Document], bool], ...] = (
        lambda each: each.id == named,
        lambda each: each.uri == named,
        lambda each: each.uri.rsplit("/", 1)[-1] == named or each.title == named,
    )
    for is_meant in tests:
        meant = [document for document in documents if is_meant(document)]
        if len(meant) == 1:
            return meant[0]
        if meant:
            paths = ", ".join(f"{each.collection}/{each.uri} ({each.id})" for each in meant)
            raise UnknownDocument(f"{named!r} may be any of {paths}: give the id")
    raise UnknownDocument(f"there is no document {named!r}: `kb list` shows those there are")


def _step(stage: Stage, document: Document) -> Step | None:
    rank = _best(stage.passages, document)
    if rank is None:
        return None
    passage = stage.passages[rank - 1]
    return Step(
        stage=stage.name.value,
        rank=rank,
        score=_score(stage.name, passage),
        text=passage.chunk.text,
    )


def _score(stage: StageName, passage: Passage) -> float | None:
    scores = passage.scores
    if stage is StageName.FOUND:
        return scores.lexical if scores.dense is None else scores.dense
    return scores.fused if stage is StageName.FUSED else scores.reranked


def _best(passages: Sequence[Passage], document: Document) -> int | None:
    """Return the rank of the document's best passage, from 1; None without one."""
    for rank, passage in enumerate(passages, start=1):
        if passage.document.id == document.id:
            return rank
    return None


def _outside(scope: Scope, document: Document) -> str:
    readers = ", ".join(sorted(document.readers)) or "everyone"
    within = replace(scope, groups=None)
    if within.allows(document):
        return f"the asker may not read it: its readers are {readers}, or its collection is closed"
    return f"the search was limited to other documents; this one is in {document.collection}"
