"""Made text with the statistics of real text: Zipf's law over words that occur in documents."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.errors import DatasetError
from indexes.lexical.analysis import Analyzer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VOCABULARY = 150_000
"""Words of one language: what a hundred million words of text come to, by Heaps' law."""
EXPONENT, SHIFT = 1.07, 2.7
"""Zipf and Mandelbrot: the word of rank r has the share (r + SHIFT) ** -EXPONENT."""
_MARKUP = re.compile(r"<style.*?</style>|<script.*?</script>|<[^>]*>|&\w+;", re.S)
_ENGLISH = re.compile(r"[A-Za-z][a-z]+")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_KINDS = frozenset({".html", ".md", ".txt", ".csv"})
_LEAST_WORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The words of a language by rank, what stands between two, and their cumulative shares."""

    words: Sequence[str]
    between: str
    cumulative: "NDArray[np.float64]"

    def text(self, draw: "np.random.Generator", length: int) -> str:
        """Return a text of so many words."""
        return self.between.join(self.some(draw, length))

    def some(self, draw: "np.random.Generator", count: int, *, first: float = 0.0) -> list[str]:
        """Return words as often as text has them, without the share `first` of the commonest."""
        drawn = first + (1 - first) * draw.random(count)
        return [self.words[rank] for rank in self.cumulative.searchsorted(drawn).tolist()]


def words_of(folder: Path, cache: Path) -> dict[str, Words]:
    """Read the commonest words of the documents in a folder, by language; make up the rest.

    A made-up English word is the beginning of one and the end of another, a Chinese one joins two:
    as long, and as much alike, as the rarer words are. `cache` keeps the Chinese dictionary.

    Raises DatasetError where the folder holds less than 100 words of a language.
    """
    texts = [
        _MARKUP.sub(" ", file.read_text(encoding="utf-8", errors="replace"))
        for file in sorted(folder.rglob("*"))
        if file.suffix in _KINDS
    ]
    english = Counter(word.lower() for text in texts for word in _ENGLISH.findall(text))
    cutter = Analyzer(cache)
    chinese = Counter(
        word
        for text in texts
        for han in _CHINESE.findall(text)
        for word in cutter.terms(han)
        if _CHINESE.fullmatch(word)
    )
    for language, found in (("English", english), ("Chinese", chinese)):
        if len(found) < _LEAST_WORDS:
            kinds = ", ".join(sorted(_KINDS))
            reason = f"only {len(found)} {language} words in its {kinds} files: name more text"
            raise DatasetError(folder, 0, reason)
    return {"en": _words(english, between=" "), "zh": _words(chinese, between="")}


def _words(found: Counter[str], *, between: str) -> Words:
    import numpy as np

    draw = np.random.default_rng(1)
    real = [word for word, _ in found.most_common() if len(word) > 1 or between]
    ordered = list(dict.fromkeys([*real, *_made_up(real, draw, whole=not between)]))[:VOCABULARY]
    shares = (np.arange(1, len(ordered) + 1) + SHIFT) ** -EXPONENT
    return Words(words=ordered, between=between, cumulative=np.cumsum(shares / shares.sum()))


def _made_up(real: Sequence[str], draw: "np.random.Generator", *, whole: bool) -> Iterable[str]:
    for first, last in draw.integers(0, len(real), (2 * VOCABULARY, 2)).tolist():
        one, other = real[first], real[last]
        yield one + other if whole else one[: max(1, len(one) // 2)] + other[len(other) // 2 :]
