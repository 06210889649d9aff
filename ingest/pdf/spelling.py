"""How a document spells: which hyphens belong to words, and what parts Chinese from Latin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.pdf.glyphs import glue
from ingest.pdf.page import Line

_HYPHENS = "-\u2010"
_JOINS_NEXT = frozenset(("and", "or", "to", "und", "oder", "bis", "et", "ou"))
"""Words after which a hyphen stands for the rest of a word: "short- and long-term"."""

_OPENERS = frozenset(
    ("any", "every", "here", "how", "may", "more", "never", "some", "there", "under", "what")
    + ("when", "where", "who", "with")
)
"""Words that begin others and are hardly ever part of a compound: "some-thing" is one word."""

_SHORTEST = 4
_EDGES = ".,;:!?()[]\"'“”‘’"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_MEETING = re.compile(rf"[{_HAN}]( ?)[A-Za-z\d]|[A-Za-z\d]( ?)[{_HAN}]")
# Between a name in Latin letters and Chinese a blank is meant more often than not.
_BLANK = re.compile(rf"(?<=[{_HAN}]) (?=\d)|(?<=[\d%％]) (?=[{_HAN}])")
_NUMBERED = re.compile(
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\.?|[A-Z]|附?[图圖表]\s?[A-Z\d.-]+) (?=[{_HAN}])"
)
_CHAPTER = re.compile(r"第[〇零一二三四五六七八九十百千\d]{1,6}[章节節条條编編部篇款回讲課课]$")
_FIRST_HAN = "\u2e80"
_ENOUGH = 2000
"""So many meetings of Chinese and Latin tell enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """What the lines of a document show: its `words`, in small letters, as they stand in a line.

    `hyphenates` tells whether words are cut at line ends; None where too few show it. `spaced`
    tells that blanks between Chinese and Latin letters or digits are meant.
    """

    words: frozenset[str] = frozenset()
    hyphenates: bool | None = None
    spaced: bool = False

    def joined(self, before: str, after: str) -> tuple[str, str]:
        """Return what is left of `before` when `after` continues it, and what stands between."""
        halves = _halves(before, after)
        if halves is None:
            kept, between = glue(before, after)
            meet = self.spaced and kept and after and _MEETING.fullmatch(kept[-1] + after[0])
            return kept, " " if meet else between
        if halves[1] in _JOINS_NEXT and "".join(halves) not in self.words:
            return before, " "
        verdict = self._is_compound(*halves)
        if verdict is None:
            return glue(before, after)
        return (before if verdict else before[:-1]), ""

    def _is_compound(self, first: str, second: str) -> bool | None:
        """Tell whether a hyphen belongs to the word, None where the document does not show it."""
        whole, compound = first + second in self.words, f"{first}-{second}" in self.words
        if whole != compound:
            return compound
        if self.hyphenates is False:
            return True
        known = {first, second} <= self.words and min(map(len, (first, second))) >= _SHORTEST
        return True if known and not whole and first not in _OPENERS else None

    def even(self, text: str, *, opens: bool) -> str:
        """Return `text` without blanks between Chinese and digits that only some places have.

        Those after a number in front stay where `text` opens an element.
        """
        if self.spaced or text.isascii() or " " not in text:
            return text
        number = _NUMBERED.match(text) if opens else None
        head = number.end() if number else 0
        return text[:head] + _BLANK.sub(
            lambda blank: " " if _CHAPTER.search(text[: head + blank.start()][-8:]) else "",
            text[head:],
        )


@dataclass(slots=True)
class Speller:
    """Takes in the lines of a document page by page, and tells at the end how it spells."""

    _words: set[str] = field(default_factory=set)
    _cut: list[tuple[str, str]] = field(default_factory=list)
    _blank: int = 0
    _tight: int = 0

    def add(self, lines: Sequence[Line]) -> None:
        """Take in the lines of one page in order."""
        above = ""
        said: list[str] = []
        for line in lines:
            text = whole = line.text
            if above and above[-1] in _HYPHENS and (halves := _halves(above, text)) is not None:
                self._cut.append(halves)
                whole = "".join(text.split(None, 1)[1:])
            if text < _FIRST_HAN:
                said.append(whole)
            if not text.isascii() and self._blank + self._tight < _ENOUGH:
                for blanks in _MEETING.findall(text):
                    self._blank += " " in blanks
                    self._tight += " " not in blanks
            above = text
        words = set(" ".join(said).lower().split())
        self._words.update([word for word in words if word > "9"])

    def spelling(self) -> Spelling:
        """Return what all pages show together."""
        words = frozenset(word.strip(_EDGES) for word in self._words)
        whole = sum(first + second in words for first, second in self._cut)
        compound = sum(f"{first}-{second}" in words for first, second in self._cut)
        return Spelling(
            words=words,
            hyphenates=None if whole == compound else whole > compound,
            spaced=self._blank > self._tight,
        )


def _halves(before: str, after: str) -> tuple[str, str] | None:
    """Return what stands before and after a hyphen at a line's end, where it may cut a word."""
    if len(before) < 2 or before[-1] not in _HYPHENS or not before[-2].isalpha():
        return None
    if not after[:1].islower():
        return None
    first = before[:-1].rsplit(None, 1)[-1].lower().lstrip(_EDGES)
    second = after.split(None, 1)[0].lower().rstrip(_EDGES)
    return (first, second) if second else None
