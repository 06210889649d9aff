"""How sure an answer is: how strong the best evidence for it is, on one scale for all engines."""

from collections.abc import Sequence

from indexes.model import Passage
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.rank import candidates


def confidence(question: str, passages: Sequence[Passage], *, terms: Terms) -> float:
    """Return 0…1: how well the best sentence holds the question, and how its passage stands.

    0 without any. It orders answers, surest first; it is no probability of being right. The
    extractive engine answers from `answer.confidence` on.
    """
    found = candidates(question, passages, terms=terms)
    return max((one.confidence for one in found), default=0.0)
