"""The strips left and right of the text of a page: numbers of lines, and titles set downwards."""

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from ingest.pdf.page import Line, Page
from ingest.pdf.repeats import near

_NUMBER = re.compile(r"\d{1,4}")
_LONG, _LONG_HAN = 25, 12
"""Lines of so many characters are running text, and no notes or labels beside it."""

_FEWEST_LINES = 5
_FEWEST = 4
_FULL, _MOST = 0.7, 0.4
"""Running text fills the first share of its width with the second share of its lines."""

_UNEVEN = 0.12
"""Lines of text stand apart by one pitch but for so much of it."""


def strips_of(page: Page) -> tuple[list[Line], list[Line]]:
    """Return the numbers of the lines of running text, and the characters set down beside it."""
    text = [line for line in page.lines if is_long(line)]
    if len(text) < _FEWEST_LINES:
        return [], []
    left, right = min(line.x0 for line in text), max(line.x1 for line in text)
    beside = [line for line in page.lines if line.x1 <= left or line.x0 >= right]
    full = sum(line.width > _FULL * (right - left) for line in text)
    if not beside:
        return [], []
    numbers = line_numbers(beside)
    if full >= _MOST * len(text):
        return numbers, _set_down(beside)
    # Every fifth row is hardly ever numbered in a table or a list.
    return (numbers if numbers and _step(numbers) > 1 else []), []


def is_long(line: Line) -> bool:
    """Tell whether a line has so many characters as running text has."""
    return len(line.text) >= (_LONG if line.text.isascii() else _LONG_HAN)


def _step(numbers: Sequence[Line]) -> int:
    return int(numbers[1].text) - int(numbers[0].text)


def line_numbers(lines: Sequence[Line]) -> list[Line]:
    """Return the numbers among `lines` that count by one step, down a column at one pitch."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if _NUMBER.fullmatch(line.text):
            columns[round(line.x1 / 6)].append(line)
    found = (sorted(column, key=lambda line: line.y0) for column in columns.values())
    return [line for column in found if _count(column) for line in column]


def _set_down(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one character each that stand below each other."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if len(line.text) == 1 and not line.text.isascii():
            columns[_place(line)].append(line)
    return [line for column in columns.values() if len(column) >= _FEWEST for line in column]


def _count(column: Sequence[Line]) -> bool:
    if len(column) < _FEWEST:
        return False
    steps = {int(below.text) - int(above.text) for above, below in pairwise(column)}
    pitches = sorted(below.y0 - above.y0 for above, below in pairwise(column))
    usual = pitches[len(pitches) // 2]
    even = sum(abs(pitch - usual) <= _UNEVEN * usual for pitch in pitches)
    return len(steps) == 1 and min(steps) > 0 and even >= 0.8 * len(pitches)


def running(strips: Sequence[Line], repeated: AbstractSet[Line]) -> set[Line]:
    """Return the lines beside the text that stand where others come back on pages near by.

    Characters set down need only stand where others do on another page.
    """
    places: dict[int, set[int]] = defaultdict(set)
    for line in strips:
        if line in repeated or len(line.text) == 1:
            places[_place(line)].add(line.page)
    none: set[int] = set()
    return {
        line
        for line in strips
        if len(near(line.page, [places.get(_place(line) + at, none) for at in (-1, 0, 1)]))
        > (len(line.text) > 1)
    }


def _place(line: Line) -> int:
    """Return where the middle of a line stands from left to right, in steps of a millimetre."""
    return round((line.x0 + line.x1) / 6)
