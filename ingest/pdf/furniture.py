"""Page furniture: running heads, feet and page numbers, found by what repeats from page to page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ingest.model import Kind
from ingest.pdf.page import Line, Page

_MARGIN = 0.14
"""Running heads and feet stand in this share of the page's height, at the top or the bottom."""

_NEAR = 8
"""How many pages on a running head may come back; chapters and left and right pages differ."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—·|\s]*(page|seite|p\.|第)?\s*(\d{1,5}|[ivxlc]{1,7})\s*(页|頁)?"
    r"(\s*(of|/|共|，共|,)\s*\d{1,5}\s*(页|頁)?)?[-–—·|\s]*",
    re.IGNORECASE,
)


def furniture(pages: Sequence[Page]) -> dict[Line, Kind]:
    """Return the lines that are running heads or feet, each with its kind.

    A line counts when it stands in the margin and says the same, but for a number that counts with
    the pages, at the same height on other pages close by, or when heads that do stand there; a page
    number in the margin counts by itself. From the edge inwards, the first line that does not count
    ends the margin.
    """
    margins = {page.number: _margin_lines(page) for page in pages}
    numbers = _page_numbers(pages)
    repeated = _repeated([line for lines in margins.values() for line in lines], len(pages))
    slots: dict[int, set[int]] = defaultdict(set)
    for line in repeated:
        slots[_height(line)].add(line.page)
    found: dict[Line, Kind] = {}
    for page in pages:
        for kind, lines in _from_edges(page, margins[page.number]):
            for line in lines:
                if line not in repeated and not _stands_in(line, slots, len(pages)):
                    break
                found[line] = kind
    return numbers | found


def edges_of(page: Page) -> Page:
    """Return as much of `page` as `furniture` needs: its margins, its first and last line."""
    top, bottom = _margins(page)
    if not page.lines:
        return Page(number=page.number, width=page.width, height=page.height, aslant=page.aslant)
    outermost = (min(page.lines, key=_middle), max(page.lines, key=_middle))
    kept = tuple(
        line
        for line in page.lines
        if not top <= (line.y0 + line.y1) / 2 <= bottom or line in outermost
    )
    return Page(
        number=page.number, width=page.width, height=page.height, lines=kept, aslant=page.aslant
    )


def _middle(line: Line) -> float:
    return line.y0 + line.y1


def _margins(page: Page) -> tuple[float, float]:
    return _MARGIN * page.height, (1 - _MARGIN) * page.height


def _page_numbers(pages: Sequence[Page]) -> dict[Line, Kind]:
    """Return the lone numbers that end, or begin, three pages or more and count with them."""
    found: dict[Line, Kind] = {}
    for kind, outermost in ((Kind.FOOTER, max), (Kind.HEADER, min)):
        counts: dict[int, list[Line]] = defaultdict(list)
        for page in pages:
            edge = outermost(page.lines, key=lambda line: line.middle, default=None)
            if edge is not None and edge.text.isdecimal() and len(edge.text) < 6:
                counts[int(edge.text) - page.number].append(edge)
        for lines in counts.values():
            if len(lines) > 2:
                found.update(dict.fromkeys(lines, kind))
    return found


def _repeated(lines: Sequence[Line], pages: int) -> set[Line]:
    """Return those margin lines of all pages that come back near by."""
    words: dict[tuple[str, int], list[int]] = defaultdict(list)
    for line in lines:
        for key in _words(line):
            words[key, _height(line)].append(line.page)
    return {line for line in lines if pages > 1 and _repeats(line, words, pages)}


def _margin_lines(page: Page) -> list[Line]:
    top, bottom = _margins(page)
    straight = [line for line in page.lines if line.middle < top or line.middle > bottom]
    return [*straight, *page.aslant]


def _from_edges(page: Page, lines: Sequence[Line]) -> Iterator[tuple[Kind, list[Line]]]:
    """Yield the margin lines of each edge, the outermost first; each slanted line by itself."""
    half = page.height / 2
    straight = sorted((line for line in lines if line not in page.aslant), key=lambda r: r.middle)
    yield Kind.HEADER, [line for line in straight if line.middle < half]
    yield Kind.FOOTER, [line for line in reversed(straight) if line.middle >= half]
    for line in page.aslant:
        yield Kind.HEADER, [line]


def _words(line: Line) -> set[str]:
    """Return what the line says: as it is, and with a number counted from that of its page."""
    text = line.text.casefold()
    numbers = list(_DIGITS.finditer(text))
    said = {text}
    for match in (*numbers[:1], *numbers[-1:]):
        offset = int(match[0][-6:]) - line.page
        said.add(f"{text[: match.start()]}#{offset}{text[match.end() :]}")
    return said


def _height(line: Line) -> int:
    return round(line.y1 / 3)


def _repeats(line: Line, words: Mapping[tuple[str, int], Sequence[int]], pages: int) -> bool:
    """Tell whether the line comes back on enough pages near by: two others, or all of a few."""
    height = _height(line)
    for key in _words(line):
        others = {
            number
            for near in (height - 1, height, height + 1)
            for number in words.get((key, near), ())
            if 0 < abs(number - line.page) <= _NEAR
        }
        if len(others) >= min(2, pages - 1):
            return True
    return False


def _stands_in(line: Line, slots: Mapping[int, set[int]], pages: int) -> bool:
    """Tell whether the line is a page number, or stands where pages near by have furniture."""
    if pages > 1 and _PAGE_NUMBER.fullmatch(line.text):
        return True
    near = {
        number
        for height in (_height(line) - 1, _height(line), _height(line) + 1)
        for number in slots.get(height, ())
        if 0 < abs(number - line.page) <= _NEAR
    }
    return 2 * len(near) > min(2 * _NEAR, pages - 1)
