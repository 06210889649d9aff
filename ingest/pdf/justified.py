"""Lines of justified text whose words stand so far apart that each came as a line of its own."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.pdf.page import Line, side_by_side

_LEAST, _MOST = 0.6, 2.6
"""White between the words of a line that is set out to the width of its column, in sizes."""

_EVEN = 0.45
"""The white between such words is as wide everywhere, but for signs at their ends."""

_PITCH = 2.2


def whole_lines(lines: Sequence[Line]) -> list[Line]:
    """Return `lines`, in the order of the file, with words joined that fill one line of a column.

    They stand evenly apart, from where the line above or below them begins to where it ends.
    """
    joined: list[Line] = []
    for start, end in _rows(lines):
        row = lines[start:end]
        if len(row) > 2 and _is_even(row):
            beside = [*lines[max(0, start - 1) : start], *lines[end : end + 1]]
            if any(_has_measure(row, other) for other in beside):
                joined.append(side_by_side(row, " ".join(line.text for line in row)))
                continue
        joined.extend(row)
    return joined


def _rows(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield where each run of lines begins and ends that stand side by side, set alike."""
    start = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and _is_next(lines[at - 1], lines[at]):
            continue
        yield start, at
        start = at


def _is_next(left: Line, right: Line) -> bool:
    level = abs(left.y1 - right.y1) < 0.5 and abs(left.size - right.size) < 0.2
    return level and _LEAST * left.size < right.x0 - left.x1 < _MOST * left.size


def _is_even(row: Sequence[Line]) -> bool:
    gaps = [two.x0 - one.x1 for one, two in pairwise(row)]
    return max(gaps) - min(gaps) < _EVEN * row[0].size


def _has_measure(row: Sequence[Line], other: Line) -> bool:
    """Tell whether a line next to the row begins and ends where the row does."""
    edges = abs(other.x0 - row[0].x0) < 1 and abs(other.x1 - row[-1].x1) < 1
    near = 0.5 < abs(other.y1 - row[0].y1) / row[0].size < _PITCH
    return edges and near and abs(other.size - row[0].size) < 0.2
