"""Answers made of the sources' own sentences: no language model needed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexes.model import Passage
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.evidence import Sentence
from kb_assistant.answer.rank import Candidate, candidates
from kb_assistant.model import Question, Usage

_MOST = 4
_AS_GOOD = 0.8
"""How near to the best sentence's score another one must come to be shown too."""
_ROW_AS_GOOD = 0.98
"""The same for a table row: its neighbours are alike and yet speak of other things."""
_ALIKE = 0.8
"""The share of its words by which a sentence repeats another one."""
_LEANS_BACK = re.compile(
    r"(?:It|He|She|They|This|These|Those|That|His|Her|Its|Their|Such|However|Therefore|Thus|Then)\b"
    r"|[其它他她该此这那]|上述|前述|因此|所以|但是?|然而|同时"
)
_OPENS_LIST = (":", "：")
_ASKS = ("?", "？")


@dataclass(frozen=True, slots=True)
class ExtractiveEngine:
    """The engine that quotes: up to four sentences of the passages, each with its mark.

    It answers when the best one's confidence is at least `least`.
    """

    terms: Terms
    least: float

    @property
    def name(self) -> str:
        """The engine's name."""
        return "extractive"

    def stream(self, question: Question, passages: Sequence[Passage]) -> Iterator[str | Usage]:
        """Yield the answering sentences one by one; none when the evidence is weak."""
        gap = ""
        ranked = candidates(question.text, passages, terms=self.terms)
        for sentence in _answer(ranked, self.least):
            yield f"{gap}{sentence.text} [{sentence.mark}]"
            gap = "\n" if sentence.row else " "


def _answer(ranked: Sequence[Candidate], least: float) -> list[Sentence]:
    places = {(one.sentence.mark, one.sentence.place): one.sentence for one in ranked}
    ranked = [one for one in ranked if not one.sentence.text.endswith(_ASKS)]
    if not ranked or ranked[0].confidence < least:
        return []
    shown = [
        near
        for one in _distinct(_as_good_as_the_best(ranked))
        for near in (one, *_before(one, places), *_after(one, places))
    ]
    return _in_order(list(dict.fromkeys(shown))[:_MOST])


def _as_good_as_the_best(ranked: Sequence[Candidate]) -> list[Sentence]:
    best = ranked[0].score
    return [
        one.sentence
        for one in ranked
        if one.score >= best * (_ROW_AS_GOOD if one.sentence.row else _AS_GOOD)
    ]


def _distinct(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Leave out what repeats a better sentence, as copies of a document do."""
    kept: list[Sentence] = []
    for one in sentences:
        if not any(len(one.words & other.words) >= _ALIKE * len(one.words) for other in kept):
            kept.append(one)
    return kept


_Places = Mapping[tuple[int, int], Sentence]


def _before(one: Sentence, places: _Places) -> list[Sentence]:
    """Return the sentence that one beginning with a pronoun refers to."""
    previous = places.get((one.mark, one.place - 1))
    return [previous] if previous and not one.row and _LEANS_BACK.match(one.text) else []


def _after(one: Sentence, places: _Places) -> list[Sentence]:
    """Return the items of a list that the sentence opens."""
    if not one.text.endswith(_OPENS_LIST):
        return []
    following = (places.get((one.mark, one.place + step)) for step in range(1, _MOST))
    return [item for item in following if item]


def _in_order(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Put the sentences of each passage in their order there, the best one's passage first."""
    first = {one.mark: position for position, one in reversed([*enumerate(sentences)])}
    return sorted(sentences, key=lambda one: (first[one.mark], one.place))
