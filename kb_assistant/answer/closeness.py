"""How far a passage's meaning stands out as near the question, by the dense scores of all found."""

from collections.abc import Sequence
from statistics import fmean, pstdev

from indexes.model import Passage

_WEIGHT = 0.1
_USUAL = 1.5
_LEAST, _MOST = -0.5, 3.0
_FLOOR = 0.05
"""Keeps scores that hardly differ from looking like a difference."""


def closeness(passages: Sequence[Passage]) -> list[float]:
    """Return for each passage what its dense score adds to the evidence, -0.05 to 0.3.

    It counts by how many deviations the score lies above the others', so that it means the same for
    every embedding model. Zeros when the dense leg did not serve the question.
    """
    dense = [passage.scores.dense for passage in passages]
    known = [score for score in dense if score is not None]
    if len(known) < 3:
        return [0.0] * len(passages)
    lowest = min(known)
    scores = [lowest if score is None else score for score in dense]
    return [_bonus(scores, index) for index in range(len(scores))]


def _bonus(scores: Sequence[float], index: int) -> float:
    others = [*scores[:index], *scores[index + 1 :]]
    deviations = (scores[index] - fmean(others)) / (pstdev(others) + _FLOOR)
    return _WEIGHT * min(max(deviations - _USUAL, _LEAST), _MOST)
