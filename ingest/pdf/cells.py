"""What a table is, and the texts on its rows before any of them is a cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

from ingest.pdf.glyphs import glue
from ingest.pdf.page import Area, Line, side_by_side
from ingest.table import is_number, looks_like_header

_PREFIX = re.compile(r"[$€£¥￥(<>≤≥+~-]{1,2}$|US\$$|RMB$")
_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d(?:[A-Z*]|\s?年[度末初底]?)?")
_MOST_HEADERS = 4
_LETTERS = re.compile(r"\W+")
_NARROWEST = 5
_SCRAP = re.compile(rf"[a-z]{{1,{_NARROWEST}}}")
_SUFFIX = re.compile(r"[%)‰*†]{1,3}$")
Row = list[Line]


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Table(Area):
    """A table on one page: rows of cell texts, and how high each row stands.

    A cell that a merged one covers holds ""; `merges` gives (rows, columns) by (row, column).
    `row_areas` has one area per row; `columns` are the x positions of the column borders.
    """

    page: int
    rows: tuple[tuple[str, ...], ...]
    row_areas: tuple[Area, ...]
    columns: tuple[float, ...]
    merges: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    header_rows: int = 0


Merges = Mapping[tuple[int, int], tuple[int, int]]
"""The (rows, columns) of merged cells by (row, column)."""


def header_rows(rows: Sequence[Sequence[str]], merges: Merges = MappingProxyType({})) -> int:
    """Return how many rows on top name the columns: those above the first row of amounts.

    Years name columns. Without any numbers the first row is the header when it reads like one; the
    corner above the labels may be empty. Where the corner is merged over as many rows as a name
    above several columns needs for these, all of them are. Labels with a colon name rows.
    """
    if len(rows[0]) == 2 and rows[0][0].endswith((":", "：")):
        return 0
    count = _rows_above_amounts(rows)
    tall, _ = merges.get((0, 0), (1, 1))
    names = any(
        row == 0 and width > 1 and high < tall for (row, _), (high, width) in merges.items()
    )
    return max(count, tall) if count and names and tall < len(rows) else count


def is_year(text: str) -> bool:
    """Tell whether a text is a year, as names columns."""
    return bool(_YEAR.fullmatch(text))


def _rows_above_amounts(rows: Sequence[Sequence[str]]) -> int:
    for index, row in enumerate(rows[: _MOST_HEADERS + 1]):
        values = [cell for cell in row[1:] if cell]
        amounts = [cell for cell in values if is_number(cell) and not is_year(cell)]
        if amounts and 2 * len(amounts) >= len(values):
            return index
    first = [rows[0][0] or "-", *rows[0][1:]]
    return 1 if looks_like_header(first, rows[1:]) else 0


def same_header(one: Table, two: Table) -> bool:
    """Tell whether two tables begin with the same names of columns, however they are wrapped."""
    first, second = one.rows[0], two.rows[0]
    if sum(map(bool, first)) < 2 or len(first) != len(second):
        return False
    return [_LETTERS.sub("", cell) for cell in first] == [_LETTERS.sub("", cell) for cell in second]


def cell_text(lines: Sequence[Line]) -> str:
    """Return what the lines of a cell say; a word cut up in a cell too narrow for it is whole."""
    if len(lines) == 1:
        return lines[0].text
    rows = rows_of(lines)
    words = [line.text for row in rows for line in row]
    cut_up = len(words) > 1 and all(_SCRAP.fullmatch(word) for word in words[1:])
    if cut_up and len(words[0]) <= _NARROWEST and words[0].isalpha():
        return "".join(words)
    text = ""
    for row in rows:
        for line in row:
            before, between = glue(text, line.text)
            text = before + between + line.text
    return text


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Return the lines that stand side by side as rows, top down, each from left to right."""
    rows: list[Row] = []
    if len(lines) == 1:
        return [list(lines)]
    for line in sorted(lines, key=lambda line: line.y0 + line.y1):
        if rows and level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_whole(row) for row in rows]


def level(a: Area, b: Area) -> bool:
    """Tell whether two areas stand side by side, as texts on one line do."""
    # Asked for every pair of neighbours on every page: min() and max() would take most of its time.
    if a.y1 <= b.y0 or b.y1 <= a.y0:
        return False
    above, below = (a, b) if a.y0 < b.y0 else (b, a)
    bottom = above.y1 if above.y1 < below.y1 else below.y1
    tall, low = a.y1 - a.y0, b.y1 - b.y0
    return bottom - below.y0 > 0.5 * (low if low < tall else tall)


def _whole(row: Row) -> Row:
    """Return a row from left to right, with what belongs to one cell joined.

    That is a currency sign and its amount, or words that nearly touch.
    """
    if len(row) == 1:
        return row
    row.sort(key=attrgetter("x0"))
    joined = [row[0]]
    for line in row[1:]:
        last = joined[-1]
        gap = line.x0 - last.x1
        near = gap < 0.35 * line.size
        sign = gap < 6 * line.size and _PREFIX.match(last.text) and is_number(line.text)
        if near or sign or (gap < 1.5 * line.size and _SUFFIX.match(line.text)):
            text = last.text + (" " if near else "") + line.text
            joined[-1] = side_by_side([last, line], text)
        else:
            joined.append(line)
    return joined
