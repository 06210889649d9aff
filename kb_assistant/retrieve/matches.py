"""Where the words of a question stand in passages; fast enough for a hundred of them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from ingest.language import language

Terms = Callable[[str], Sequence[str]]
"""Cuts text into search terms, as the lexical index does."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W_{_HAN}]"
_IS_LETTER = re.compile(_LETTER)
_LETTERS = re.compile(f"{_LETTER}+")
_ANY_HAN = re.compile(rf"[{_HAN}]")
_REMEMBERED = 100_000
_COMMON = 0.25
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The words of a question: its distinct terms in order, each with its share of the weight.

    The weight is the inverse document frequency of Robertson and Sparck Jones; shares sum to 1.
    Terms that more than a quarter of the chunks hold are left out where others remain.
    `pairs` are the places of terms that follow each other in the question.
    """

    text: str
    language: str
    terms: tuple[str, ...]
    shares: tuple[float, ...]
    pairs: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Match:
    """A term of the question in a text: where it begins and ends, and its place in `Asked`."""

    start: int
    end: int
    term: int


def asked(text: str, terms: Sequence[str], *, frequencies: Mapping[str, int], rows: int) -> Asked:
    """Weigh the terms of a question by their rarity among `rows` indexed chunks.

    A term that no chunk holds counts like the rarest one that is there: it tells nothing apart.
    """
    terms = _telling(terms, frequencies, rows)
    distinct = tuple(dict.fromkeys(terms))
    weights = [_rarity(frequencies.get(term, 0), rows) for term in distinct]
    total = sum(weights) or 1.0
    place = {term: number for number, term in enumerate(distinct)}
    following = zip(terms, terms[1:], strict=False)
    return Asked(
        text=folded(text),
        language="zh" if language(text) == "zh" else "en",
        terms=distinct,
        shares=tuple(weight / total for weight in weights),
        pairs=frozenset((place[one], place[two]) for one, two in following if one != two),
    )


def matches(asked: Asked, texts: Sequence[str], terms: Terms) -> list[list[Match]]:
    """Return for each folded text where the question's terms stand in it, in text order."""
    place = {term: number for number, term in enumerate(asked.terms)}
    han = [(term, number) for term, number in place.items() if _ANY_HAN.search(term)]
    pattern = _beginnings([term for term in asked.terms if not _ANY_HAN.search(term)])
    known = _remembering(terms)
    found = []
    for text in texts:
        some = _of_han(han, text)
        if pattern is not None:
            for start, end in _written(pattern, text):
                carried = (place[term] for term in known(text[start:end]) if term in place)
                some.extend(Match(start, end, number) for number in carried)
        some.sort(key=lambda match: (match.start, match.term))
        found.append(some)
    return found


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the text as it is compared: half-width, in small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def _telling(terms: Sequence[str], frequencies: Mapping[str, int], rows: int) -> Sequence[str]:
    rare = [term for term in terms if frequencies.get(term, 0) <= max(_FEW, rows * _COMMON)]
    return rare or terms


def _rarity(frequency: int, rows: int) -> float:
    held = max(1, frequency)
    return log(1 + (max(rows, held) - held + 0.5) / (held + 0.5))


@lru_cache(maxsize=8)
def _remembering(terms: Terms) -> Callable[[str], tuple[str, ...]]:
    """Return `terms` of one word, with a memory: the same few thousand words come ever again."""

    @lru_cache(maxsize=_REMEMBERED)
    def of_word(word: str) -> tuple[str, ...]:
        return tuple(terms(word))

    return of_word


def _beginnings(stems: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the beginnings of words that may have one of these stems.

    It is letters alone, so that it is quick to make and skips what begins otherwise.
    """
    # "studi" is the stem of "study" and of "studies", "use" that of "using".
    begin = {stem[:-1] if len(stem) > 2 and stem[-1] in "eiy" else stem for stem in stems}
    return re.compile("|".join(map(re.escape, sorted(begin)))) if begin else None


def _written(beginnings: re.Pattern[str], text: str) -> Iterable[tuple[int, int]]:
    """Yield where the words stand that begin so."""
    end_of_word = _LETTERS.match
    for match in beginnings.finditer(text):
        start, end = match.span()
        # Nearly every word follows a blank, which is told more quickly than by a pattern.
        if not start or text[start - 1] in " \n" or not _IS_LETTER.match(text, start - 1):
            whole = end_of_word(text, end)
            yield start, whole.end() if whole else end


def _of_han(terms: Iterable[tuple[str, int]], text: str) -> list[Match]:
    found = []
    for term, place in terms:
        start = text.find(term)
        while start >= 0:
            found.append(Match(start, start + len(term), place))
            start = text.find(term, start + 1)
    return found
