"""Citation marks in text: every way that a model writes them, read as `[n]`."""

import re
from dataclasses import dataclass

from ingest.sentences import sentences

_GAP = r"\s{0,3}"  # bounded: a model may send thousands of blanks after a bracket
_NUMBERS = rf"\d+(?:{_GAP}(?:[,，、;；]|[-–—~～]){_GAP}\d+)*"
_WORD = r"(?:passages?|sources?|documents?|citations?|refs?|来源|资料|文档|段落|引用)?"
_INSIDE = rf"{_GAP}{_WORD}{_GAP}[:：#^]?{_GAP}{_NUMBERS}{_GAP}"
_MARK = rf"(?:\[\[{_INSIDE}\]\]|[\[【［]{_INSIDE}[\]】］])"
_ONE = re.compile(_MARK, re.IGNORECASE)
_RUN = re.compile(rf"( ?)({_MARK}(?: *{_MARK})*)", re.IGNORECASE)
_PART = re.compile(rf"(\d+)(?:{_GAP}[-–—~～]{_GAP}(\d+))?")
_BLANK = re.compile(r"\s+(?=[.,;:!?。，；：！？])")
_PLAIN = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One sentence of an answer, without its marks, and the marks that it carries, each once."""

    text: str
    marks: tuple[int, ...]


def resolved(text: str, count: int) -> tuple[str, int]:
    """Return `text` with every mark written `[n]`, n from 1 to `count`, and how many were dropped.

    `[1, 3]`, `[1-3]`, `【1】` and `[1][1]` are understood; a number out of bounds is dropped.
    """
    dropped = 0

    def plain(run: re.Match[str]) -> str:
        nonlocal dropped
        numbers, bad = _numbers(run.group(2), count)
        dropped += bad
        marks = "".join(f"[{number}]" for number in numbers)
        return run.group(1) + marks if marks else ""

    previous = ""
    # Dropping a mark may join its surroundings to a new one, as in "[[9]1]".
    while text != previous:
        previous = text
        text = _RUN.sub(plain, text)
    return text, dropped


def defused(text: str) -> str:
    """Return words of a source so that nothing in them reads as a mark: "[3]" becomes "(3)"."""
    return _ONE.sub(lambda match: f"({match.group().strip('[]【】［］')})", text)


def cited_sentences(text: str) -> list[Cited]:
    """Split an answer whose marks are resolved into its sentences.

    A mark belongs to the sentence before it, or at the start of a line to the one after it.
    """
    bare, marks = _lifted(text)
    spans = sentences(bare)
    owned: list[list[int]] = [[] for _ in spans]
    for position, mark in marks:
        if spans:
            owned[_owner(bare, spans, position)].append(mark)
    return [
        Cited(text=_BLANK.sub("", bare[start:end]), marks=tuple(dict.fromkeys(numbers)))
        for (start, end), numbers in zip(spans, owned, strict=True)
    ]


def _numbers(marks: str, count: int) -> tuple[list[int], int]:
    """Return the numbers within bounds, each once, and how many were not."""
    good: list[int] = []
    bad = 0
    for match in _PART.finditer(marks):
        # Nine digits are out of bounds already, and Python refuses to read thousands of them.
        first = int(match.group(1)[:9])
        last = int((match.group(2) or match.group(1))[:9])
        # Only what lies within bounds is spelled out: "[1-999999999]" must not cost memory.
        good.extend(range(max(first, 1), min(last, count) + 1))
        bad += not 1 <= first <= count
        bad += last != first and not first < last <= count
    return list(dict.fromkeys(good)), bad


def _lifted(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Take the marks out; return the bare text and each mark with its place there."""
    bare = ""
    marks: list[tuple[int, int]] = []
    done = 0
    for match in _PLAIN.finditer(text):
        bare += text[done : match.start()]
        done = match.end()
        marks.append((len(bare), int(match.group(1))))
        # "Done.[1]Next" must not become one word over a sentence's end.
        if text[done : done + 1].isalnum():
            bare += " "
    return bare + text[done:], marks


def _owner(bare: str, spans: list[tuple[int, int]], position: int) -> int:
    before = [index for index, (start, _) in enumerate(spans) if start < position]
    if not before:
        return 0
    last = before[-1]
    starts_a_line = "\n" in bare[spans[last][1] : position]
    return min(last + 1, len(spans) - 1) if starts_a_line else last
