"""How well each sentence answers a question, and whether the best one is evidence enough."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from kb_assistant.answer.engine import Terms
from kb_assistant.answer.evidence import Sentence
from kb_assistant.answer.wanted import offers, wanted
from kb_assistant.answer.words import content_terms

# The weights are round numbers near what logistic regression gives on four question sets in both
# languages (each left out in turn changes little); none is fitted to one of them.
_AROUND = 0.5
_ABOVE = 0.5
_ELSEWHERE = 0.2
_KEY_MISSING = 0.7
_KIND = 0.2
_RANK = 0.15
_ENOUGH = 0.48

_ENGLISH_KEY = re.compile(r"(?<!^)\b(?:[A-Z][\w’'-]*|\d[\w.,]*)")
_CHINESE_KEY = re.compile(r"[A-Za-z0-9][\w.-]*|[《「“\"]([^》」”\"]+)[》」”\"]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence as an answer: `strength` says how much of the question it and its place hold.

    `score`, by which candidates are compared, adds the kind of answer and the passage's rank.
    """

    sentence: Sentence
    strength: float
    score: float

    @property
    def enough(self) -> bool:
        """Whether the evidence is strong enough to show it as an answer."""
        return self.strength >= _ENOUGH


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question's content terms with their shares of it (summing to 1), and the key ones."""

    shares: Mapping[str, float]
    keys: frozenset[str]

    def share(self, words: frozenset[str] | set[str]) -> float:
        return sum(share for word, share in self.shares.items() if word in words)


def candidates(question: str, said: Sequence[Sentence], terms: Terms) -> list[Candidate]:
    """Return the sentences as answers to `question`, best first; empty when it has no content."""
    held = _held(said)
    asked = _asked(question, held, terms)
    if not asked.shares:
        return []
    kind = wanted(question)
    found = []
    for sentence in said:
        strength = _strength(sentence, held[sentence.mark], asked)
        bonus = _KIND * offers(kind, sentence.text, question) + _RANK / sentence.mark
        found.append(Candidate(sentence=sentence, strength=strength, score=strength + bonus))
    return sorted(found, key=lambda one: -one.score)


def _strength(sentence: Sentence, passage: set[str], asked: _Asked) -> float:
    own = asked.share(sentence.words)
    near = asked.share(sentence.words | sentence.around)
    above = asked.share(sentence.words | sentence.around | sentence.context)
    everywhere = asked.share(passage)
    return (
        own
        + _AROUND * (near - own)
        + _ABOVE * (above - near)
        + _ELSEWHERE * (everywhere - above)
        - _KEY_MISSING * asked.share(asked.keys - passage)
    )


def _held(said: Sequence[Sentence]) -> dict[int, set[str]]:
    """Return all terms of each passage, headings and title included, by its mark."""
    held: dict[int, set[str]] = defaultdict(set)
    for sentence in said:
        held[sentence.mark] |= sentence.words | sentence.context
    return held


def _asked(question: str, held: Mapping[int, set[str]], terms: Terms) -> _Asked:
    """Weigh the question's terms by their rarity in the passages; absent counts like rarest."""
    words = dict.fromkeys(content_terms(question, terms))
    spread = {word: sum(word in some for some in held.values()) for word in words}
    weights = {word: log(1 + (1 + len(held)) / (0.5 + max(1, spread[word]))) for word in words}
    total = sum(weights.values())
    keys = {term for name in _key_words(question) for term in content_terms(name, terms)}
    return _Asked(
        shares={word: weight / total for word, weight in weights.items()},
        keys=frozenset(keys & words.keys()),
    )


def _key_words(question: str) -> list[str]:
    """Return the names and numbers of a question, which an answer cannot do without."""
    pattern = _ENGLISH_KEY if question.isascii() else _CHINESE_KEY
    return [match.group() for match in pattern.finditer(question.strip())]
