"""What a question asks of the index: weighted terms, phrases, and each collection's synonyms."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from indexes.lexical.analysis import Analyzer
from indexes.lexical.lexicon import Lexicon
from indexes.lexical.stop_words import STOP_WORDS

STOP_WORD = 0.3
"""What a stop word counts: enough for "The Who", too little to choose among passages."""
HAN_PHRASE = 0.4
LATIN_PHRASE = 0.2
"""What two words side by side count beside the words alone; see docs/benchmarks/lexical.md."""


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


def wanted(question: str, analyzer: Analyzer, lexicons: Mapping[str, Lexicon]) -> Wanted:
    """Return what a question asks for; `lexicons` are those of the collections to look in."""
    counted = Counter(analyzer.indexed(question))
    bare = counted.keys() <= STOP_WORDS
    terms = {
        term: count * (STOP_WORD if term in STOP_WORDS and not bare else 1.0)
        for term, count in counted.items()
    }
    phrases = {
        phrase: LATIN_PHRASE if phrase.isascii() else HAN_PHRASE
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
