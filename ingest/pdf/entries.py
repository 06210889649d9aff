"""Entries of a contents page without dots: words, white, and the number of a page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.contents import is_contents_heading, is_paged
from ingest.pdf.page import Anchor, Line, side_by_side

_PAGE = re.compile(r"\d{1,4}")
_LEAP = 400
"""So many pages further on than the last an entry may lead: other numbers end lines by chance."""

_LAST = re.compile(r"\d{1,4}$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_FEWEST = 5
_MOST = 0.9
"""At least this share of the numbers stands right of words; one may have slipped down a line."""

_BESIDE = 6.0
"""White of more than so many sizes parts columns, not a label ("Item 1.") from its words."""

_COLUMN = 1.5
"""Numbers whose right ends differ by less than this share of their size make one column."""

_FAR = 4.0
"""A number this many times further down than others from each other is that of its own page."""

_MOSTLY = 0.7
_FEWEST_ALONE = 10
_ALONE = 0.85
"""Entries go on over a page without a heading where they take at least this share of its lines."""


def with_entries(lines: Sequence[Line], anchors: Sequence[Anchor]) -> list[Line]:
    """Return `lines` with the numbers of pages joined to the words to their left.

    Numbers are those of pages where five or more stand below each other, none smaller than the
    one before it, nearly all right of words, and "Contents" stands on the page, or most words lead
    elsewhere by a click on one of `anchors`, or the page holds hardly anything else.
    """
    numbers = [line for line in lines if len(line.text) < 5 and _PAGE.fullmatch(line.text)]
    if len(numbers) < _FEWEST:
        return list(lines)
    named = any(is_contents_heading(line.text) for line in lines)
    joined: dict[int, Line] = {}
    gone: set[int] = set()
    columns = [(column, _rows(column, lines)) for column in _columns(numbers)]
    columns = [(column, rows) for column, rows in columns if len(rows) >= _MOST * len(column)]
    alone = _are_all([rows for _, rows in columns], lines)
    for _, rows in columns:
        linked = sum(_is_link(row[-2], anchors) for row in rows)
        if named or alone or 2 * linked > len(rows):
            for row in rows:
                joined[id(row[0])] = side_by_side(row, " ".join(line.text for line in row))
                gone.update(id(line) for line in row[1:])
    return [joined.get(id(line), line) for line in lines if id(line) not in gone]


def are_entries(above: Line, below: Line) -> bool:
    """Tell whether two lines end, one below the other, with the numbers of pages that go up."""
    if abs(above.x1 - below.x1) > _COLUMN * above.size or not is_paged(above.text):
        return False
    first, second = _LAST.search(above.text), _LAST.search(below.text)
    if first is None or second is None or below.text[0].islower():
        return False
    return int(first[0]) <= int(second[0]) <= int(first[0]) + _LEAP and is_paged(below.text)


def are_contents(lines: Sequence[Line]) -> bool:
    """Tell whether most of `lines` are entries below each other, in one column or several."""
    paged = sum(line.text[-1].isdecimal() for line in lines)
    if len(lines) < _FEWEST or paged < _MOSTLY * len(lines):
        return False
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        columns[round(line.x1 / 3)].append(line)
    ordered = [sorted(column, key=lambda line: line.y0) for column in columns.values()]
    pairs = sum(are_entries(*pair) for column in ordered for pair in pairwise(column))
    return pairs >= _MOSTLY * len(lines)


def _are_all(columns: Sequence[list[list[Line]]], lines: Sequence[Line]) -> bool:
    """Tell whether entries are nearly all that stands on a page."""
    rows = [row for rows in columns for row in rows]
    return len(rows) >= _FEWEST_ALONE and sum(map(len, rows)) >= _ALONE * len(lines)


def _rows(column: Sequence[Line], lines: Sequence[Line]) -> list[list[Line]]:
    return [row for number in column if (row := _row(number, lines))]


def _columns(numbers: Sequence[Line]) -> list[list[Line]]:
    """Return the numbers that stand below each other and go up, from the top."""
    columns: list[list[Line]] = []
    for number in sorted(numbers, key=lambda line: line.x1):
        if columns and number.x1 - columns[-1][-1].x1 < _COLUMN * number.size:
            columns[-1].append(number)
        else:
            columns.append([number])
    return [run for column in columns for run in _runs(sorted(column, key=lambda line: line.y0))]


def _runs(column: Sequence[Line]) -> list[list[Line]]:
    """Return the numbers of a column that go up, where they are nearly all of it."""
    steps = sorted(below.y0 - above.y0 for above, below in pairwise(column))
    far = _FAR * steps[len(steps) // 2] if steps else 0.0
    runs = [[column[0]]]
    for above, below in pairwise(column):
        if int(above.text) > int(below.text) or below.y0 - above.y0 > far:
            runs.append([])
        runs[-1].append(below)
    runs = [run for run in runs if len(run) >= _FEWEST and int(run[0].text) < int(run[-1].text)]
    return runs if sum(map(len, runs)) >= _MOST * len(column) - 1 else []


def _row(number: Line, lines: Sequence[Line]) -> list[Line]:
    """Return the words left of `number` up to another one, and itself; nothing without words."""
    beside = [
        line
        for line in lines
        if line.x1 <= number.x0 + 1 and line.y0 < number.middle < line.y1 and line is not number
    ]
    row: list[Line] = []
    for line in sorted(beside, key=lambda line: -line.x1):
        if _PAGE.fullmatch(line.text) or (row and row[0].x0 - line.x1 > _BESIDE * number.size):
            break
        row.insert(0, line)
    return [*row, number] if row and _LETTERS.search(row[-1].text) else []


def _is_link(line: Line, anchors: Sequence[Anchor]) -> bool:
    return any(line.holds(anchor, line.size) or anchor.holds(line, 1.0) for anchor in anchors)
