"""Turns text into search terms, the same way for documents and questions.

Everything is folded first (`fold`). Then Chinese is cut by jieba in search mode, English is
stemmed, and names such as RTX-4090D yield the whole (rtx4090d) and the parts (rtx, 4090d, 4090).
Dates and quantities yield one form more (`forms`). What stands side by side makes phrases: each two
Chinese characters, whatever jieba made of them, and each two English words.
"""

import functools
import operator
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexes.lexical.cut import cutter
from indexes.lexical.fold import HAN, fold
from indexes.lexical.forms import forms
from indexes.lexical.stop_words import STOP_WORDS

VERSION = 3
"""Counted up with every change of the terms: an index built with another one is built anew."""
KNOWN_WORDS = 1 << 16
"""Words of a text whose terms are remembered."""

_PIECE = re.compile(
    rf"([{HAN}]+)"
    r"|(\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])"
    r"|\w+(?:['’]\w+|[-_./+&]\w+)*)".replace(r"\w", rf"[^\W_{HAN}]")
    + rf"|((?:[^\w{HAN}]|_)+)"
)
"""Each character is part of a piece: Chinese, a word (or number), or what stands between them."""
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PART = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_SEPARATOR = re.compile(r"[-_./+&]")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_DECIMAL = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed:
    """The terms of a text, with the forms of its dates and the like, and its phrases."""

    terms: list[str]
    phrases: list[str]


class Analyzer:
    """Cuts text into terms; jieba keeps its parsed dictionary in `cache`. Safe between threads."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._local = threading.local()
        self._word = functools.lru_cache(KNOWN_WORDS)(self._word_of)

    def terms(self, text: str) -> list[str]:
        """Return the search terms of a text, in order, with repetitions."""
        return self._walked(fold(text)).terms

    def indexed(self, text: str) -> list[str]:
        """Return the terms, and the one form of each date, quantity and model name."""
        return self.analyzed(text).terms

    def phrases(self, *texts: str) -> list[str]:
        """Return each two Chinese characters, and each two English words, that stand together."""
        return [phrase for text in texts for phrase in self._walked(fold(text)).phrases]

    def analyzed(self, text: str) -> Analyzed:
        """Return what `indexed` and `phrases` do, in one walk over the text."""
        folded = fold(text)
        found = self._walked(folded)
        found.terms.extend(forms(folded))
        return found

    def fold(self, text: str) -> str:
        """Return the text with all that does not matter to a search made alike."""
        return fold(text)

    def _walked(self, folded: str) -> Analyzed:
        terms: list[str] = []
        phrases: list[str] = []
        last = ""
        for han, word, between in _PIECE.findall(folded):
            if word:
                parts, simple = self._word(word)
                terms += parts
                for each in simple:
                    if last and not (last in STOP_WORDS and each in STOP_WORDS):
                        phrases.append(f"{last}_{each}")
                    last = each
            elif between:
                last = last if between in (" ", "\n") else ""
            else:
                terms += cutter(self.cache).cut(han)
                phrases += map(operator.add, han, han[1:])
                last = ""
        return Analyzed(terms=terms, phrases=phrases)

    def _word_of(self, written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the terms of a word, and the simple words of which phrases are made."""
        if _GROUPED.fullmatch(written):
            plain = written.replace(",", "")
            return (plain,), self._simple(plain)
        plain = _POSSESSIVE.sub("", written)
        return tuple(self._terms(plain)), self._simple(plain)

    def _terms(self, word: str) -> Iterator[str]:
        if word.isalpha():
            yield self._stem(word)
            return
        if _DECIMAL.fullmatch(word) or word.isdigit():
            yield word
            return
        parts = _SEPARATOR.split(word)
        if len(parts) > 1:
            yield "".join(parts)
        for part in parts:
            yield self._stem(part)
            pieces = _PART.findall(part)
            if len(pieces) > 1:
                yield from (piece for piece in pieces if len(piece) > 1)

    def _simple(self, word: str) -> tuple[str, ...]:
        parts = [word] if _DECIMAL.fullmatch(word) else _SEPARATOR.split(word)
        return tuple(self._stem(part) for part in parts)

    def _stem(self, word: str) -> str:
        if not word.isascii() or not word.isalpha():
            return word
        stemmer = getattr(self._local, "stemmer", None)
        if stemmer is None:
            import Stemmer  # type: ignore[import-not-found]  # has no types

            # A stemmer keeps a cache inside that two threads must not share.
            stemmer = self._local.stemmer = Stemmer.Stemmer("english")
        return str(stemmer.stemWord(word))
