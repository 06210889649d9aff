"""Code: lines in type of one width, set apart from the text, with their indentation."""

from collections.abc import Sequence

from ingest.model import Kind
from ingest.pdf.blocks import Block
from ingest.pdf.cells import Row, rows_of
from ingest.pdf.page import Line, hull, side_by_side
from ingest.pdf.style import Style

_LARGEST = 1.2
_FAR = 3.0
"""Lines further apart than this many times their size belong to two listings."""


def listings(lines: Sequence[Line], style: Style) -> tuple[list[Block], list[Line]]:
    """Return the blocks of code among the lines of a column, and the other lines.

    Where the whole text is set in type of one width nothing is code.
    """
    if style.mono or not any(line.mono for line in lines):
        return [], list(lines)
    rows = rows_of(lines)
    blocks: list[Block] = []
    rest: list[Line] = []
    for start, end in _runs(rows, style):
        run = rows[start:end]
        if _is_code(rows, start, end, style):
            blocks.append(_block([_line(row) for row in run]))
        else:
            rest.extend(line for row in run for line in row)
    return blocks, rest


def indented(lines: Sequence[Line]) -> list[str]:
    """Return the texts of a listing, each behind as many blanks as it stands further in."""
    widths = [line.width / len(line.text) for line in lines if line.text]
    width = sorted(widths)[len(widths) // 2] if widths else 1.0
    left = min(line.x0 for line in lines)
    return [" " * round((line.x0 - left) / (width or 1.0)) + line.text for line in lines]


def _runs(rows: Sequence[Row], style: Style) -> list[tuple[int, int]]:
    """Return the stretches of rows that are all of one width, or all not."""
    starts = [0]
    for index in range(1, len(rows)):
        mono = _is_mono(rows[index], style)
        gap = rows[index][0].y0 - rows[index - 1][0].y1
        far = mono and gap > _FAR * rows[index][0].size
        if mono != _is_mono(rows[index - 1], style) or far:
            starts.append(index)
    return list(zip(starts, [*starts[1:], len(rows)], strict=True))


def _is_mono(row: Row, style: Style) -> bool:
    return all(line.mono and line.size <= _LARGEST * style.size for line in row)


def _is_code(rows: Sequence[Row], start: int, end: int, style: Style) -> bool:
    """Tell whether rows of one width are a listing: no table, and no words within a sentence."""
    run = rows[start:end]
    if not _is_mono(run[0], style) or 2 * sum(len(row) > 1 for row in run) > len(run):
        return False
    pitch = 1.15 * style.pitch * style.size
    above = start == 0 or rows[start][0].y1 - rows[start - 1][0].y1 > pitch
    below = end == len(rows) or rows[end][0].y1 - rows[end - 1][0].y1 > pitch
    return (above and below) or (len(run) > 2 and (above or below))


def _line(row: Row) -> Line:
    return row[0] if len(row) == 1 else side_by_side(row, "  ".join(line.text for line in row))


def _block(lines: Sequence[Line]) -> Block:
    return Block(kind=Kind.CODE, area=hull(lines), page=lines[0].page, lines=tuple(lines))
