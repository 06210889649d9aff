"""Page furniture: running heads and feet, page numbers, watermarks; by what repeats, and where."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import takewhile

from ingest.model import Kind
from ingest.pdf.lone import is_running, last_number
from ingest.pdf.margins import NOTE, Row, is_pale, margin_rows
from ingest.pdf.page import Line, Page
from ingest.pdf.repeats import NEAR, counted, height, near, repeated
from ingest.pdf.strips import line_numbers, running
from ingest.pdf.style import Style

_OUTER = 0.09
"""Small type in this share of the page, set apart, is a running head even on a single page."""

_LONGEST = 100
_FEW = 3
_LARGE = 1.6

_NONE: frozenset[int] = frozenset()
_LETTERS = re.compile(r"[\W_]+")
_PAGE_NUMBER = re.compile(
    r"[-–—·•|~\s\[(]*(page|seite|p\.|pg\.?|第)?\s*(?P<number>\d{1,5}|[ivxlc]{1,7})\s*(页|頁)?"
    r"([,，]?\s*(of|/|共|von|\|)\s*\d{1,5}\s*(页|頁)?)?[-–—·•|~\s\])]*",
    re.IGNORECASE,
)


def furniture(pages: Sequence[Page], style: Style) -> dict[Line, Kind]:
    """Return the lines that are running heads or feet, each with its kind.

    From the edge inwards, a row of lines counts when it says the same as rows at its height on
    other pages near by, but for a number that counts with the pages; when it is a page number;
    when rows that count stand there on most pages; or when it is set apart and repeats a heading,
    or is small print; on the only page of a file, when it looks like a running head. The first row
    that does not count ends the margin. Numbers of lines beside the text count, and what stands
    beside it or aslant and comes back, or stands where that does.
    """
    margins = {page.number: list(margin_rows(page)) for page in pages}
    inside = [line for rows in margins.values() for row in rows for line in row.lines]
    slanted = [line for page in pages for line in page.aslant]
    again = repeated([*inside, *slanted], len(pages))
    numbers = [line for page in pages for line in line_numbers(page.aslant)]
    beside = {*numbers, *running(slanted, again)}
    slots = _slots(again, margins, style)
    found = {
        line: Kind.HEADER
        for line in slanted
        if line in again or line in beside or _is_watermark(line, style)
    }
    for page in pages:
        evidence = _Evidence(page=page, pages=len(pages), style=style, repeated=again, slots=slots)
        for kind in (Kind.HEADER, Kind.FOOTER):
            rows = [row for row in margins[page.number] if row.kind is kind]
            for row in takewhile(evidence.counts, rows):
                found.update(dict.fromkeys(row.lines, kind))
    if len(pages) == 1:
        found.update(dict.fromkeys(last_number(pages[0]), Kind.FOOTER))
    return counted(pages) | found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What can be said for a row of one page.

    `repeated` are the lines of all pages that come back, `slots` the places of furniture by page.
    """

    page: Page
    pages: int
    style: Style
    repeated: AbstractSet[Line]
    slots: Mapping[int, AbstractSet[int]]

    def counts(self, row: Row) -> bool:
        """Tell whether a row is furniture."""
        if row.table:
            return False
        if self._comes_back(row) or self._is_numbered(row):
            return True
        if self.pages == 1 and is_running(row, self.page, self.style):
            return True
        if len(row.text) > _LONGEST or row.gap < self.style.size:
            return False
        return self._stands_in_slot(row) or self._is_heading_again(row) or self._is_small(row)

    def _comes_back(self, row: Row) -> bool:
        """Tell whether part of a row is on other pages too; signs in it come back by chance."""
        least = 1 if len(row.lines) <= _FEW else 2
        return any(line in self.repeated and len(line.text) >= least for line in row.lines)

    def _is_numbered(self, row: Row) -> bool:
        """Tell whether a page number stands in the row, alone or beside words."""
        matches = [(line, _PAGE_NUMBER.fullmatch(line.text)) for line in row.lines]
        numbers = [(line, match) for line, match in matches if match]
        if len(numbers) != 1 or len(row.lines) > 3:
            return False
        line, match = numbers[0]
        said = match["number"]
        own = said.isdecimal() and int(said) == self.page.number
        worded = len(line.text) > len(said) and not line.text.strip("()[] ").isdecimal()
        apart = row.gap >= 0.5 * self.style.size
        return apart and (self.pages > 1 or own or worded)

    def _stands_in_slot(self, row: Row) -> bool:
        """Tell whether pages near by have furniture where the row stands."""
        there = [
            self.slots.get(height(line) + step, _NONE) for line in row.lines for step in (-1, 0, 1)
        ]
        return 2 * len(near(self.page.number, there)) > min(2 * NEAR, self.pages - 1)

    def _is_heading_again(self, row: Row) -> bool:
        """Tell whether a text of the row stands on the page in larger type."""
        large = [line for line in self.page.lines if line.size > 1.1 * row.lines[0].size]
        words = _letters("".join(line.text for line in large))
        said = [_letters(line.text) for line in row.lines]
        return any(len(text) > 3 and text in words for text in said)

    def _is_small(self, row: Row) -> bool:
        first = row.lines[0]
        outer = min(first.middle, self.page.height - first.middle)
        small = all(line.size <= 0.93 * self.style.size for line in row.lines)
        at_edge = outer < _OUTER * self.page.height and row.gap >= 1.5 * self.style.size
        return small and at_edge and not NOTE.match(row.text)


def _is_watermark(line: Line, style: Style) -> bool:
    return line.size >= _LARGE * style.size and is_pale(line)


def _slots(
    repeated: set[Line], margins: Mapping[int, Sequence[Row]], style: Style
) -> dict[int, set[int]]:
    """Return at which heights pages have furniture: what repeats, and small rows set apart."""
    slots: dict[int, set[int]] = defaultdict(set)
    for line in repeated:
        slots[height(line)].add(line.page)
    for number, rows in margins.items():
        for row in rows:
            small = all(line.size <= 0.95 * style.size for line in row.lines)
            if small and row.gap >= style.size and len(row.text) <= _LONGEST and not row.table:
                for line in row.lines:
                    slots[height(line)].add(number)
    return slots


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
