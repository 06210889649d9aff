"""The head of a table: which names reach over several columns, and which over several rows.

Short rules below a name show its columns. Where there is none, names stand in the middle above as
many columns each, or begin where the first of them does and the columns are called the same.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from ingest.pdf.cells import cell_text, is_year, level
from ingest.pdf.page import Area, Line, side_by_side
from ingest.pdf.placing import Columns, Placed, placed, records_of
from ingest.pdf.rulings import places

_UNDER = 0.5
"""A rule under so much of the width of a column is drawn under it."""

_AMOUNT = re.compile(r"[$€£¥￥]|\d,\d{3}|^\d+\.\d+$")
_FLUSH = 3.0
_WIDER = 1.5
_CENTRED = 0.15
"""A name this far from the middle of its columns, as a share of their width, is above them."""


def ruled_head(
    lines: Sequence[Line], columns: Columns, strokes: Sequence[Area]
) -> list[list[Placed]]:
    """Return the rows of a head in which `strokes` under some of the `columns` part the names."""
    levels = places([stroke.y0 for stroke in strokes])
    under = {
        (row, column)
        for stroke in strokes
        for row in [_nearest(levels, stroke.y0)]
        for column in _covered(stroke, columns)
    }
    cells = [
        (bisect_left(levels, cell.line.middle), cell)
        for line in lines
        for cell in placed([line], columns)
    ]
    first = {(row, column): row for column in range(len(columns)) for row in range(len(levels) + 1)}
    for column in range(len(columns)):
        for row in range(1, len(levels) + 1):
            if (row - 1, column) not in under:
                first[row, column] = first[row - 1, column]
    return _rows(cells, _joined(cells, columns, strokes, levels, first), first, len(levels) + 1)


def _nearest(levels: Sequence[float], y: float) -> int:
    return min(range(len(levels)), key=lambda at: abs(levels[at] - y))


def _covered(stroke: Area, columns: Columns) -> list[int]:
    """Return the columns that a rule is drawn under."""
    return [
        at
        for at, (start, end) in enumerate(columns)
        if min(end, stroke.x1) - max(start, stroke.x0) > _UNDER * (end - start)
    ]


def _joined(
    cells: Sequence[tuple[int, Placed]],
    columns: Columns,
    strokes: Sequence[Area],
    levels: Sequence[float],
    first: dict[tuple[int, int], int],
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, by row and column, the first column and the number of those that are one cell."""
    reach = {place: (place[1], 1) for place in first}
    spans = [(_nearest(levels, one.y0), _run(_covered(one, columns))) for one in strokes]
    spans += [(row, range(cell.column, cell.column + cell.width)) for row, cell in cells]
    for row, span in spans:
        if len(span) < 2 or len({first[row, column] for column in span}) > 1:
            continue
        if any(reach[row, column][1] > 1 for column in span):
            continue
        inside = [
            cell.line
            for other, cell in cells
            if cell.column in span and first[other, cell.column] == first[row, span[0]]
        ]
        if any(level(one, two) for one, two in pairwise(sorted(inside, key=lambda one: one.x0))):
            continue
        for (other, column), start in first.items():
            if column in span and start == first[row, span[0]]:
                reach[other, column] = (span[0], len(span))
    return reach


def _run(columns: Sequence[int]) -> range:
    return range(columns[0], columns[-1] + 1) if columns else range(0)


def _rows(
    cells: Sequence[tuple[int, Placed]],
    reach: dict[tuple[int, int], tuple[int, int]],
    first: dict[tuple[int, int], int],
    count: int,
) -> list[list[Placed]]:
    """Return the rows of the head; one in which no cell begins is left out."""
    texts: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for row, cell in cells:
        texts[first[row, cell.column], reach[row, cell.column][0]].append(cell.line)
    kept = sorted({row for row, _ in texts})
    rows: list[list[Placed]] = [[] for _ in kept]
    for (row, column), lines in sorted(texts.items()):
        end = next((r for r in range(row + 1, count) if first[r, column] != row), count)
        line = side_by_side(lines, cell_text(lines))
        rows[kept.index(row)].append(
            Placed(
                column=column,
                width=reach[row, column][1],
                height=bisect_left(kept, end) - kept.index(row),
                line=line,
            )
        )
    return rows


def named_head(head: Sequence[list[Placed]], columns: Columns) -> list[list[Placed]]:
    """Return the rows of a head without rules: each name over the columns that it stands above."""
    rows = [list(row) for row in head]
    for at, above in enumerate(rows):
        below = [cell for row in rows[at + 1 :] for cell in row]
        names = [cell for cell in above if cell.column > 0]
        groups = _groups(names, below, columns) if names and below else None
        if groups is not None:
            wide = zip(names, groups, strict=True)
            rows[at] = [
                *(cell for cell in above if cell.column == 0),
                *(replace(cell, column=group[0], width=len(group)) for cell, group in wide),
            ]
    return _with_corner(records_of(rows, columns, len(rows)))


def _with_corner(rows: list[list[Placed]]) -> list[list[Placed]]:
    """Return the rows of a head with a lone name above the labels over all that name columns.

    That is from the first row with a name over several of them to the one below the last such.
    """
    first = next((at for at, row in enumerate(rows) if any(cell.width > 1 for cell in row)), None)
    corners = [cell for row in rows for cell in row if cell.column == 0]
    if first is None or len(corners) != 1 or corners[0].width > 1:
        return rows
    if any(cell.column == 0 for row in rows[:first] for cell in row):
        return rows
    beside = next(row for row in rows if corners[0] in row)
    if any(_AMOUNT.search(cell.line.text) for cell in beside):
        return rows
    rest = [[cell for cell in row if cell.column > 0] for row in rows]
    below = [row for row in rest[first:] if row]
    wide = takewhile(lambda row: any(cell.width > 1 for cell in row), below)
    height = min(len(below), len(list(wide)) + 1)
    rest[first].insert(0, replace(corners[0], height=height))
    return [row for row in rest if row]


def _groups(
    names: Sequence[Placed], below: Sequence[Placed], columns: Columns
) -> list[range] | None:
    """Return the columns of each name: as many of those with a text below, which say the same.

    None where names do not stand in the middle above as many columns, nor begin where these do.
    """
    filled = sorted({cell.column for cell in below if cell.column > 0})
    if not filled or filled != list(range(filled[0], len(columns))):
        return None
    size, left_over = divmod(len(filled), len(names))
    if left_over or size < 2:
        return None
    groups = [range(first, first + size) for first in filled[::size]]
    pairs = list(zip(names, groups, strict=True))
    if all(_is_centred(name, group, columns) for name, group in pairs):
        return groups
    texts = {cell.column: cell.line for cell in below}
    said = {tuple(texts[column].text for column in group) for group in groups}
    flush = all(abs(name.line.x0 - texts[group[0]].x0) < _FLUSH for name, group in pairs)
    return groups if flush and len(said) == 1 < len(groups) else None


def _is_centred(name: Placed, group: range, columns: Columns) -> bool:
    """Tell whether a name stands above the middle of columns, not of the one in the middle alone.

    That is over the white between two, a year, or wider than the column is.
    """
    start, end = columns[group[0]][0], columns[group[-1]][1]
    middle = columns[group[len(group) // 2]]
    odd = len(group) % 2 == 1
    if odd and name.line.width <= _WIDER * (middle[1] - middle[0]) and not is_year(name.line.text):
        return False
    off = (name.line.x0 + name.line.x1 - start - end) / 2
    return abs(off) <= _CENTRED * (end - start)
