"""Reranking by a cross-encoder: one of sentence-transformers, or one that a server runs."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from indexes.embed.text import in_context
from indexes.model import Passage
from kb_assistant.errors import ModelError

_AT_ONCE = 8

_log = logging.getLogger(__name__)


class Scorer(Protocol):
    """Scores texts against a question."""

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> Sequence[float]:
        """Return one score per text, higher is better; raise `ModelError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossEncoding:
    """How far a cross-encoder is used: for the best `top_n`, within `seconds`.

    Where one of these is of a collection in `left_out`, it is not used.
    """

    scorer: Scorer
    top_n: int
    seconds: float
    left_out: frozenset[str] = frozenset()
    clock: Callable[[], float] = perf_counter


def cross_encoded(
    question: str, passages: Sequence[Passage], how: CrossEncoding
) -> tuple[list[Passage], tuple[str, ...]]:
    """Order the best passages anew by the cross-encoder's scores; notes tell what was left undone.

    Passages that time did not suffice for keep their order behind those that were scored. When the
    model cannot be used the search goes on with the order it has, and the note says why.
    """
    head = passages[: how.top_n]
    if not head or any(each.document.collection in how.left_out for each in head):
        return list(passages), ()
    scored: list[Passage] = []
    note: tuple[str, ...] = ()
    try:
        for passage, score in _scored(question, head, how):
            scored.append(replace(passage, scores=replace(passage.scores, reranked=score)))
    except ModelError as error:
        _log.warning("reranking broke off: %s", error)
        note = (
            f"the reranker could not be used, {len(scored)} of {len(head)} were scored: {error}",
        )
    if not note and len(scored) < len(head):
        note = (f"time was up: {len(scored)} of {len(head)} were scored",)
    scored.sort(key=lambda passage: -(passage.scores.reranked or 0.0))
    rest = [_unscored(passage) for passage in passages[len(scored) :]] if scored else passages
    return [*scored, *rest], note


def _scored(
    question: str, passages: Sequence[Passage], how: CrossEncoding
) -> Iterator[tuple[Passage, float]]:
    until = how.clock() + how.seconds
    for start in range(0, len(passages), _AT_ONCE):
        left = until - how.clock()
        if left <= 0:
            return
        some = passages[start : start + _AT_ONCE]
        texts = [_text(passage) for passage in some]
        yield from zip(some, how.scorer.scores(question, texts, seconds=left), strict=True)


def _unscored(passage: Passage) -> Passage:
    """Take the light reranker's score away: it does not compare with the cross-encoder's."""
    return replace(passage, scores=replace(passage.scores, reranked=None))


def _text(passage: Passage) -> str:
    return in_context(passage.document.title, passage.chunk.heading_path, passage.chunk.text)
