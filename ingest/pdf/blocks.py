"""From the lines of one column to blocks: paragraphs, list items, lines that may be headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.contents import is_contents_entry
from ingest.model import Kind
from ingest.pdf.cells import Table, level
from ingest.pdf.entries import are_entries
from ingest.pdf.measures import (
    Column,
    both_begin,
    is_han,
    pitch_of,
    right_of,
    room_for,
    share_edge,
)
from ingest.pdf.page import Area, Line, Mark, hull, side_by_side
from ingest.pdf.style import Style

_BULLET = r"[•◦▪▫‣·●○■□◆◇➢➤►▶✓✔❖⁃∙*–—-]"
_ENUMERATOR = (
    r"[(（\[]?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5}|[一二三四五六七八九十]{1,3})[.)）\]、．]"
    r"|[①-⑳]|\d{1,2}(?:\.\d{1,2}){1,4}\.?"
)
_MARKER = re.compile(rf"(?:{_BULLET}|o|{_ENUMERATOR})$")
_ITEM = re.compile(
    rf"{_BULLET}\s+\S|o\s+[A-Z“\"]|[•◦▪▫‣●○■□◆◇➢➤►▶✓✔❖]\S|(?:[(（\[]?(?:\d{{1,3}}|[a-zA-Z]|[ivxIVX]{{2,5}})[.)）\]]\s+\S)"
    r"|[（(][一二三四五六七八九十\d]{1,3}[)）](?![》」』〉，。、；）)])|[一二三四五六七八九十]{1,3}、|\d{1,2}[、．]|[①-⑳]"
)
_SECTION = re.compile(
    r"第[〇零一二三四五六七八九十百千\d]{1,5}[编編部篇章节節条]|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-Z\u4e00-\u9fff]"
)
_LABELLED = re.compile(
    r"(?:Table|TABLE|Figure|FIGURE|Fig\.|Chart|Exhibit|Box|Appendix|Annex|表|图|附[表图录])"
    r"\s*[A-Z]{0,2}[-–.]?\d|\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\S"
)
"""What captions and headings begin with, whose other lines may stand below their words."""

_FIELD = re.compile(r"[\u3400-\u9fff]{2,10}[:：]\S")
_HANGING = 9
_FIRST_LINE = (1.5, 2.6)
"""How far Chinese paragraphs move in their first line, in sizes of their type."""

_ENDS = frozenset(".!?:;。！？：；…")
_CLOSERS = "\"'”’）)】」』]"


# Not frozen, as all values that a page has dozens of: a frozen one takes longer to make.
@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Block:
    """Lines that belong together, or a table, a picture, or a mark put on the page.

    `opens` and `closes` tell that it stands at the start or the end of a column, where a paragraph
    may go on. `aside` blocks stand in a box beside the text. Where their text runs at a clockwise
    angle `turn`, all places are those on the page turned as it sees it.
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
    turn: int = 0

    @property
    def first(self) -> str:
        """The text of the first line."""
        return self.lines[0].text if self.lines else ""


def is_marker(text: str) -> bool:
    """Tell whether `text` is nothing but a bullet or a number in front of an item or a heading."""
    return bool(_MARKER.match(text))


@lru_cache(maxsize=1024)
def is_item(text: str) -> bool:
    """Tell whether `text` begins with a bullet or number as list items do."""
    return bool(_ITEM.match(text))


def is_ended(text: str) -> bool:
    """Tell whether `text` ends as a sentence or a lead-in does."""
    return text.rstrip(_CLOSERS)[-1:] in _ENDS


def text_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of one column top down, what stands side by side joined with a blank."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y0 + line.y1):
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
    hanging, indenting = _habit(lines)
    column = Column(
        left=min([line.x0 for line in lines]),
        right=right_of(lines),
        hanging=hanging,
        indenting=indenting,
        pitch=pitch_of(lines, style),
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


def _habit(lines: Sequence[Line]) -> tuple[bool, bool]:
    """Tell whether paragraphs hang (all lines but the first move in), or indent the first alone.

    What moves in below unfinished text and stays there hangs; what moves out below it was begun
    further in. Numbered headings stand over first lines, where neither can be told.
    """
    stay = back = flat = 0
    left = min(line.x0 for line in lines)
    for above, line, below in zip(lines, lines[1:], [*lines[2:], None], strict=False):
        step = (line.x0 - above.x0) / line.size
        inside = line.x0 - left > 0.8 * line.size
        if (abs(step) < 0.3 and not inside) or is_ended(above.text) or is_item(line.text):
            continue
        if 0.8 < step < 6 and below is not None:
            stay += abs(below.x0 - line.x0) < 0.3 * line.size
        back += -6 < step < -0.8
        flat += abs(step) < 0.3 and inside
    return stay > back, back > stay and back >= flat


def _starts(group: list[Line], line: Line, column: Column) -> bool:
    """Tell whether `line` begins a new block after the lines of `group`."""
    above = group[-1]
    if _is_larger(above, line) or is_item(line.text) or is_contents_entry(above.text):
        return True
    step = 1.28 * column.pitch * max(above.size, line.size)
    if line.y1 - above.y1 > step or are_entries(above, line):
        return True
    if len(group) == 1 and _FIELD.match(above.text) and _FIELD.match(line.text):
        return True
    if above.text[-1] == "-" and above.text[-2:-1].isalpha() and line.text[0].islower():
        return False
    room = column.right - above.x1
    run_in = above.mixed or line.mixed
    if above.bold != line.bold and not run_in and (room > 2 * line.size or is_ended(above.text)):
        return True
    if above.size > 1.15 * column.size:
        return bool(_SECTION.match(line.text))
    return _indented(group, line, column) or _had_room(group, line, room)


def _indented(group: list[Line], line: Line, column: Column) -> bool:
    above = group[-1]
    if _begins_alike(group, line, column):
        return True
    if _hangs(group, line, column):
        return False
    if column.indenting and len(group) == 1 and both_begin(above, line, column):
        return True
    if is_item(group[0].text):
        # Chinese items indent their first line only: what follows a full line goes on further left.
        outdented = line.x0 < group[0].x0 + 0.3 * line.size
        return outdented and is_ended(above.text) and not is_han(line.text[0])
    if column.hanging:
        return line.x0 < above.x0 - 0.8 * line.size
    deep = line.x0 - column.left > 0.8 * line.size and line.x0 - above.x0 > 0.8 * line.size
    return deep and line.x0 - above.x0 < 6 * line.size


def _begins_alike(group: Sequence[Line], line: Line, column: Column) -> bool:
    """Tell whether `line` is as far in as the first of a group that ended, whose others are not."""
    first, above = group[0], group[-1]
    if not is_ended(above.text) or abs(line.x0 - first.x0) > 0.3 * line.size:
        return False
    if len(group) > 1:
        return above.x0 < first.x0 - 0.8 * line.size
    least, most = _FIRST_LINE
    deep = least < (line.x0 - column.left) / line.size < most
    return deep and not column.hanging and is_han(line.text[0])


def _hangs(group: Sequence[Line], line: Line, column: Column) -> bool:
    """Tell whether `line` goes on with a caption or heading, below the words after its number."""
    above = group[-1]
    inside = 0.8 * line.size < line.x0 - above.x0 < _HANGING * line.size
    if not inside or len(group) > 1 or is_ended(above.text) or not _LABELLED.match(above.text):
        return False
    return column.right - above.x1 < room_for(line) + line.size


def _had_room(group: Sequence[Line], line: Line, room: float) -> bool:
    """Tell whether the first word of `line` would have fitted in the line above."""
    above = group[-1]
    if _goes_on(group, line) and any(share_edge(above, one) for one in (*group[-2:-1], line)):
        return False
    needed = room_for(line)
    left_of_item = is_item(group[0].text) and line.x0 < group[0].x0 - 0.8 * line.size
    sure = is_ended(above.text) or left_of_item
    return room > needed + (line.size if sure else 4 * line.size)


def _goes_on(group: Sequence[Line], line: Line) -> bool:
    """Tell whether the words of `line` may go on with a sentence begun above."""
    if is_ended(group[-1].text) or line.text[0].isdigit():
        return False
    return len(group) > 1 or line.text[0].islower() or is_han(line.text[0])
