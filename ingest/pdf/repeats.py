"""What comes back from page to page: the same words, or numbers that count with the pages."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial

from ingest.model import Kind
from ingest.pdf.captions import is_caption
from ingest.pdf.cells import level
from ingest.pdf.page import Line, Page

NEAR = 8
"""How many pages on a running head may come back; chapters and left and right pages differ."""

_LONGEST = 100
_NONE: frozenset[int] = frozenset()
_SHORT_FILE = 4
_DIGITS = re.compile(r"\d+")


def repeated(lines: Sequence[Line], pages: int) -> set[Line]:
    """Return those margin lines of all pages that come back near by."""
    words: dict[tuple[str, int], set[int]] = defaultdict(set)
    said = [(line, _words(line.text, line.page)) for line in lines]
    for line, keys in said:
        for key in keys:
            words[key, height(line)].add(line.page)
    return {line for line, keys in said if pages > 1 and _repeats(line, keys, words, pages)}


def _words(text: str, page: int) -> set[str]:
    """Return what the line says: as it is, and with numbers counted from that of its page.

    Tables and figures may count with the pages too: their names say no more than they do.
    """
    said = {text.casefold()}
    if is_caption(text):
        return said
    text = text.casefold()
    numbers = list(_DIGITS.finditer(text))
    for match in (*numbers[:1], *numbers[-1:]):
        offset = int(match[0][-6:]) - page
        said.add(f"{text[: match.start()]}#{offset}{text[match.end() :]}")
    if len(numbers) > 2:
        said.add(_DIGITS.sub(partial(_of_page, page=page), text))
    return said


def _of_page(number: re.Match[str], *, page: int) -> str:
    """Return a number as it is, but the number of the page as a sign."""
    return "#" if int(number[0][-6:]) == page else number[0]


def height(line: Line) -> int:
    """Return where the foot of a line stands, in steps of one millimetre or so."""
    return round(line.y1 / 3)


def _repeats(
    line: Line, keys: set[str], words: Mapping[tuple[str, int], set[int]], pages: int
) -> bool:
    """Tell whether the line comes back on enough pages near by: two others, or all of a few.

    In a short file left and right pages may have each their own: of what counts, one is enough.
    """
    own = height(line)
    for key in keys:
        there = [words.get((key, at), _NONE) for at in (own - 1, own, own + 1)]
        least = 1 if pages <= _SHORT_FILE and "#" in key else min(2, pages - 1)
        if len(near(line.page, there)) >= least:
            return True
    return False


def near(page: int, there: Sequence[AbstractSet[int]]) -> set[int]:
    """Return the other pages close to `page` that are in any of the sets."""
    around = _around(page)
    return set().union(*(around & numbers for numbers in there))


@lru_cache(maxsize=64)
def _around(page: int) -> frozenset[int]:
    return frozenset((*range(page - NEAR, page), *range(page + 1, page + NEAR + 1)))


def counted(pages: Sequence[Page]) -> dict[Line, Kind]:
    """Return the rows that end, or begin, three pages or more and count with them.

    They stand where the text of the page ends, wherever that is.
    """
    found: dict[Line, Kind] = {}
    for kind, outermost in ((Kind.FOOTER, max), (Kind.HEADER, min)):
        counts: dict[str, list[tuple[Line, ...]]] = defaultdict(list)
        for page in pages:
            if page.lines:
                row = _level_with(outermost(page.lines, key=_middle), page)
                for said in _counting(row, page.number):
                    counts[said].append(row)
        for rows in counts.values():
            if len(rows) > 2:
                found.update((line, kind) for row in rows for line in row)
    return found


def _middle(line: Line) -> float:
    return line.y0 + line.y1


def _level_with(edge: Line, page: Page) -> tuple[Line, ...]:
    return tuple(line for line in page.lines if level(edge, line))


def _counting(row: Sequence[Line], page: int) -> list[str]:
    """Return what a row says with a number counted from that of its page, if it has one."""
    text = " ".join(line.text for line in sorted(row, key=lambda line: line.x0))
    if len(text) > _LONGEST:
        return []
    return [said for said in _words(text, page) if "#" in said]
