"""How well each sentence answers a question, and whether the best one is evidence enough."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from kb_assistant.answer.engine import Terms
from kb_assistant.answer.evidence import Sentence
from kb_assistant.answer.wanted import asking, offers, wanted
from kb_assistant.answer.words import content_terms

# Round numbers near what logistic regression gives on five question sets in both languages, each
# left out in turn; none is fitted to one of them.
_AROUND = 0.5
_ABOVE = 0.5
_ELSEWHERE = 0.2
_KEY_MISSING = 0.7
_TELLING = 0.5
_KIND = 0.4
_RANK = 0.15
_EVEN = 0.46
"""The strength at which the confidence is 0.5."""
_STEEPNESS = 6.0
_OTHER_YEAR = 0.2
_SAID_ABOVE = 0.3

_ENGLISH_KEY = re.compile(r"(?<!^)\b(?:[A-Z][\w’'-]*|\d[\w.,]*)")
_CHINESE_KEY = re.compile(r"[A-Za-z0-9][\w.-]*|[《「“\"]([^》」”\"]+)[》」”\"]", re.ASCII)

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")

_Shares = Mapping[str, float]
"""The words of a question with their shares of its weight, which sum to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demand:
    """What a question, or the part of it that asks, wants to see in its answer."""

    shares: _Shares
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence as an answer: `strength` says how much of the question it and its place hold.

    `score`, by which candidates are compared, adds what makes it more telling than its neighbours,
    the kind of answer and the passage's rank.
    """

    sentence: Sentence
    strength: float
    score: float

    @property
    def confidence(self) -> float:
        """The strength on a scale of 0…1; it orders answers and is no probability."""
        return 1 / (1 + exp(-_STEEPNESS * (self.strength - _EVEN)))


def candidates(
    question: str, said: Sequence[Sentence], *, terms: Terms, closeness: Sequence[float]
) -> list[Candidate]:
    """Return the sentences as answers to `question`, best first; empty when it has no content.

    `closeness` holds for each passage, in order, what its nearness in meaning adds to the evidence.
    """
    asked = list(dict.fromkeys(content_terms(question, terms)))
    if not asked or not said:
        return []
    heart = asking(question)
    passages: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in said:
        passages[sentence.mark].append(sentence)
    held = {mark: frozenset().union(*map(_all_words, some)) for mark, some in passages.items()}
    demands = [_demand(part, held.values(), terms) for part in dict.fromkeys((question, heart))]
    kind = wanted(heart)
    found = []
    for mark, some in passages.items():
        telling = _telling(asked, some)
        for sentence in some:
            strength = max(_strength(sentence, held[mark], demand) for demand in demands)
            strength += closeness[mark - 1] - _OTHER_YEAR * _of_other_years(sentence, question)
            score = strength + _TELLING * _sum(telling, sentence.words)
            score += _KIND * offers(kind, sentence.text, question) + _RANK / mark
            found.append(Candidate(sentence=sentence, strength=strength, score=score))
    return sorted(found, key=lambda one: -one.score)


def _demand(text: str, passages: Collection[Collection[str]], terms: Terms) -> _Demand:
    asked = list(dict.fromkeys(content_terms(text, terms)))
    return _Demand(shares=_by_rarity(asked, passages), keys=_keys(text, terms))


def _strength(sentence: Sentence, passage: Collection[str], demand: _Demand) -> float:
    """Add up the question's words: in the sentence, next to it, above it, in its passage."""
    shares, keys = demand.shares, demand.keys
    near = sentence.words | sentence.around
    own, nearby = _sum(shares, sentence.words), _sum(shares, near)
    above, everywhere = _sum(shares, near | sentence.context), _sum(shares, passage)
    return (
        own
        + _AROUND * (nearby - own)
        + _ABOVE * (above - nearby)
        + _ELSEWHERE * (everywhere - above)
        - _KEY_MISSING * _sum(shares, keys.difference(passage))
    )


def _of_other_years(sentence: Sentence, question: str) -> bool:
    """Tell whether the sentence speaks of years, and of none that the question names."""
    asked, said = set(_YEAR.findall(question)), set(_YEAR.findall(sentence.text))
    return bool(asked and said) and asked.isdisjoint(said)


def _telling(asked: Sequence[str], passage: Sequence[Sentence]) -> _Shares:
    """Weigh the question's words by how well they tell the sentences of a passage apart.

    What its title or heading says already tells least.
    """
    shares = _by_rarity(asked, [sentence.words for sentence in passage])
    above = passage[0].context
    return {word: share * (_SAID_ABOVE if word in above else 1) for word, share in shares.items()}


def _by_rarity(asked: Sequence[str], texts: Collection[Collection[str]]) -> _Shares:
    """Weigh the words by their rarity in the texts; one that is absent counts like the rarest."""
    spread = {word: sum(word in text for text in texts) for word in asked}
    weights = {word: log(1 + (1 + len(texts)) / (0.5 + max(1, spread[word]))) for word in asked}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def _sum(shares: _Shares, words: Collection[str]) -> float:
    return sum(share for word, share in shares.items() if word in words)


def _all_words(sentence: Sentence) -> frozenset[str]:
    return sentence.words | sentence.context


def _keys(question: str, terms: Terms) -> frozenset[str]:
    """Return the terms of a question's names and numbers, which an answer cannot do without."""
    pattern = _ENGLISH_KEY if question.isascii() else _CHINESE_KEY
    names = (match.group() for match in pattern.finditer(question.strip()))
    return frozenset(term for name in names for term in content_terms(name, terms))
