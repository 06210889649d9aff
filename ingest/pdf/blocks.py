"""From the lines of one column to blocks: paragraphs, list items, lines that may be headings."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.contents import is_contents_entry
from ingest.model import Kind
from ingest.pdf.cells import Table, level
from ingest.pdf.page import Area, Line, Mark, hull, side_by_side
from ingest.pdf.style import Style
from ingest.table import is_number

_BULLET = r"[•◦▪▫‣·●○■□◆◇➢➤►▶✓✔❖⁃∙*–—-]"
_ENUMERATOR = (
    r"[(（\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5}|[一二三四五六七八九十]{1,3})[.)）\]、．]"
    r"|[①-⑳]|\d{1,2}(?:\.\d{1,2}){1,4}\.?"
)
_DISCS = frozenset("•◦▪▫‣●○■□◆◇➢➤►▶✓✔❖∙")
_MARKER = re.compile(rf"(?:{_BULLET}|o|{_ENUMERATOR})$")
_ITEM = re.compile(
    rf"{_BULLET}\s+\S|o\s+[A-Z“\"]|[•◦▪▫‣●○■□◆◇➢➤►▶✓✔❖]\S|(?:[(（\[]?(?:\d{{1,3}}|[a-zA-Z]|[ivxIVX]{{2,5}})[.)）\]]\s+\S)"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）](?![》」』〉，。、；）)])|[一二三四五六七八九十]{1,3}、|\d{1,2}[、．]|[①-⑳]"
)
_ENDED = re.compile(r"[.!?:;。！？：；…][\"'”’）)】」』\]]*$")


_MOST_DOTS = 200


# Not frozen, as all values that a page has dozens of: a frozen one takes longer to make.
@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Block:
    """Lines that belong together, or a table, a picture, or a mark put on the page.

    `opens` and `closes` tell that it stands at the start or the end of a column, where a paragraph
    may go on. `aside` blocks stand in a box beside the text.
    """

    kind: Kind
    area: Area
    page: int
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    mark: Mark | None = None
    aside: bool = False
    opens: bool = False
    closes: bool = False
    right: float = 0.0
    left: float = 0.0

    @property
    def first(self) -> str:
        """The text of the first line."""
        return self.lines[0].text if self.lines else ""


def is_marker(text: str) -> bool:
    """Tell whether `text` is nothing but a bullet or a number in front of an item or a heading."""
    return bool(_MARKER.match(text))


def is_item(text: str) -> bool:
    """Tell whether `text` begins with a bullet or number as list items do."""
    return bool(_ITEM.match(text))


def is_ended(text: str) -> bool:
    """Tell whether `text` ends as a sentence or a lead-in does."""
    return bool(_ENDED.search(text))


def with_markers(lines: Sequence[Line]) -> list[Line]:
    """Join bullets and numbers that stand apart with the text to their right on the same line."""
    markers = [line for line in lines if len(line.text) <= 10 and is_marker(line.text)]
    if not markers:
        return list(lines)
    labelled: dict[int, Line] = {}
    gone: set[int] = set()
    ordered = sorted(lines, key=lambda line: line.middle)
    middles = [line.middle for line in ordered]
    for marker in markers:
        reach = slice(bisect_left(middles, marker.y0), bisect_left(middles, marker.y1))
        beside = [line for line in ordered[reach] if line is not marker and level(marker, line)]
        right = [line for line in beside if _labels(marker, line)]
        left = any(-1 <= marker.x0 - line.x1 <= 12 * line.size for line in beside)
        if right and (not left or marker.text in _DISCS):
            labelled[id(min(right, key=lambda line: line.x0))] = marker
            gone.add(id(marker))
    joined = []
    for line in lines:
        if id(line) in labelled:
            marker = labelled[id(line)]
            joined.append(side_by_side([line, marker], f"{marker.text} {line.text}"))
        elif id(line) not in gone:
            joined.append(line)
    return joined


def with_bullets(lines: Sequence[Line], dots: Sequence[Area]) -> list[Line]:
    """Write a bullet before lines that have one drawn to the left of them."""
    if not dots or len(dots) > _MOST_DOTS:
        return list(lines)
    return [
        _bulleted(line, dot) if (dot := _dot_before(line, dots)) is not None else line
        for line in lines
    ]


def _dot_before(line: Line, dots: Sequence[Area]) -> Area | None:
    for dot in dots:
        if line.y0 < dot.middle < line.y1 and 1 < line.x0 - dot.x1 < 2 * line.size:
            return dot
    return None


def _bulleted(line: Line, dot: Area) -> Line:
    return line if is_item(line.text) else replace(line, text=f"• {line.text}", x0=dot.x0)


def _labels(marker: Line, line: Line) -> bool:
    gap = line.x0 - marker.x1
    words = not is_marker(line.text) and not is_number(line.text)
    return words and -1 <= gap <= 5 * line.size


def text_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one column top down, what stands side by side joined with a blank."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and level(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_row(row) for row in rows]


def _row(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row.sort(key=lambda line: line.x0)
    return side_by_side(row, " ".join(line.text for line in row))


def paragraphs(lines: Sequence[Line], style: Style) -> list[Block]:
    """Part the lines of one column, from the top, into blocks of kind paragraph or list item."""
    if not lines:
        return []
    return [block for run in _runs(lines) for block in _parted(run, style)]


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the stretches of lines in type of one size; a short one stays with its neighbour."""
    runs = [[lines[0]]]
    for above, line in pairwise(lines):
        if _is_larger(above, line):
            runs.append([line])
        else:
            runs[-1].append(line)
    return runs


def _is_larger(one: Line, two: Line) -> bool:
    """Tell whether one line is in larger type than the other, whichever it is."""
    return one.size != two.size and max(one.size, two.size) > 1.12 * min(one.size, two.size)


def _parted(lines: Sequence[Line], style: Style) -> list[Block]:
    column = _Column(
        left=min(line.x0 for line in lines),
        right=max(line.x1 for line in lines),
        hanging=_is_hanging(lines),
        pitch=_pitch(lines, style),
        size=style.size,
    )
    groups = [[lines[0]]]
    for line in lines[1:]:
        if _starts(groups[-1], line, column):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [
        Block(
            kind=Kind.LIST_ITEM if is_item(group[0].text) else Kind.PARAGRAPH,
            area=hull(group),
            page=group[0].page,
            lines=tuple(group),
            left=column.left,
            right=column.right,
        )
        for group in groups
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """What is usual in a column; `hanging` paragraphs indent all lines but the first."""

    left: float
    right: float
    hanging: bool
    pitch: float
    size: float


def _pitch(lines: Sequence[Line], style: Style) -> float:
    """Return the usual step from a line to the next below it, as a share of the size of its type.

    Of several steps that are common the smallest is that within paragraphs.
    """
    steps = Counter(
        round((below.y1 - above.y1) / above.size, 1)
        for above, below in pairwise(lines)
        if abs(above.size - below.size) < 0.3
        and abs(above.x0 - below.x0) < 0.3 * above.size
        and 0.9 * above.size < below.y1 - above.y1 < 2.2 * above.size
    )
    common = [step for step, count in steps.items() if count > 1 and 4 * count >= steps.total()]
    return min(common, default=style.pitch)


def _is_hanging(lines: Sequence[Line]) -> bool:
    """Tell whether, after a line that moves in, the next mostly stays there."""
    stay = back = 0
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if 0.8 * line.size < line.x0 - above.x0 < 6 * line.size:
            stay += abs(below.x0 - line.x0) < 0.3 * line.size
            back += below.x0 < line.x0 - 0.8 * line.size
    return stay > back


def _starts(group: list[Line], line: Line, column: _Column) -> bool:
    """Tell whether `line` begins a new block after the lines of `group`."""
    above = group[-1]
    if _is_larger(above, line) or is_item(line.text) or is_contents_entry(above.text):
        return True
    if line.y1 - above.y1 > 1.28 * column.pitch * max(above.size, line.size):
        return True
    room = column.right - above.x1
    run_in = above.mixed or line.mixed
    if above.bold != line.bold and not run_in and (room > 2 * line.size or is_ended(above.text)):
        return True
    if above.size > 1.15 * column.size:
        return False
    return _indented(group, line, column) or _had_room(above, line, room)


def _indented(group: list[Line], line: Line, column: _Column) -> bool:
    above = group[-1]
    if is_item(group[0].text):
        # Chinese items indent their first line only: what follows a full line goes on further left.
        outdented = line.x0 < group[0].x0 + 0.3 * line.size
        return outdented and is_ended(above.text) and not _is_han(line.text[0])
    if column.hanging:
        return line.x0 < above.x0 - 0.8 * line.size
    deep = line.x0 - column.left > 0.8 * line.size and line.x0 - above.x0 > 0.8 * line.size
    return deep and line.x0 - above.x0 < 6 * line.size


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _had_room(above: Line, line: Line, room: float) -> bool:
    """Tell whether the first word of `line` would have fitted in the line above."""
    word = line.text.split(" ", 1)[0]
    if not line.text[:1].isascii():
        word = word[:2]
    needed = line.width * len(word) / max(len(line.text), 1) + line.size / 2
    return room > needed + (line.size if is_ended(above.text) else 4 * line.size)
