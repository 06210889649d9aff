"""Footnotes: small type at the foot of a column, below a rule or behind a mark."""

import re
from collections.abc import Sequence

from ingest.model import Kind
from ingest.pdf.blocks import Block, text_lines
from ingest.pdf.cells import rows_of
from ingest.pdf.page import Area, Line, Page, hull
from ingest.pdf.style import Style
from ingest.table import is_number

_SMALL = 0.93
"""Footnotes are set in at most this share of the size of the body type."""

_LOWEST = 0.4
"""They stand below this share of the page's height."""

_FOOT = 0.7
_SHORT_RULE = 0.5
"""A rule that takes less than this share of the column is drawn over footnotes alone."""

_LONG_RULE = 1.5
"""A rule of this many times the width of a column runs over other columns too."""

_MARK = re.compile(
    r"(?:\d{1,3}|[*†‡§¶]{1,3}|[\[［(（]\d{1,3}[\]］)）]|[①-⑳]|注\s?\d{0,2}[:：])"
    r"(?:[\s.)、]|(?=[A-Z“\"'(\u3400-\u9fff《]))"
)


def footnotes(
    lines: Sequence[Line], page: Page, rules: Sequence[Area], style: Style
) -> tuple[list[Block], list[Line]]:
    """Return the footnotes at the end of a column of `page`, and the lines above them."""
    ordered = sorted(lines, key=lambda line: line.y0 + line.y1)
    small = _small_print(ordered, page, rules, style)
    if not small:
        return [], list(lines)
    groups: list[list[Line]] = []
    for line in small:
        if not groups or _is_marked(line):
            groups.append([])
        groups[-1].append(line)
    notes = [
        Block(kind=Kind.FOOTNOTE, area=hull(group), page=group[0].page, lines=tuple(group))
        for group in groups
    ]
    return notes, [line for line in ordered if line.middle < small[0].y0]


def _small_print(
    ordered: Sequence[Line], page: Page, rules: Sequence[Area], style: Style
) -> list[Line]:
    """Return the lines of the notes at the end of a column, whose lines are `ordered` top down."""
    if not ordered:
        return []
    column = hull(ordered)
    foot = _foot(ordered, column.width, page, rules, style)
    if foot:
        return text_lines(foot)
    tail = _tail(ordered, page, style)
    small = text_lines(ordered[tail:])
    above = ordered[tail - 1] if tail else None
    return small[_start(above, small, rules, column, page.height) :]


def _foot(
    ordered: Sequence[Line], width: float, page: Page, rules: Sequence[Area], style: Style
) -> Sequence[Line]:
    """Return the lines below a rule that runs over other columns too, at the page's foot.

    They need only be smaller than the largest type of running text: tables may hold most text.
    """
    long = (rule.y0 for rule in rules if rule.width > _LONG_RULE * width)
    top = max((y for y in long if y > _FOOT * page.height), default=page.height)
    below = [line for line in ordered if line.middle > top]
    small = all(line.size <= _SMALL * max(style.size, style.largest) for line in below)
    return below if small else []


def _tail(ordered: Sequence[Line], page: Page, style: Style) -> int:
    """Return from which line on a column is small type at the foot of the page, and no table."""
    tail = len(ordered)
    lowest = _LOWEST * page.height
    while tail and _is_small(ordered[tail - 1], style) and ordered[tail - 1].y0 > lowest:
        tail -= 1
    if tail == len(ordered):
        return tail
    foot = hull(ordered[tail:])
    for line in page.lines:
        beside = line.x0 < foot.x1 and foot.x0 < line.x1
        if line.y0 > foot.y1 and beside and line.size >= style.size:
            return len(ordered)
    for row in rows_of(ordered[tail:]):
        if len(row) > 1 and any(is_number(line.text) for line in row[1:]):
            bottom = hull(row).y1
            tail = max(tail, sum(line.middle < bottom for line in ordered))
    return tail


def _start(
    above: Line | None, small: Sequence[Line], rules: Sequence[Area], column: Area, height: float
) -> int:
    """Return the index of the first of the `small` lines of a note; their number without any."""
    for index, line in enumerate(small):
        if line.marked or _is_ruled_off(above, line, rules, column.width, height):
            return index
        above = line
    return len(small)


def _is_small(line: Line, style: Style) -> bool:
    return line.size <= _SMALL * style.size


def _is_marked(line: Line) -> bool:
    return line.marked or bool(_MARK.match(line.text))


def _is_ruled_off(
    above: Line | None, line: Line, rules: Sequence[Area], width: float, height: float
) -> bool:
    """Tell whether a rule stands right over `line`.

    A long one counts for a marked line alone, and where nothing stands above at the page's foot.
    """
    top = max(above.y1 - 1 if above else 0.0, line.y0 - 3 * line.size)
    for rule in rules:
        if not (top <= rule.y0 <= line.y0 + 2 and abs(rule.x0 - line.x0) < 3 * line.size):
            continue
        under = above is not None and rule.y0 < above.y1 + 2 and rule.width <= above.width
        notice = above is None and line.y0 > _FOOT * height
        if notice or _is_marked(line) or (rule.width < _SHORT_RULE * width and not under):
            return True
    return False
