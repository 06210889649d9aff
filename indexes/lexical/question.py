"""What a question asks of the index: weighted terms, phrases, and each collection's synonyms."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from indexes.lexical.analysis import Analyzer
from indexes.lexical.lexicon import Lexicon
from indexes.lexical.stop_words import STOP_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts how much beside a term; chosen by measurement, see docs/benchmarks/lexical.md.

    A stop word counts enough for "The Who", and too little to choose among passages. The phrases
    are two Chinese characters, and two words of another script, side by side.
    """

    stop_word: float = 0.3
    han_phrase: float = 0.4
    latin_phrase: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What counts in one collection only: own words, and synonyms of which all terms must occur."""

    collection: str
    words: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The terms and phrases of a question with their weights."""

    terms: Mapping[str, float]
    phrases: Mapping[str, float]
    own: tuple[Own, ...] = ()


def wanted(
    question: str,
    analyzer: Analyzer,
    lexicons: Mapping[str, Lexicon],
    weights: Weights = Weights(),
) -> Wanted:
    """Return what a question asks for; `lexicons` are those of the collections to look in."""
    counted = Counter(analyzer.indexed(question))
    bare = counted.keys() <= STOP_WORDS
    terms = {
        term: count * (weights.stop_word if term in STOP_WORDS and not bare else 1.0)
        for term, count in counted.items()
    }
    phrases = {
        phrase: weights.latin_phrase if phrase.isascii() else weights.han_phrase
        for phrase in analyzer.phrases(question)
    }
    own = (_own(name, question, lexicon, counted) for name, lexicon in lexicons.items())
    return Wanted(
        terms=terms,
        phrases=phrases,
        own=tuple(each for each in own if each.words or each.alternatives),
    )


def _own(name: str, question: str, lexicon: Lexicon, terms: Mapping[str, int]) -> Own:
    words = dict.fromkeys(word for word in lexicon.words_in(question) if word not in terms)
    return Own(
        collection=name, words=tuple(words), alternatives=tuple(lexicon.alternatives(question))
    )
