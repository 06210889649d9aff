"""The margins of a page: the rows of lines at its edges, and how much of it these need."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.model import Kind
from ingest.pdf.cells import level
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.strips import strips_of

_MARGIN = 0.14
"""Running heads and feet stand in this share of the page's height, at the top or the bottom."""

_KEPT = 0.2
"""What stands next to a margin tells whether the margin is set apart."""

NOTE = re.compile(r"[*†‡§\d(（\[［①-⑳]|注")
"""What a footnote begins with, as no running foot does."""

_MOST_ROWS = 3
_PALE = 0x90


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Lines side by side in a margin, and the white space between them and the next row inwards."""

    kind: Kind
    lines: tuple[Line, ...]
    gap: float
    table: bool

    @property
    def text(self) -> str:
        """What the row says, from line to line."""
        return " ".join(line.text for line in self.lines)


def edges_of(page: Page, rules: tuple[Area, ...] = ()) -> Page:
    """Return as much of `page` as tells its furniture: margins, large and pale lines, its `rules`.

    What runs aslant, behind the text or down beside it is together `aslant`.
    """
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
    behind = [line for line in kept if is_pale(line) and _is_crossed(line, page.lines)]
    numbers, beside = strips_of(page)
    apart = set(map(id, (*behind, *numbers)))
    return Page(
        number=page.number,
        width=page.width,
        height=page.height,
        lines=tuple(line for line in kept if id(line) not in apart) if apart else kept,
        aslant=(*page.aslant, *behind, *numbers, *beside),
        rulings=rules,
    )


def _is_at(line: Line, outermost: tuple[Line, Line]) -> bool:
    highest, lowest = outermost
    return level(line, highest) or level(line, lowest)


def _middle(line: Line) -> float:
    return line.y0 + line.y1


def is_pale(line: Line) -> bool:
    """Tell whether a line is printed in a light colour or grey."""
    if not line.colour:
        return False
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


def margin_rows(page: Page) -> Iterator[Row]:
    """Yield the rows in the margins, of each edge from the edge inwards."""
    rows: list[list[Line]] = []
    for line in sorted(page.lines, key=_middle):
        if rows and level(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    top, bottom = 2 * _MARGIN * page.height, 2 * (1 - _MARGIN) * page.height
    yield from _inwards(Kind.HEADER, rows, page, lambda middle: middle < top)
    yield from _inwards(Kind.FOOTER, rows[::-1], page, lambda middle: middle > bottom)


def _inwards(
    kind: Kind, rows: list[list[Line]], page: Page, is_inside: Callable[[float], bool]
) -> Iterator[Row]:
    """Yield the rows of one margin; `rows` are those of the page from its edge."""
    rows = _with_whole_margin(rows, page)
    for at, row in enumerate(rows):
        if not is_inside(_middle(row[0])):
            return
        following = rows[at + 1 : at + 4]
        yield Row(
            kind=kind,
            lines=tuple(row),
            gap=_gap(row, following[0] if following else [], page),
            table=any(_is_head_of_table(row, below) for below in following),
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
