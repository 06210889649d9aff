"""Page furniture: running heads and feet, page numbers, watermarks; by what repeats, and where."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from ingest.model import Kind
from ingest.pdf.page import Line, Page
from ingest.pdf.style import Style

_MARGIN = 0.14
"""Running heads and feet stand in this share of the page's height, at the top or the bottom."""

_KEPT = 0.2
"""What stands next to a margin tells whether the margin is set apart."""

_OUTER = 0.09
"""Small type in this share of the page, set apart, is a running head even on a single page."""

_NEAR = 8
"""How many pages on a running head may come back; chapters and left and right pages differ."""

_LONGEST = 100
_MOST_ROWS = 3
_PALE = 0x90
_LARGE = 1.6

_NONE: frozenset[int] = frozenset()
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[\W_]+")
_NOTE = re.compile(r"[*†‡§\d(（\[［①-⑳]|注")
_PAGE_NUMBER = re.compile(
    r"[-–—·•|~\s\[(]*(page|seite|p\.|pg\.?|第)?\s*(?P<number>\d{1,5}|[ivxlc]{1,7})\s*(页|頁)?"
    r"([,，]?\s*(of|/|共|von|\|)\s*\d{1,5}\s*(页|頁)?)?[-–—·•|~\s\])]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Lines side by side in a margin, and the white space between them and the next row inwards."""

    kind: Kind
    lines: tuple[Line, ...]
    gap: float
    table: bool

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


def furniture(pages: Sequence[Page], style: Style) -> dict[Line, Kind]:
    """Return the lines that are running heads or feet, each with its kind.

    From the edge inwards, a row of lines counts when it says the same as rows at its height on
    other pages near by, but for a number that counts with the pages; when it is a page number;
    when rows that count stand there on most pages; or when it is set apart and repeats a heading,
    or is small print. The first row that does not count ends the margin.
    """
    margins = {page.number: list(_rows(page)) for page in pages}
    inside = [line for rows in margins.values() for row in rows for line in row.lines]
    slanted = [line for page in pages for line in page.aslant]
    repeated = _repeated([*inside, *slanted], len(pages))
    slots = _slots(repeated, margins, style)
    found: dict[Line, Kind] = {line: Kind.HEADER for line in slanted if line in repeated}
    for page in pages:
        found.update((line, Kind.HEADER) for line in page.aslant if _is_watermark(line, style))
        evidence = _Evidence(page=page, pages=len(pages), style=style, slots=slots)
        for kind in (Kind.HEADER, Kind.FOOTER):
            for row in margins[page.number]:
                if row.kind is not kind:
                    continue
                if row.table or not evidence.counts(row, any(r in repeated for r in row.lines)):
                    break
                found.update(dict.fromkeys(row.lines, kind))
    return _page_numbers(pages) | found


def edges_of(page: Page) -> Page:
    """Return as much of `page` as `furniture` needs: its margins, its large and its pale lines."""
    if not page.lines:
        return Page(number=page.number, width=page.width, height=page.height, aslant=page.aslant)
    top, bottom = 2 * _KEPT * page.height, 2 * (1 - _KEPT) * page.height
    outermost = (min(page.lines, key=_middle), max(page.lines, key=_middle))
    sizes = sorted(line.size for line in page.lines)
    large = 1.1 * sizes[len(sizes) // 2]
    kept = tuple(
        line
        for line in page.lines
        if not top <= line.y0 + line.y1 <= bottom or line.size >= large or _is_at(line, outermost)
    )
    behind = [line for line in kept if _is_pale(line) and _is_crossed(line, page.lines)]
    return Page(
        number=page.number,
        width=page.width,
        height=page.height,
        lines=tuple(line for line in kept if line not in behind) if behind else kept,
        aslant=(*page.aslant, *behind),
    )


def _is_at(line: Line, outermost: Sequence[Line]) -> bool:
    return any(_is_level(line, edge) for edge in outermost)


def _middle(line: Line) -> float:
    return line.y0 + line.y1


def _is_pale(line: Line) -> bool:
    red, green, blue = line.colour >> 16, line.colour >> 8 & 0xFF, line.colour & 0xFF
    return min(red, green, blue) >= _PALE or (red + green + blue) / 3 >= _PALE + 0x20


def _is_crossed(line: Line, lines: Iterable[Line]) -> bool:
    """Tell whether other lines are printed over this one, as over a watermark."""
    over = (
        other is not line
        and other.x0 < line.x1
        and line.x0 < other.x1
        and min(line.y1, other.y1) - max(line.y0, other.y0) > 0.4 * other.height
        for other in lines
    )
    return any(over)


def _is_watermark(line: Line, style: Style) -> bool:
    return line.size >= _LARGE * style.size and _is_pale(line)


def _rows(page: Page) -> Iterator[_Row]:
    """Yield the rows in the margins, of each edge from the edge inwards."""
    ordered = sorted(page.lines, key=_middle)
    rows: list[list[Line]] = []
    for line in ordered:
        if rows and _is_level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    top, bottom = 2 * _MARGIN * page.height, 2 * (1 - _MARGIN) * page.height
    for kind, inwards in ((Kind.HEADER, rows), (Kind.FOOTER, rows[::-1])):
        inwards = _with_whole_margin(inwards, page)
        for at, row in enumerate(inwards):
            following = inwards[at + 1] if at + 1 < len(inwards) else []
            edge = _middle(row[0])
            if (edge >= top) if kind is Kind.HEADER else (edge <= bottom):
                break
            yield _Row(
                kind=kind,
                lines=tuple(row),
                gap=_gap(row, following, page),
                table=any(_is_head_of_table(row, below) for below in inwards[at + 1 : at + 4]),
            )


def _with_whole_margin(rows: list[list[Line]], page: Page) -> list[list[Line]]:
    """Return `rows` with the two or three outermost that stand close by themselves as one."""
    count = 1
    size = rows[0][0].size if rows else 0.0
    while (
        count < len(rows)
        and abs(rows[count][0].size - size) < 0.1 * size
        and _gap(rows[count - 1], rows[count], page) < 0.7 * rows[0][0].size
    ):
        count += 1
    if not 1 < count <= _MOST_ROWS or count == len(rows):
        return rows
    whole = [line for row in rows[:count] for line in row]
    apart = _gap(rows[count - 1], rows[count], page) >= 1.5 * rows[0][0].size
    return [whole, *rows[count:]] if apart else rows


def _is_level(one: Line, two: Line) -> bool:
    overlap = min(one.y1, two.y1) - max(one.y0, two.y0)
    return overlap > 0.5 * min(one.height, two.height)


def _gap(row: Sequence[Line], following: Sequence[Line], page: Page) -> float:
    if not following:
        return page.height
    above, below = sorted((row, following), key=lambda lines: lines[0].y0)
    return min(line.y0 for line in below) - max(line.y1 for line in above)


def _is_head_of_table(row: Sequence[Line], following: Sequence[Line]) -> bool:
    """Tell whether the next row has its texts below those of this one, as a table has."""
    if len(row) < 2 or len(following) < 2:
        return False
    close = abs(following[0].y0 - row[0].y0) < 5 * row[0].height
    below = sum(any(abs(one.x0 - two.x0) < 2 for two in following) for one in row)
    return close and below >= max(2, 0.6 * len(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What can be said for a row of one page; `slots` are the places of furniture by page."""

    page: Page
    pages: int
    style: Style
    slots: Mapping[int, set[int]]

    def counts(self, row: _Row, repeated: bool) -> bool:
        """Tell whether a row is furniture."""
        if repeated or self._is_numbered(row):
            return True
        if len(row.text) > _LONGEST or row.gap < self.style.size:
            return False
        return self._stands_in_slot(row) or self._is_heading_again(row) or self._is_small(row)

    def _is_numbered(self, row: _Row) -> bool:
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

    def _stands_in_slot(self, row: _Row) -> bool:
        """Tell whether pages near by have furniture where the row stands."""
        there = [
            self.slots.get(height, _NONE)
            for line in row.lines
            for height in (_height(line) - 1, _height(line), _height(line) + 1)
        ]
        return 2 * len(_near(self.page.number, there)) > min(2 * _NEAR, self.pages - 1)

    def _is_heading_again(self, row: _Row) -> bool:
        """Tell whether a text of the row stands on the page in larger type."""
        large = [line for line in self.page.lines if line.size > 1.1 * row.lines[0].size]
        words = _letters("".join(line.text for line in large))
        said = [_letters(line.text) for line in row.lines]
        return any(len(text) > 3 and text in words for text in said)

    def _is_small(self, row: _Row) -> bool:
        first = row.lines[0]
        outer = min(_middle(first), 2 * self.page.height - _middle(first)) / 2
        small = all(line.size <= 0.93 * self.style.size for line in row.lines)
        at_edge = outer < _OUTER * self.page.height and row.gap >= 1.5 * self.style.size
        return small and at_edge and not _NOTE.match(row.text)


def _slots(
    repeated: set[Line], margins: Mapping[int, Sequence[_Row]], style: Style
) -> dict[int, set[int]]:
    """Return at which heights pages have furniture: what repeats, and small rows set apart."""
    slots: dict[int, set[int]] = defaultdict(set)
    for line in repeated:
        slots[_height(line)].add(line.page)
    for number, rows in margins.items():
        for row in rows:
            small = all(line.size <= 0.95 * style.size for line in row.lines)
            if small and row.gap >= style.size and len(row.text) <= _LONGEST and not row.table:
                for line in row.lines:
                    slots[_height(line)].add(number)
    return slots


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _page_numbers(pages: Sequence[Page]) -> dict[Line, Kind]:
    """Return the rows that end, or begin, three pages or more and count with them.

    They stand where the text of the page ends, wherever that is.
    """
    found: dict[Line, Kind] = {}
    for kind, outermost in ((Kind.FOOTER, max), (Kind.HEADER, min)):
        counts: dict[str, list[tuple[Line, ...]]] = defaultdict(list)
        for page in pages:
            if not page.lines:
                continue
            edge = outermost(page.lines, key=_middle)
            row = tuple(line for line in page.lines if _is_level(edge, line))
            text = " ".join(line.text for line in sorted(row, key=lambda line: line.x0))
            for said in _words(text, page.number) if len(text) <= _LONGEST else ():
                if "#" in said:
                    counts[said].append(row)
        for rows in counts.values():
            if len(rows) > 2:
                found.update((line, kind) for row in rows for line in row)
    return found


def _repeated(lines: Sequence[Line], pages: int) -> set[Line]:
    """Return those margin lines of all pages that come back near by."""
    words: dict[tuple[str, int], set[int]] = defaultdict(set)
    said = [(line, _words(line.text, line.page)) for line in lines]
    for line, keys in said:
        for key in keys:
            words[key, _height(line)].add(line.page)
    return {line for line, keys in said if pages > 1 and _repeats(line, keys, words, pages)}


def _words(text: str, page: int) -> set[str]:
    """Return what the line says: as it is, and with a number counted from that of its page."""
    text = text.casefold()
    numbers = list(_DIGITS.finditer(text))
    said = {text}
    for match in (*numbers[:1], *numbers[-1:]):
        offset = int(match[0][-6:]) - page
        said.add(f"{text[: match.start()]}#{offset}{text[match.end() :]}")
    return said


def _height(line: Line) -> int:
    return round(line.y1 / 3)


def _repeats(
    line: Line, keys: set[str], words: Mapping[tuple[str, int], set[int]], pages: int
) -> bool:
    """Tell whether the line comes back on enough pages near by: two others, or all of a few."""
    height = _height(line)
    for key in keys:
        there = [words.get((key, near), _NONE) for near in (height - 1, height, height + 1)]
        if len(_near(line.page, there)) >= min(2, pages - 1):
            return True
    return False


def _near(page: int, there: Sequence[AbstractSet[int]]) -> set[int]:
    """Return the other pages close to `page` that are in any of the sets."""
    around = _around(page)
    return set().union(*(around & numbers for numbers in there))


@lru_cache(maxsize=64)
def _around(page: int) -> frozenset[int]:
    return frozenset((*range(page - _NEAR, page), *range(page + 1, page + _NEAR + 1)))
