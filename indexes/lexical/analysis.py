"""Turns text into search terms, the same way for documents and questions.

Everything is folded first: full-width to half-width, capitals to small letters, accents off,
traditional characters to simplified ones. Then Chinese is cut by jieba in search mode, English is
stemmed, and names such as RTX-4090D yield the whole (rtx4090d) and the parts (rtx, 4090d, 4090).
Dates and quantities yield one form more (`forms`). What stands side by side makes phrases: each two
Chinese characters, whatever jieba made of them, and each two English words.
"""

import functools
import itertools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from indexes.lexical.forms import forms
from indexes.lexical.stop_words import STOP_WORDS

VERSION = 3
"""Counted up with every change of the terms: an index built with another one is built anew."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)"
    r"|(?P<grouped>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]))"
    r"|(?P<word>\w+(?:['’]\w+|[-_./+&]\w+)*)".replace(r"\w", rf"[^\W_{_HAN}]")
)
_PART = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_JOINED = re.compile(r"[ \n]?")
_SEPARATOR = re.compile(r"[-_./+&]")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_DECIMAL = re.compile(r"\d+(?:\.\d+)+")
_loading = threading.Lock()
_loaded: list["_Cutter"] = []
_ANY_HAN = re.compile(rf"[{_HAN}]")


class _Cutter(Protocol):
    def cut_for_search(self, sentence: str) -> Iterator[str]: ...


class _Folder(Protocol):
    def convert(self, text: str) -> str: ...


class Analyzer:
    """Cuts text into terms; jieba keeps its parsed dictionary in `cache`. Safe between threads."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._local = threading.local()

    def terms(self, text: str) -> list[str]:
        """Return the search terms of a text, in order, with repetitions."""
        found: list[str] = []
        for piece in _PIECE.finditer(self.fold(text)):
            if piece["han"]:
                found.extend(self._cut(piece["han"]))
            elif piece["grouped"]:
                found.append(piece["grouped"].replace(",", ""))
            else:
                found.extend(self._word(_POSSESSIVE.sub("", piece["word"])))
        return found

    def indexed(self, text: str) -> list[str]:
        """Return the terms, and the one form of each date, quantity and model name."""
        return [*self.terms(text), *forms(self.fold(text))]

    def phrases(self, *texts: str) -> list[str]:
        """Return each two Chinese characters, and each two English words, that stand together."""
        return [phrase for text in texts for phrase in self._phrases(self.fold(text))]

    def _phrases(self, folded: str) -> list[str]:
        found: list[str] = []
        last, end = "", 0
        for piece in _PIECE.finditer(folded):
            han, apart = piece["han"], not _JOINED.fullmatch(folded, end, piece.start())
            words = [] if han else self._simple(piece[0])
            found.extend(_pairs(han) if han else _couples(["" if apart else last, *words]))
            last, end = "" if han else words[-1], piece.end()
        return found

    def fold(self, text: str) -> str:
        """Return the text with all that does not matter to a search made alike."""
        plain = unicodedata.normalize("NFKC", text).lower()
        if not plain.isascii():
            plain = _without_accents(plain)
        if _ANY_HAN.search(plain):
            plain = _simplifier().convert(plain)
        return plain

    def _word(self, word: str) -> Iterator[str]:
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

    def _simple(self, word: str) -> list[str]:
        """Return the words of a piece, one for each of its parts."""
        plain = _POSSESSIVE.sub("", word.replace(",", ""))
        parts = [plain] if _DECIMAL.fullmatch(plain) else _SEPARATOR.split(plain)
        return [self._stem(part) for part in parts]

    def _stem(self, word: str) -> str:
        if not word.isascii() or not word.isalpha():
            return word
        stemmer = getattr(self._local, "stemmer", None)
        if stemmer is None:
            import Stemmer  # type: ignore[import-not-found]  # has no types

            # A stemmer keeps a cache inside that two threads must not share.
            stemmer = self._local.stemmer = Stemmer.Stemmer("english")
        return str(stemmer.stemWord(word))

    def _cut(self, han: str) -> list[str]:
        return list(_cutter(self._cache).cut_for_search(han))


def _pairs(han: str) -> list[str]:
    return [han[start : start + 2] for start in range(len(han) - 1)]


def _couples(words: list[str]) -> Iterator[str]:
    for first, second in itertools.pairwise(words):
        if first and not {first, second} <= STOP_WORDS:
            yield f"{first}_{second}"


def _without_accents(text: str) -> str:
    """Take accents off Latin letters; other scripts keep their marks, which matter there."""
    return "".join(
        unicodedata.normalize("NFD", character)[0]
        if "\u00c0" <= character <= "\u024f"
        else character
        for character in text
    )


def _cutter(cache: Path) -> _Cutter:
    """Return the one cutter of this process: its dictionary takes a second and 100 MB."""
    with _loading:
        if not _loaded:
            _loaded.append(_load_jieba(cache))
    return _loaded[0]


def _load_jieba(cache: Path) -> _Cutter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # type: ignore[import-untyped]  # has no types
    jieba.setLogLevel(logging.WARNING)
    cache.mkdir(parents=True, exist_ok=True)
    cutter = jieba.Tokenizer()
    # Its default is a file in the system's shared temporary folder, which anybody may have written.
    cutter.tmp_dir = str(cache)
    cutter.cache_file = "jieba.cache"
    cutter.initialize()
    return cutter  # type: ignore[no-any-return]  # jieba has no types


@functools.cache
def _simplifier() -> _Folder:
    import opencc

    return opencc.OpenCC("t2s")
