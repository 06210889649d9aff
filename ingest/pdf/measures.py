"""What is usual in a column of lines: its edges, its pitch, how its paragraphs begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.page import Line
from ingest.pdf.style import Style

_CHANCE, _CHANCE_HAN = 7, 15
"""Lines less wide than so many sizes of their type may end at one edge by chance, and Chinese ones
of fewer characters than the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What is usual in a column.

    `hanging` paragraphs indent all lines but the first, `indenting` ones the first alone.
    """

    left: float
    right: float
    hanging: bool
    indenting: bool
    pitch: float
    size: float


def pitch_of(lines: Sequence[Line], style: Style) -> float:
    """Return the usual step from a line to the next below it, as a share of the size of its type.

    Of several steps that are common the smallest is that within paragraphs.
    """
    steps = [
        round((below.y1 - above.y1) / above.size, 1)
        for above, below in pairwise(lines)
        if abs(above.size - below.size) < 0.3
        and abs(above.x0 - below.x0) < 0.3 * above.size
        and 0.9 * above.size < below.y1 - above.y1 < 2.2 * above.size
    ]
    least = max(2.0, len(steps) / 4)
    common = [step for step in set(steps) if steps.count(step) >= least]
    return min(common, default=style.pitch)


def right_of(lines: Sequence[Line]) -> float:
    """Return where lines end on the right, but for one that sticks out of a straight edge."""
    edges = sorted((line.x1 for line in lines), reverse=True)
    size = lines[0].size
    if len(edges) > 4 and edges[0] - edges[1] > 1.5 * size and edges[1] - edges[3] < size:
        return edges[1]
    return edges[0]


def both_begin(above: Line, line: Line, column: Column) -> bool:
    """Tell whether two lines are as far in as first lines are: the one above is all of its own."""
    deep = line.x0 - column.left > 0.8 * line.size
    return deep and abs(line.x0 - above.x0) < 0.3 * line.size and not line.text[0].islower()


def room_for(line: Line) -> float:
    """Return the width of the first word of a line, or two Chinese characters, and a blank."""
    word = line.text.split(" ", 1)[0]
    if not line.text[:1].isascii():
        word = word[:2]
    return line.width * len(word) / max(len(line.text), 1) + line.size / 2


def share_edge(one: Line, other: Line) -> bool:
    """Tell whether two lines end at one edge, as text does that is set around a picture."""
    if not one.text.isascii() and len(one.text) < _CHANCE_HAN:
        return False
    return abs(one.x1 - other.x1) < 0.1 * one.size and one.width > _CHANCE * one.size


def is_han(char: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"
