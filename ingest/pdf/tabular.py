"""Whether what stands in rows and columns is a table, judged by how its cells are filled."""

import re
from collections.abc import Sequence
from itertools import compress, pairwise
from operator import attrgetter
from statistics import median

from ingest.pdf.blocks import is_item
from ingest.pdf.cells import rows_of
from ingest.pdf.page import Line, hull
from ingest.pdf.signs import is_amount
from ingest.table import is_number

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST = 450
_RAGGED = 0.4
_WORDY = 24
"""Lines of running text have more letters than this, a Chinese one counting for two."""

_CROWDED = 0.1
_SIGN = re.compile(r"[$€£¥]\W?\d.*|[$€£¥%)]{1,2}")
_AMOUNTS = 0.3
_TALLEST = 8
"""Cells of more lines than this, on the average, are columns of text."""

_CENTRED = 0.8
"""Of the rows whose cells differ in height, this share has all in the middle."""

_SPACED = 1.15
"""Rows whose step is this many times that of running text are no running text."""

_FEWEST_TERMS = 4
_DEFINES = re.compile(r"是?指|(?:means?|refers? to|shall mean)\b")
"""What a definition begins with, where the term stands in a column of its own."""

Cells = dict[tuple[int, int], list[Line]]
"""The lines of each cell of a row, by its first column and its width in columns."""


def is_tabular(rows: Sequence[Cells], columns: int, pitch: float, *, drawn: bool) -> bool:
    """Tell whether cells are filled like a table's, not like columns of text.

    Without rules and shades there must be more of it: three columns and rows, cells that begin on
    one line and end on different ones. Lines alone, one to a cell, are left to alignment.
    """
    if not drawn and columns == 2 and (_are_spaced_pairs(rows, pitch) or _are_definitions(rows)):
        return True
    several = [row for row in rows if len(row) > 1]
    if not drawn and _is_cut_up(several):
        return False
    if columns > 2 and len(several) >= 0.6 * len(rows) and _are_centred(several):
        return True
    tall = [row for row in several if max(map(_height, row.values())) > 1]
    if len(several) < 2 or not _are_cells(several, tall):
        return False
    if columns < 4 and _is_running_text(several, most=12 if drawn else 5):
        return False
    return len(several) >= 0.4 * len(rows) if drawn else _is_full(rows, several, tall, columns)


def _is_full(
    rows: Sequence[Cells], several: Sequence[Cells], tall: Sequence[Cells], columns: int
) -> bool:
    """Tell whether so many rows have `several` cells, half of these `tall`, as only tables have."""
    if 2 * len(tall) < len(several):
        return False
    if columns > 2:
        return len(several) > 2 and len(several) >= 0.6 * len(rows) and _is_level(several, 0.8)
    return len(several) > 3 and len(several) >= 0.8 * len(rows) and _are_pairs(several)


def _are_cells(several: Sequence[Cells], tall: Sequence[Cells]) -> bool:
    """Tell whether cells are short, end on different lines, and hold no columns of numbers."""
    if not tall or _is_stacked(tall):
        return False
    if not _are_short([cell for row in several for cell in row.values()]):
        return False
    ragged = sum(min(map(_height, row.values())) < max(map(_height, row.values())) for row in tall)
    return ragged >= _RAGGED * len(tall)


def _is_running_text(rows: Sequence[Cells], *, most: int) -> bool:
    """Tell whether two columns are set full, line after line, with `most` lines a cell or more."""
    prose = cells = lines = 0
    for column in {column for row in rows for column, _ in row}:
        inside = [cell for row in rows for (first, _), cell in row.items() if first == column]
        widths = [line.width for cell in inside for line in cell]
        full = sum(width > 0.85 * max(widths) for width in widths)
        letters = sum(_letters(line.text) for cell in inside for line in cell)
        prose += 2 * full > len(widths) > 5 and letters > _WORDY * len(widths)
        cells += len(inside)
        lines += len(widths)
    uneven = 2 * sum(_is_uneven(row) for row in rows) < len(rows)
    return prose > 1 and (lines >= most * cells or uneven)


def _is_cut_up(rows: Sequence[Cells]) -> bool:
    """Tell whether cells of two columns mostly end in full lines, as pieces of running text do."""
    cut_up = 0
    for column in {column for row in rows for column, _ in row}:
        inside = [cell for row in rows for (first, _), cell in row.items() if first == column]
        width = max(line.width for cell in inside for line in cell)
        ends = [max(cell, key=attrgetter("y1")) for cell in inside]
        full = sum(one.width > 0.9 * width and _letters(one.text) > _WORDY for one in ends)
        cut_up += 2 * full >= len(ends) > 1
    return cut_up > 1


def _is_stacked(rows: Sequence[Cells]) -> bool:
    """Tell whether numbers stand below each other in many cells: each line is a row then."""
    cells = [cell for row in rows for cell in row.values() if len(cell) > 1]
    stacked = sum(sum(is_number(line.text) for line in cell) > 1 for cell in cells)
    return stacked > 0.2 * len(cells)


def _letters(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_HAN.findall(text))


def _is_uneven(row: Cells) -> bool:
    heights = [_height(cell) for cell in row.values()]
    return max(heights) > 1 and min(heights) < max(heights)


def _are_spaced_pairs(rows: Sequence[Cells], pitch: float) -> bool:
    """Tell whether rows of two cells stand further apart than lines, each at the same places.

    Where the second cells count up it is a list of contents.
    """
    pairs = [row for row in rows if len(row) == 2]
    lone = sum(len(row) == 1 and (0, 1) in row for row in rows)
    if len(pairs) < max(4, 0.4 * len(rows)) or len(pairs) + lone < 0.9 * len(rows):
        return False
    lefts = [row[min(row)] for row in pairs]
    rights = [row[max(row)] for row in pairs]
    if not _are_spaced(rows, pitch * lefts[0][0].size):
        return False
    listed = any(is_item(cell[0].text) for cell in lefts)
    counted = all(cell[0].text.isdecimal() for cell in rights)
    return not (listed or counted) and _is_flush(lefts) and _is_flush(rights)


def _are_definitions(rows: Sequence[Cells]) -> bool:
    """Tell whether rows are terms, each with what it means to its right."""
    defined = [row for row in rows if (1, 1) in row and _DEFINES.match(row[1, 1][0].text)]
    termed = sum((0, 1) in row for row in defined)
    return termed >= max(_FEWEST_TERMS, 0.8 * len(rows))


def _are_spaced(rows: Sequence[Cells], step: float) -> bool:
    """Tell whether rows of one line are further from the next than `step`, that of running text."""
    tops = [min(line.y0 for cell in row.values() for line in cell) for row in rows]
    low = [max(map(_height, row.values())) == 1 for row in rows[:-1]]
    steps = [below - above for above, below in compress(pairwise(tops), low)]
    return len(steps) > 1 and median(steps) >= _SPACED * step


def _is_flush(cells: Sequence[Sequence[Line]]) -> bool:
    left = median(min(line.x0 for line in cell) for cell in cells)
    flush = sum(abs(min(line.x0 for line in cell) - left) < 2 for cell in cells)
    return flush >= 0.9 * len(cells)


def _are_pairs(rows: Sequence[Cells]) -> bool:
    """Tell whether rows of two cells are those of a table, not text beside its headings."""
    heights = sum(max(map(_height, row.values())) for row in rows)
    heads = sum(
        all(line.bold for line in cell)
        for row in rows
        for (column, _), cell in row.items()
        if column == 0
    )
    return heights <= 4 * len(rows) and heads < 0.8 * len(rows) and _is_level(rows, 0.9)


def _height(cell: Sequence[Line]) -> int:
    return 1 if len(cell) == 1 else len(rows_of(cell))


def _is_level(rows: Sequence[Cells], share: float) -> bool:
    """Tell whether of all cells this share begin on the first line of their row."""
    level = total = 0
    for row in rows:
        tops = [min(line.y0 for line in cell) for cell in row.values()]
        size = next(iter(row.values()))[0].size
        total += len(tops)
        level += sum(top - min(tops) < 0.5 * size for top in tops)
    return level >= share * total


def _are_centred(rows: Sequence[Cells]) -> bool:
    """Tell whether low cells stand beside the middle of tall ones, as no columns of text do."""
    ragged = [row for row in rows if _is_uneven(row)]
    if len(rows) < 3 or not ragged:
        return False
    if not _are_short([cell for row in rows for cell in row.values()]):
        return False
    return sum(map(_is_centred, ragged)) >= _CENTRED * len(ragged)


def _is_centred(row: Cells) -> bool:
    areas = [hull(cell) for cell in row.values()]
    middles = [area.middle for area in areas]
    return max(middles) - min(middles) < 0.2 * next(iter(row.values()))[0].size


def is_drawn_table(rows: Sequence[Cells], *, closed: bool) -> bool:
    """Tell whether rows and columns that are drawn in part hold a table: cells of few lines.

    Two rows are enough. `closed` rows are parted from each other, all of them. Tables of amounts
    with signs of their own are left to alignment, which brings both together.
    """
    several = [row for row in rows if len(row) > 1]
    if len(several) < 2 or len(several) < 0.4 * len(rows):
        return False
    cells = [cell for row in several for cell in row.values()]
    if _are_signed(cells) or _are_columns(cells) or not _are_short(cells):
        return False
    if not closed and _is_running_text(several, most=12):
        return False
    tall = [row for row in several if max(map(_height, row.values())) > 1]
    return not (tall and _is_stacked(tall))


def _are_signed(cells: Sequence[Sequence[Line]]) -> bool:
    """Tell whether many cells are amounts, with signs in cells of their own."""
    lines = [line for cell in cells for line in cell]
    signed = any(_SIGN.fullmatch(line.text) for line in lines)
    return signed and sum(is_number(line.text) for line in lines) > _AMOUNTS * len(lines)


def _are_columns(cells: Sequence[Sequence[Line]]) -> bool:
    """Tell whether cells have so many lines as only columns of text do."""
    return sum(map(len, cells)) > _TALLEST * len(cells)


def _are_short(cells: Sequence[Sequence[Line]]) -> bool:
    """Tell whether no cell is a page of text, and most are far from it."""
    lengths = [sum(len(line.text) for line in cell) for cell in cells]
    return sum(lengths) <= _LONGEST * len(lengths) and max(lengths) <= 5 * _LONGEST


def is_crowded(rows: Sequence[Cells]) -> bool:
    """Tell whether many cells hold texts side by side: there must be more columns than these."""
    cells = [cell for row in rows for cell in row.values()]
    crowded = sum(len(cell) > 1 and any(len(row) > 1 for row in rows_of(cell)) for cell in cells)
    return crowded > _CROWDED * len(cells)


def crowds_amounts(rows: Sequence[Cells]) -> bool:
    """Tell whether many cells hold an amount beside other text: alignment tells these apart."""
    cells = [cell for row in rows for cell in row.values()]
    several = sum(
        len(cell) > 1 and any(len(row) > 1 and is_amount(row[-1].text) for row in rows_of(cell))
        for cell in cells
    )
    return several > _CROWDED * len(cells)
