"""Cuts Chinese into words as jieba does in search mode, with its dictionary, in half the time."""

import functools
import logging
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from math import log
from pathlib import Path
from typing import Protocol

KNOWN = 1 << 16
"""Words, and runs of characters, whose parts are remembered."""
_PLAIN = re.compile("[\u4e00-\u9fd5]+")
_loading = threading.Lock()
_loaded: list["Cutter"] = []


class _Jieba(Protocol):
    FREQ: Mapping[str, int]
    total: int

    def cut_for_search(self, sentence: str) -> Iterator[str]: ...


class Cutter:
    """Finds the likeliest words of Chinese text; what no word covers is left to jieba's model."""

    def __init__(self, jieba: _Jieba, unknown: Callable[[str], Iterator[str]]) -> None:
        self._jieba = jieba
        self._counts = jieba.FREQ
        self._log_total = log(jieba.total)
        self._unknown = unknown
        self._parts = functools.lru_cache(KNOWN)(self._parts_of)
        self._loose = functools.lru_cache(KNOWN)(self._loose_of)

    def cut(self, han: str) -> list[str]:
        """Return the words of a run of Chinese characters, the parts of a long one before it."""
        if not _PLAIN.fullmatch(han):
            return list(self._jieba.cut_for_search(han))
        found: list[str] = []
        for word in self._words(han):
            if len(word) > 2:
                found += self._parts(word)
            found.append(word)
        return found

    def _words(self, han: str) -> list[str]:
        ends = self._ends(han)
        found: list[str] = []
        start = loose = 0
        while start < len(han):
            end = ends[start]
            if end - start > 1:
                found += self._loose(han[loose:start])
                found.append(han[start:end])
                loose = end
            start = end
        found += self._loose(han[loose:])
        return found

    def _ends(self, han: str) -> list[int]:
        """Return where the word ends that begins at each place, on the likeliest way to the end.

        Of ways that are equally likely the one with the longer word is taken, as jieba does.
        """
        count_of, log_total, size = self._counts.get, self._log_total, len(han)
        scores, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, best_end = 0.0, 0
            for end in range(start + 1, size + 1):
                count = count_of(han[start:end])
                if count is None:
                    break
                # The dictionary holds the beginnings of words too, with a count of 0.
                if count:
                    score = log(count) - log_total + scores[end]
                    if not best_end or score >= best:
                        best, best_end = score, end
            ends[start] = best_end or start + 1
            scores[start] = best if best_end else scores[start + 1] - log_total
        return ends

    def _loose_of(self, run: str) -> tuple[str, ...]:
        """Return the words of characters that stand alone on the likeliest way."""
        if len(run) < 2 or self._counts.get(run):
            return tuple(run)
        return tuple(self._unknown(run))

    def _parts_of(self, word: str) -> tuple[str, ...]:
        """Return the words of two and of three characters within a longer one."""
        sizes = (2, 3) if len(word) > 3 else (2,)
        parts = (word[at : at + size] for size in sizes for at in range(len(word) - size + 1))
        return tuple(part for part in parts if self._counts.get(part))


def cutter(cache: Path) -> Cutter:
    """Return the one cutter of this process: its dictionary takes a second and 100 MB."""
    with _loading:
        if not _loaded:
            _loaded.append(_load(cache))
    return _loaded[0]


def _load(cache: Path) -> Cutter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba  # type: ignore[import-untyped]  # has no types
        from jieba import finalseg
    jieba.setLogLevel(logging.WARNING)
    cache.mkdir(parents=True, exist_ok=True)
    tokenizer = jieba.Tokenizer()
    # Its default is a file in the system's shared temporary folder, which anybody may have written.
    tokenizer.tmp_dir = str(cache)
    tokenizer.cache_file = "jieba.cache"
    tokenizer.initialize()
    return Cutter(tokenizer, finalseg.cut)
