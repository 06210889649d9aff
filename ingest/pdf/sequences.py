"""Numbered lines of one series, such as 1、2、3、: headings all of them, or items of a list."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.model import Kind
from ingest.numerals import chinese
from ingest.pdf.blocks import Block

_CHINESE = {chinese(number): number for number in range(1, 100)}
_HAN_DIGITS = "一二三四五六七八九十"
_FORMS = re.compile(
    r"(\d{1,2})、(?=\D)"
    r"|(\d{1,2})[.．](?=[^\d.])"
    r"|[（(](\d{1,2})[)）](?=[\u4e00-\u9fff])"
    rf"|([{_HAN_DIGITS}]{{1,3}})、"
    rf"|[（(]([{_HAN_DIGITS}]{{1,3}})[)）]"
    r"|([A-Z])[.)](?=\s)"
)
"""Each form of a number is a group."""

_NUMBERED = re.compile(r"[（(\[]?\w")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GOES_ON = re.compile(r"[.。；;，,！!？?…—–-][\"'”’）)】」』\]]*$|[，,].*[:：]$|[a-z]\. [A-Z]|。")
"""Ends and commas of sentences; a colon alone may end a heading."""

_LONGEST, _LONGEST_HAN = 90, 40
_MOST_LINES = 2
_MOST_OPEN = 3
_MOST, _FEW = 0.6, 0.34
"""Where the first share of a series leads text all of it that may are headings; where only the
second share looks like headings none is."""

_TEXTS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})

Form = tuple[int, float, bool]
"""Which numbering, and the size and weight that it is set in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evened:
    """The blocks, by their index, that their series makes headings, and that it makes none."""

    heads: frozenset[int]
    items: frozenset[int]


def evened(blocks: Sequence[Block], looks: Collection[int], sure: Collection[int]) -> Evened:
    """Return what the series of `blocks` tell of their members.

    `looks` are the blocks that look like headings, of which those in `sure` remain it.
    """
    heads: set[int] = set()
    items: set[int] = set()
    for series in _series(blocks):
        apt = [index for index in series if _may_head(blocks[index])]
        leading = sum(_leads(blocks, index, series) for index in apt)
        found = {index for index in series if index in looks}
        if len(series) > 1 and leading >= _MOST * len(series):
            heads.update(apt)
        elif len(series) > 2 and len(found) <= _FEW * len(series):
            items.update(found.difference(sure))
    return Evened(heads=frozenset(heads), items=frozenset(items))


def _series(blocks: Sequence[Block]) -> list[list[int]]:
    """Return the blocks whose numbers count on from each other, set alike."""
    found: list[list[int]] = []
    open_: dict[Form, list[tuple[int, list[int]]]] = defaultdict(list)
    for index, block in enumerate(blocks):
        member = _member(block)
        if member is None:
            continue
        form, number = member
        # A list may stand between two headings that are numbered as its items are.
        begun = open_[form]
        at = next((at for at in range(len(begun) - 1, -1, -1) if begun[at][0] == number - 1), None)
        series = begun[at][1] if at is not None else []
        if at is None:
            found.append(series)
        series.append(index)
        open_[form] = [*begun[:at][-_MOST_OPEN:], (number, series)]
    return found


def _member(block: Block) -> tuple[Form, int] | None:
    """Return the form of the number that a block begins with, and its value."""
    match = None if block.kind not in _TEXTS or block.aside else _FORMS.match(block.first)
    if match is None or match.lastindex is None:
        return None
    line, value = block.lines[0], _value(match[match.lastindex])
    return ((match.lastindex, round(line.size), line.bold), value) if value is not None else None


def _value(number: str) -> int | None:
    """Return what a number is worth; None where it is none, such as 三二十."""
    if number.isdecimal():
        return int(number)
    return ord(number) - ord("A") + 1 if number.isascii() else _CHINESE.get(number)


def _may_head(block: Block) -> bool:
    text = "".join(line.text for line in block.lines)
    last = block.lines[-1]
    goes_on = _GOES_ON.search(text) or last.x1 > block.right - last.size
    longest = _LONGEST_HAN if _HAN.search(text) else _LONGEST
    return len(block.lines) <= _MOST_LINES and len(text) <= longest and not goes_on


def _leads(blocks: Sequence[Block], index: int, series: Sequence[int]) -> bool:
    """Tell whether text follows a block: not the next of its series, nor a list within an item."""
    after = index + 1
    if after >= len(blocks) or after in series:
        return False
    if blocks[after].kind is not Kind.LIST_ITEM:
        return True
    own, below = _member(blocks[index]), _member(blocks[after])
    inside = own is not None and below is not None and own[0] == below[0]
    return not inside and bool(_NUMBERED.match(blocks[after].first))
