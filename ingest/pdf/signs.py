"""Currency signs go with the amount behind them, however far from it they are set.

In accounts a sign stands at the left edge of its column, next to the amount of the column before:
MuPDF takes it for the end of that one, and the white between the two columns is closed.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.page import Line
from ingest.table import is_number

_SIGNS = ("$", "€", "£", "¥", "￥")
_LAST = re.compile(rf"(.*[\d)%—–-])\s*([{''.join(_SIGNS)}])$")
_NIL = frozenset("—–-")


def with_own_signs(lines: Sequence[Line]) -> list[Line]:
    """Return `lines` with each sign that ends an amount moved to the amount right of it."""
    own = list(lines)
    last = [at for at, line in enumerate(own) if line.text.endswith(_SIGNS)]
    if not last:
        return own
    order = sorted(range(len(own)), key=lambda at: own[at].middle)
    middles = [own[at].middle for at in order]
    # From the right: the next amount may end in a sign that is not its own, too.
    for at in sorted(last, key=lambda at: -own[at].x0):
        line = own[at]
        parts = _LAST.fullmatch(line.text)
        near = 0.5 * line.size
        first = bisect_left(middles, line.middle - near)
        end = bisect_left(middles, line.middle + near)
        behind = [other for other in order[first:end] if own[other].x0 >= line.x1]
        following = min(behind, key=lambda other: own[other].x0, default=None)
        if parts is None or following is None or not is_amount(own[following].text):
            continue
        part = len(parts[1]) / len(line.text)
        own[at] = replace(line, text=parts[1], x1=line.x0 + part * line.width)
        own[following] = replace(own[following], text=parts[2] + own[following].text)
    return own


def is_amount(text: str) -> bool:
    """Tell whether a text is a number, or the dash that stands for none."""
    return text in _NIL or is_number(text)
