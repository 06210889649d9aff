"""Currency signs go with the amount behind them, however far from it they are set.

In accounts a sign stands at the left edge of its column, next to the amount of the column before:
MuPDF takes it for the end of that one, and the white between the two columns is closed.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from ingest.pdf.page import Line, reworded
from ingest.table import is_number

_SIGNS = ("$", "€", "£", "¥", "￥")
_LAST = re.compile(rf"(|.*[\d)%—–-])\s*([{''.join(_SIGNS)}])$")
_APART = 15.0
"""A sign stands at most this many times the size of its type before its amount."""

_NIL = frozenset("—–-")


def with_own_signs(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` with each sign alone, or at the end of an amount, put before the next amount.

    The amount stays where it is: a sign at the left edge of a column would leave no white there.
    """
    own: list[Line | None] = list(lines)
    last = [at for at, line in enumerate(lines) if line.text.endswith(_SIGNS)]
    if not last:
        return list(lines)
    order = sorted(range(len(lines)), key=lambda at: lines[at].middle)
    middles = [lines[at].middle for at in order]
    # From the right: the next amount may end in a sign that is not its own, too.
    for at in sorted(last, key=lambda at: -lines[at].x0):
        line = lines[at]
        first = bisect_left(middles, line.middle - 0.5 * line.size)
        end = bisect_left(middles, line.middle + 0.5 * line.size)
        behind = [other for other in order[first:end] if lines[other].x0 >= line.x1]
        following = min(behind, key=lambda other: lines[other].x0, default=at)
        parts, amount = _LAST.fullmatch(line.text), own[following]
        if parts is None or amount is None or not is_amount(amount.text):
            continue
        if amount.x0 - line.x1 > _APART * line.size:
            continue
        own[following] = reworded(amount, parts[2] + amount.text, x0=amount.x0, x1=amount.x1)
        cut = line.x0 + len(parts[1]) / len(line.text) * line.width
        own[at] = reworded(line, parts[1], x0=line.x0, x1=cut) if parts[1] else None
    return [line for line in own if line is not None]


def is_amount(text: str) -> bool:
    """Tell whether a text is a number, or the dash that stands for none."""
    return text in _NIL or is_number(text)
