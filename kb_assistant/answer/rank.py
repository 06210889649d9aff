"""How well each sentence answers a question, and whether the best one is evidence enough."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from indexes.model import Passage
from kb_assistant.answer.closeness import closeness
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.evidence import Sentence, evidence
from kb_assistant.answer.standing import standing
from kb_assistant.answer.wanted import Wanted, asking, offers, plain, wanted
from kb_assistant.answer.words import content_terms
from kb_assistant.retrieve.named import said_names

# Round numbers near what logistic regression gives on five question sets in both languages, each
# left out in turn; none is fitted to one of them.
_AROUND = 0.5
_ABOVE = 0.5
_ELSEWHERE = 0.2
_KEY_MISSING = 0.7
_TELLING = 0.5
_KIND = 0.4
_RANK = 0.15
_STANDING = 0.25
_BEHIND = 0.1
_LABEL = 0.3
_EVEN = 0.46
"""The strength at which the confidence is 0.5."""
_STEEPNESS = 6.0
_OTHER_YEAR = 0.2
_SAID_ABOVE = 0.3

_ENGLISH_KEY = re.compile(r"(?<!^)\b(?:[A-Z][\w’'-]*|\d[\w.,]*)")
_CHINESE_KEY = re.compile(r"[A-Za-z0-9][\w.-]*|[《「“\"]([^》」”\"]+)[》」”\"]", re.ASCII)

_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")

_TOLD_IN_SENTENCES = frozenset({Wanted.REASON, Wanted.WAY})

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


def candidates(question: str, passages: Sequence[Passage], *, terms: Terms) -> list[Candidate]:
    """Return the passages' sentences as answers to `question`, best first; empty without any."""
    said = evidence(passages, terms)
    question = plain(question)
    asked = list(dict.fromkeys(content_terms(question, terms)))
    if not asked or not said:
        return []
    heart = asking(question)
    sentences: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in said:
        sentences[sentence.mark].append(sentence)
    above = {mark: _above(question, some[0], terms) for mark, some in sentences.items()}
    held = {
        mark: above[mark].union(*(one.words for one in some)) for mark, some in sentences.items()
    }
    near, stands = closeness(passages), standing(passages)
    question_words = frozenset(asked)
    demands = [_demand(part, held.values(), terms) for part in dict.fromkeys((question, heart))]
    kind = wanted(heart)
    found = []
    for mark, some in sentences.items():
        telling = _telling(asked, some, above[mark])
        for sentence in some:
            if _adds_nothing(sentence, question_words):
                continue
            strength = max(
                _strength(sentence, above[mark], held[mark], demand) for demand in demands
            )
            strength += near[mark - 1] - _OTHER_YEAR * _of_other_years(sentence, question)
            strength += _STANDING * stands.best
            score = strength + _TELLING * _sum(telling, sentence.words)
            score += _KIND * offers(kind, sentence.text, question) + _RANK / mark
            score += _LABEL * _exactness(sentence, question_words, kind)
            score -= _BEHIND * stands.behind[mark - 1]
            found.append(Candidate(sentence=sentence, strength=strength, score=score))
    return sorted(found, key=lambda one: -one.score)


def _demand(text: str, passages: Collection[Collection[str]], terms: Terms) -> _Demand:
    asked = list(dict.fromkeys(content_terms(text, terms)))
    return _Demand(shares=_by_rarity(asked, passages), keys=_keys(text, terms))


def _strength(
    sentence: Sentence, above: Collection[str], passage: Collection[str], demand: _Demand
) -> float:
    """Add up the question's words: in the sentence, next to it, above it, in its passage."""
    shares, keys = demand.shares, demand.keys
    near = sentence.words | sentence.around
    own, nearby = _sum(shares, sentence.words), _sum(shares, near)
    below, everywhere = _sum(shares, near.union(above)), _sum(shares, passage)
    return (
        own
        + _AROUND * (nearby - own)
        + _ABOVE * (below - nearby)
        + _ELSEWHERE * (everywhere - below)
        - _KEY_MISSING * _sum(shares, keys.difference(passage))
    )


def _of_other_years(sentence: Sentence, question: str) -> bool:
    """Tell whether the sentence speaks of years, and of none that the question names."""
    asked, said = set(_YEAR.findall(question)), set(_YEAR.findall(sentence.text))
    return bool(asked and said) and asked.isdisjoint(said)


def _adds_nothing(sentence: Sentence, asked: frozenset[str]) -> bool:
    """Tell whether a line that is no sentence only repeats the question, as a caption does."""
    return not (sentence.row or sentence.closed) and sentence.words <= asked


def _exactness(row: Sentence, asked: frozenset[str], kind: Wanted) -> float:
    """Return the share of a row's label that was asked for, so that "Total liabilities" wins.

    0 for what is no row, and where the question wants what no row of figures tells.
    """
    if not row.label or kind in _TOLD_IN_SENTENCES:
        return 0.0
    return len(row.label & asked) / len(row.label)


def _telling(asked: Sequence[str], passage: Sequence[Sentence], above: Collection[str]) -> _Shares:
    """Weigh the question's words by how well they tell the sentences of a passage apart.

    What its title or heading says already tells least.
    """
    shares = _by_rarity(asked, [sentence.words for sentence in passage])
    return {word: share * (_SAID_ABOVE if word in above else 1) for word, share in shares.items()}


def _by_rarity(asked: Sequence[str], texts: Collection[Collection[str]]) -> _Shares:
    """Weigh the words by their rarity in the texts; one that is absent counts like the rarest."""
    spread = {word: sum(word in text for text in texts) for word in asked}
    weights = {word: log(1 + (1 + len(texts)) / (0.5 + max(1, spread[word]))) for word in asked}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def _sum(shares: _Shares, words: Collection[str]) -> float:
    return sum(share for word, share in shares.items() if word in words)


def _above(question: str, sentence: Sentence, terms: Terms) -> frozenset[str]:
    """Return what stands above a passage: title, headings, and what names its document."""
    said = (" ".join(written) for _, written in said_names(question, sentence.names))
    return sentence.context.union(*(content_terms(name, terms) for name in said))


def _keys(question: str, terms: Terms) -> frozenset[str]:
    """Return the terms of a question's names and numbers, which an answer cannot do without."""
    pattern = _ENGLISH_KEY if question.isascii() else _CHINESE_KEY
    names = (match.group() for match in pattern.finditer(question.strip()))
    return frozenset(term for name in names for term in content_terms(name, terms))
