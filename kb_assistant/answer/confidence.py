"""How sure an answer is: how strong the best evidence for it is, on one scale for all engines."""

from collections.abc import Sequence
from math import exp

from indexes.model import Passage
from kb_assistant.answer.closeness import closeness
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.evidence import evidence
from kb_assistant.answer.rank import ENOUGH, candidates

_STEEPNESS = 6.0


def confidence(question: str, passages: Sequence[Passage], *, terms: Terms) -> float:
    """Return 0…1: how well the best sentence of the passages holds the question; 0 without any.

    0.5 is where the extractive engine begins to answer. It orders answers, surest first; it is no
    probability of being right.
    """
    said = evidence(passages, terms)
    found = candidates(question, said, terms=terms, closeness=closeness(passages))
    if not found:
        return 0.0
    best = max(one.strength for one in found)
    return 1 / (1 + exp(-_STEEPNESS * (best - ENOUGH)))
