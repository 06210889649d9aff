"""Joins what the dense and the lexical leg found into one ranking, so that neither leg hurts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from indexes.model import Leg, Passage
from ingest.language import language


@dataclass(frozen=True, slots=True)
class Weights:
    """The dense leg's share of the score, 0…1: the usual one, and those of single collections."""

    usual: float
    of_collections: Mapping[str, float] = field(default_factory=dict)

    def of(self, passage: Passage) -> float:
        """Return the share for a passage."""
        return self.of_collections.get(passage.document.collection, self.usual)


def legs_for(question: str, languages: Collection[str] | None) -> frozenset[Leg]:
    """Return the legs that serve the question's language.

    `languages` are those that the embedding model was made for; None means all. A model that was
    not made for the question's language finds noise, and fusing noise halves the ranking's worth.
    """
    if languages is None or language(question) in languages:
        return frozenset(Leg)
    return frozenset({Leg.LEXICAL})


def fuse(passages: Sequence[Passage], weights: Weights) -> list[Passage]:
    """Rank passages by a convex combination of both legs' scores, best first.

    Each leg's scores are scaled to 0…1 over the passages given (a passage that a leg did not find
    counts as its lowest), as Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval" (2023) recommend over rank fusion. A leg that found nothing gets no weight. Ties go
    to the passage that comes first in its document.
    """
    dense = _scaled([passage.scores.dense for passage in passages])
    lexical = _scaled([passage.scores.lexical for passage in passages])
    nothing = [0.0] * len(passages)
    fused = []
    for passage, d, w in zip(passages, dense or nothing, lexical or nothing, strict=True):
        weight = weights.of(passage) if dense and lexical else float(bool(dense))
        score = weight * d + (1 - weight) * w
        fused.append(passage.scored(fused=score))
    return sorted(fused, key=lambda each: (-(each.scores.fused or 0.0), each.chunk.id))


def _scaled(scores: Sequence[float | None]) -> list[float]:
    found = [score for score in scores if score is not None]
    if not found:
        return []
    low, high = min(found), max(found)
    # A leg with a single score says "found", which must count more than not found.
    width = (high - low) or 1.0
    floor = low if high > low else low - 1.0
    return [0.0 if score is None else (score - floor) / width for score in scores]
