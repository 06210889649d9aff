"""A collection's own words and synonyms, ready to be looked for in a text."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexes.catalog.collections import Vocabulary
from indexes.lexical.analysis import Analyzer


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A word or a few: as folded text, and as terms."""

    folded: str
    terms: tuple[str, ...]


class Lexicon:
    """What one collection adds to the language."""

    def __init__(self, vocabulary: Vocabulary, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted({analyzer.fold(word).strip() for word in vocabulary.words} - {""}):
            self._words[word[0]].append(word)
        self._synonyms = [
            [_phrase(each, analyzer) for each in group] for group in vocabulary.synonyms
        ]

    def words_in(self, text: str) -> list[str]:
        """Return the own words that a text holds, each as one term, with repetitions."""
        return ["".join(word.split()) for word in self._found(self._analyzer.fold(text))]

    def terms(self, text: str) -> list[str]:
        """Return the terms that an own word adds to a document: the word, and what it is cut into.

        Without its parts, a word that was cut otherwise in the text would hide them.
        """
        found: list[str] = []
        for word in self._found(self._analyzer.fold(text)):
            whole = "".join(word.split())
            parts = self._analyzer.terms(word)
            found += [whole, *(part for part in parts if part != whole)]
        return found

    def alternatives(self, question: str) -> list[tuple[str, ...]]:
        """Return the terms of each synonym of what a question says."""
        folded, terms = self._analyzer.fold(question), self._analyzer.terms(question)
        found: list[tuple[str, ...]] = []
        for group in self._synonyms:
            said = [each for each in group if _says(folded, terms, each)]
            if said:
                found += [each.terms for each in group if each not in said and each.terms]
        return found

    def _found(self, folded: str) -> Iterator[str]:
        for start, character in enumerate(folded):
            for word in self._words.get(character, ()):
                if folded.startswith(word, start) and _stands_alone(folded, start, word):
                    yield word


def _phrase(text: str, analyzer: Analyzer) -> Phrase:
    return Phrase(folded=analyzer.fold(text).strip(), terms=tuple(analyzer.terms(text)))


def _says(folded: str, terms: Sequence[str], phrase: Phrase) -> bool:
    size = len(phrase.terms)
    places = range(len(terms) - size + 1) if size else ()
    if any(tuple(terms[start : start + size]) == phrase.terms for start in places):
        return True
    start = folded.find(phrase.folded) if len(phrase.folded) > 1 else -1
    return start >= 0 and _stands_alone(folded, start, phrase.folded)


def _stands_alone(text: str, start: int, word: str) -> bool:
    """Tell whether a Latin word is no part of a longer one; Chinese ones have no such borders."""
    end = start + len(word)
    return not (
        (start > 0 and _latin(word[0]) and _latin(text[start - 1]))
        or (end < len(text) and _latin(word[-1]) and _latin(text[end]))
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def lexicons(vocabularies: Mapping[str, Vocabulary], analyzer: Analyzer) -> dict[str, Lexicon]:
    """Return the lexicons of the collections that have a vocabulary."""
    return {name: Lexicon(each, analyzer) for name, each in vocabularies.items()}
