"""Tables between rules above and below their head, and below the last row: three-line tables."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter

from ingest.pdf.aligned import are_tabular
from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Row, Table, cell_text, rows_of
from ingest.pdf.guides import Guides
from ingest.pdf.heights import ByHeight
from ingest.pdf.page import Area, Line, hull, side_by_side
from ingest.pdf.placing import (
    Columns,
    Placed,
    columns_of,
    placed,
    records_of,
    table_of,
    without_halves,
)
from ingest.pdf.rows import are_lines, cells_of, rows_of_bands
from ingest.pdf.separators import Separator, Stack, whole_stacks
from ingest.pdf.signs import is_amount
from ingest.pdf.table_head import named_head, ruled_head
from ingest.pdf.white import Band, bands_of, white
from ingest.table import is_number

_AMOUNT = re.compile(r"[(-]?[$€£¥￥]\s?\d[\d,.]*\)?$|[(-]?\d[\d,]*[.,]\d+\)?$")
_SIGN = re.compile(r"[$€£¥￥]$")
_FEWEST_RULES = 3
_SLACK = 2.5
_EMPTY = 40.0
"""What is empty for more points than this is no row."""

_MOST_NAMES = 6
"""A head has no more lines of text than this."""

_SEVERAL = 0.5
"""Of the rows between two rules this share has several texts."""

_WIDE = 0.6
"""A lone text as wide as this share of the rules is no cell, but a note or running text."""


_AMOUNTS = 0.3
"""A table of amounts has more of them than this share of its texts."""

_NUMBERED = 0.2
"""Labels are words; so many of them may be numbers."""


def three_line_tables(
    lines: Sequence[Line], guides: Guides, *, of_amounts: bool
) -> tuple[list[Table], list[Line]]:
    """Return the tables that `guides` frame above and below alone, and the lines outside of them.

    Those whose rows are parted by rules are left to others. Only tables `of_amounts` are sure to
    have a row on each line; others may be told by what is drawn of them.
    """
    tables: list[Table] = []
    rest = list(lines)
    if max(map(len, guides.stacks), default=0) < _FEWEST_RULES:
        return tables, rest
    ordered = ByHeight(rest)
    for stack in _stacks(ordered, guides):
        at, parts = 0, _parts(stack, ordered)
        heads = [_is_head(part, rule) for part, rule in zip(parts[:-1], stack, strict=False)]
        if not any(heads):
            continue
        whole = [_are_rows(part, *two) for part, two in zip(parts, pairwise(stack), strict=True)]
        while at + 2 < len(stack):
            end = _end(whole, at) if heads[at] else at
            body = [line for part in parts[at + 1 : end] for line in part]
            fits = bool(body) and _are_mostly_amounts(body) is of_amounts
            table = _table(parts[at], body, stack[at : end + 1], guides) if fits else None
            if table is None:
                at += 1
                continue
            tables.append(table)
            taken = {id(line) for part in parts[at:end] for line in part}
            rest = [line for line in rest if id(line) not in taken]
            ordered = ByHeight(rest)
            at = end
    return tables, rest


def _are_mostly_amounts(lines: Sequence[Line]) -> bool:
    return sum(is_amount(line.text) for line in lines) > _AMOUNTS * len(lines)


def _stacks(ordered: ByHeight[Line], guides: Guides) -> list[Stack]:
    """Return the rules of whole tables, and those of tables that stand beside each other.

    Each of these begins with labels; else they are the columns of one.
    """
    whole = [stack for stack in whole_stacks(guides.stacks) if len(stack) >= _FEWEST_RULES]
    known = set(map(id, whole))
    beside = [stack for stack in guides.stacks if len(stack) >= _FEWEST_RULES]
    beside = [stack for stack in beside if id(stack) not in known]
    beside = [stack for stack in beside if any(map(partial(_are_level, stack), beside))]
    labelled = all(_begins_with_labels(_inside(one, ordered)) for one in beside)
    return [*whole, *beside] if labelled else whole


def _are_level(one: Stack, two: Stack) -> bool:
    """Tell whether two stacks stand beside each other, and begin or end at the same height."""
    apart = one[0].x1 <= two[0].x0 or two[0].x1 <= one[0].x0
    ends = abs(one[0].y0 - two[0].y0), abs(one[-1].y0 - two[-1].y0)
    return apart and min(ends) < _SLACK


def _begins_with_labels(lines: Sequence[Line]) -> bool:
    """Tell whether rows of several texts each begin with words."""
    firsts = [row[0] for row in rows_of(lines) if len(row) > 1] if lines else []
    numbers = sum(is_number(line.text) for line in firsts)
    return len(firsts) > 2 and numbers < _NUMBERED * len(firsts)


def _inside(stack: Stack, ordered: ByHeight[Line]) -> list[Line]:
    """Return the lines between the first rule and the last one, top down."""
    x0, x1 = stack[0].x0, stack[0].x1
    between = ordered.between(stack[0].y0, stack[-1].y0)
    return [line for line in between if line.x0 < x1 and x0 < line.x1]


def _parts(stack: Stack, ordered: ByHeight[Line]) -> list[list[Line]]:
    """Return the lines between each two rules."""
    inside = _inside(stack, ordered)
    cuts = [bisect_left(inside, rule.y0, key=attrgetter("middle")) for rule in stack]
    return [inside[start:end] for start, end in pairwise(cuts)]


def _end(whole: Sequence[bool], first: int) -> int:
    """Return up to which rule the rows below a head reach."""
    end = first + 1
    while end < len(whole) and whole[end]:
        end += 1
    return end


def _are_rows(part: Sequence[Line], above: Separator, below: Separator) -> bool:
    """Tell whether what stands between two rules may be rows of a table as wide as these."""
    if not part:
        return below.y0 - above.y0 <= _EMPTY
    if any(line.x0 < above.x0 - _SLACK or line.x1 > above.x1 + _SLACK for line in part):
        return False
    if is_caption(min(part, key=lambda line: line.y0).text):
        return False
    rows = rows_of(part)
    if any(len(row) == 1 and row[0].width > _WIDE * above.width for row in rows):
        return False
    return sum(len(row) > 1 for row in rows) >= _SEVERAL * len(rows)


def _table(
    head: Sequence[Line], body: Sequence[Line], rules: Sequence[Separator], guides: Guides
) -> Table | None:
    """Return the table of a head and the rows below it, if they are one."""
    rows = rows_of(body)
    several = [row for row in rows if len(row) > 1]
    bands, fewest = bands_of(body), 2 * (len(rules) - 2)
    if len(several) < 2 or max(len(rows), len(bands)) < fewest:
        return None
    if _strokes(rules[1], rules[-1], guides):
        return None
    columns = _columns(head, several)
    if len(columns) < 2:
        return None
    grid = [placed(row, columns) for row in rows]
    if not are_tabular(grid, len(columns)):
        return None
    records = _tall_rows(rows, bands, columns, guides) or records_of(grid, columns)
    if len(records) < fewest:
        return None
    return table_of([*_head_rows(head, columns, rules, guides), *records], columns)


def _columns(head: Sequence[Line], rows: Sequence[Row]) -> Columns:
    """Return the columns of rows; two of which no row has both are one below the same name."""
    names = rows_of(head)[-1]
    lines = [line for row in rows for line in row]
    columns = columns_of(rows)
    for strict in (_parted([*names, *lines]), _parted(lines)):
        if len(strict) in (len(columns), len(names)) and len(strict) + 1 >= len(columns):
            columns = strict
            break
    return without_halves(columns, rows, names)


def _parted(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return the columns between the white that no line reaches into."""
    gaps, around = white(lines), hull(lines)
    starts = [around.x0, *(gap.end for gap in gaps)]
    return [*zip(starts, [*(gap.start for gap in gaps), around.x1], strict=True)]


def _is_head(head: Sequence[Line], rule: Separator) -> bool:
    """Tell whether lines may be the names of columns: few, no amounts, the last ones level."""
    if not head or any(line.x0 < rule.x0 - _SLACK or line.x1 > rule.x1 + _SLACK for line in head):
        return False
    bands = bands_of(head)
    first = min(bands[0], key=lambda line: line.x0)
    if len(bands) > _MOST_NAMES or len(bands[-1]) < 2 or is_caption(first.text):
        return False
    return not any(map(_are_amounts, rows_of(head)))


def _are_amounts(row: Row) -> bool:
    """Tell whether most texts of a row are amounts, or the signs beside these."""
    amounts = sum(bool(_AMOUNT.match(line.text)) for line in row)
    signs = sum(bool(_SIGN.match(line.text)) for line in row)
    return 2 * (amounts + 2 * signs) > len(row)


def _head_rows(
    head: Sequence[Line], columns: Columns, rules: Sequence[Separator], guides: Guides
) -> list[list[Placed]]:
    strokes = _strokes(rules[0], rules[1], guides)
    if strokes:
        return ruled_head(head, columns, strokes)
    grid = [placed(row, columns) for row in rows_of(head)]
    return named_head(grid, columns)


def _strokes(top: Separator, end: Separator, guides: Guides) -> list[Area]:
    """Return what is drawn between two rules under some of the columns alone."""
    return [
        stroke
        for stack in guides.stacks
        for rule in stack
        if top.y0 + _SLACK < rule.y0 < end.y0 - _SLACK and rule.width < top.width - _SLACK
        for stroke in (rule, *_pieces(rule))
        if top.x0 - _SLACK < stroke.x0 and stroke.x1 < top.x1 + _SLACK
    ]


def _pieces(rule: Separator) -> list[Area]:
    """Return the strokes that a rule is drawn in."""
    xs = [rule.x0, *rule.joints, rule.x1] if rule.joints else []
    return [Area(x0=start, y0=rule.y0, x1=end, y1=rule.y0) for start, end in pairwise(xs)]


def _tall_rows(
    lines: Sequence[Row], bands: Sequence[Band], columns: Columns, guides: Guides
) -> list[list[Placed]] | None:
    """Return rows of cells that run over lines, where white parts them; None where lines are rows.

    A label beside a text on each line tells that each is a row.
    """
    cuts = [(end + start) / 2 for (_, end), (start, _) in pairwise(columns)]
    around = hull([line for band in bands for line in band])
    rows = rows_of_bands(bands, cuts, around, guides)
    if len(rows) == len(lines) or are_lines(rows, cuts[0]):
        return None
    return [_cells(row, cuts) for row in rows]


def _cells(row: Sequence[Line], cuts: Sequence[float]) -> list[Placed]:
    """Return the cells of a row; a lone label is one of the first column, however long it is."""
    cells = sorted(cells_of(row, cuts).items())
    lone = len(cells) == 1 and cells[0][0][0] == 0
    return [
        Placed(
            column=first,
            width=1 if lone else width,
            line=side_by_side(lines, cell_text(lines)),
        )
        for (first, width), lines in cells
    ]
