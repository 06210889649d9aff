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
_LABEL = 0.3
# Chosen on the tuning halves of XQuAD, CMRC, ClapNQ and StackFAQ; from 0.2 to 0.3, and from 0.1 to
# 0.2, nothing changes beyond chance.
_STANDING = 0.25
_BEHIND = 0.1
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
class _Wish:
    """A question: its words, what it and the part that asks demand, which kind of answer."""

    question: str
    words: frozenset[str]
    demands: tuple[_Demand, ...]
    kind: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the sentences of one passage share.

    `above` and `held` are the words above it and in all of it, `telling` says which of the
    question's tell its sentences apart. `gain` is what it adds to their strength, `standing` to
    their score.
    """

    above: frozenset[str]
    held: frozenset[str]
    telling: _Shares
    gain: float
    standing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence as an answer: `strength` says how much of the question it and its place hold.

    `score`, by which candidates are compared, adds what makes it more telling than its neighbours,
    the kind of answer, the label of a row and how the passage stands among the others.
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
    question = plain(question)
    asked = list(dict.fromkeys(content_terms(question, terms)))
    said: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in evidence(passages, terms):
        said[sentence.mark].append(sentence)
    if not asked or not said:
        return []
    grounds = _grounds(question, asked, said, passages, terms)
    wish = _wish(question, asked, [ground.held for ground in grounds.values()], terms)
    found = [
        _candidate(sentence, wish, grounds[mark])
        for mark, some in said.items()
        for sentence in some
        if not _adds_nothing(sentence, wish.words)
    ]
    return sorted(found, key=lambda one: -one.score)


def _grounds(
    question: str,
    asked: Sequence[str],
    said: Mapping[int, Sequence[Sentence]],
    passages: Sequence[Passage],
    terms: Terms,
) -> dict[int, _Ground]:
    near, stands = closeness(passages), standing(passages)
    grounds = {}
    for mark, some in said.items():
        above = _above(question, some[0], terms)
        grounds[mark] = _Ground(
            above=above,
            held=above.union(*(sentence.words for sentence in some)),
            telling=_telling(asked, some, above),
            gain=near[mark - 1] + _STANDING * stands.best,
            standing=_RANK / mark - _BEHIND * stands.behind[mark - 1],
        )
    return grounds


def _wish(
    question: str, asked: Sequence[str], held: Sequence[frozenset[str]], terms: Terms
) -> _Wish:
    heart = asking(question)
    return _Wish(
        question=question,
        words=frozenset(asked),
        demands=tuple(_demand(part, held, terms) for part in dict.fromkeys((question, heart))),
        kind=wanted(heart),
    )


def _candidate(sentence: Sentence, wish: _Wish, ground: _Ground) -> Candidate:
    strength = max(_strength(sentence, ground, demand) for demand in wish.demands)
    strength += ground.gain - _OTHER_YEAR * _of_other_years(sentence, wish.question)
    return Candidate(
        sentence=sentence,
        strength=strength,
        score=strength
        + ground.standing
        + _TELLING * _sum(ground.telling, sentence.words)
        + _KIND * offers(wish.kind, sentence.text, wish.question)
        + _LABEL * _exactness(sentence, wish),
    )


def _demand(text: str, passages: Collection[Collection[str]], terms: Terms) -> _Demand:
    asked = list(dict.fromkeys(content_terms(text, terms)))
    return _Demand(shares=_by_rarity(asked, passages), keys=_keys(text, terms))


def _strength(sentence: Sentence, ground: _Ground, demand: _Demand) -> float:
    """Add up the question's words: in the sentence, next to it, above it, in its passage."""
    shares, keys = demand.shares, demand.keys
    near = sentence.words | sentence.around
    own, nearby = _sum(shares, sentence.words), _sum(shares, near)
    above, everywhere = _sum(shares, near | ground.above), _sum(shares, ground.held)
    return (
        own
        + _AROUND * (nearby - own)
        + _ABOVE * (above - nearby)
        + _ELSEWHERE * (everywhere - above)
        - _KEY_MISSING * _sum(shares, keys - ground.held)
    )


def _of_other_years(sentence: Sentence, question: str) -> bool:
    """Tell whether the sentence speaks of years, and of none that the question names."""
    asked, said = set(_YEAR.findall(question)), set(_YEAR.findall(sentence.text))
    return bool(asked and said) and asked.isdisjoint(said)


def _adds_nothing(sentence: Sentence, asked: frozenset[str]) -> bool:
    """Tell whether a line that is no sentence only repeats the question, as a caption does."""
    return not (sentence.row or sentence.closed) and sentence.words <= asked


def _exactness(row: Sentence, wish: _Wish) -> float:
    """Return the share of a row's label that was asked for, so that "Total liabilities" wins.

    0 for what is no row, and where the question wants what no row of figures tells.
    """
    if not row.label or wish.kind in _TOLD_IN_SENTENCES:
        return 0.0
    return len(row.label & wish.words) / len(row.label)


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
