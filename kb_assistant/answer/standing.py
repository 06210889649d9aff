"""How well what was found fits its question by the light reranker, beside other questions.

The light reranker is trained to order the passages of one question. Yet what it sees means the same
for every question (how much of its words stand in a passage, how close together, how far the legs
agree), so that its score also tells questions that have an answer from those that have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from indexes.model import Passage

# Midway between the best scores of 750 questions (half of XQuAD in both languages, CMRC, ClapNQ and
# StackFAQ each) and those of the same questions without the documents that answer them; the width
# is what the two medians lie apart from it.
_BOTH_LEGS = (7.3, 1.4)
_WORDS_ALONE = (5.4, 0.8)
_MOST = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the passages stand: the best one beside other questions', and each beside the best.

    `best` is -1.5 to 1.5, above 0 where it looks like a passage that answers. `behind` says for
    each passage, in order, how far it lies behind the best, 0 or more. All 0 when the light
    reranker did not score the passages.
    """

    best: float
    behind: tuple[float, ...]


def standing(passages: Sequence[Passage]) -> Standing:
    """Return how the passages stand by the light reranker's scores."""
    scores = [one.scores.light for one in passages]
    known = [score for score in scores if score is not None]
    if not known:
        return Standing(best=0.0, behind=(0.0,) * len(passages))
    best, lowest = max(known), min(known)
    by_meaning = any(one.scores.dense is not None for one in passages)
    usual, width = _BOTH_LEGS if by_meaning else _WORDS_ALONE
    return Standing(
        best=min(max((best - usual) / width, -_MOST), _MOST),
        behind=tuple((best - (lowest if one is None else one)) / width for one in scores),
    )
