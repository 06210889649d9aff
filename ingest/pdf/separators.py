"""What is drawn across a table: rules and the edges of shades, and where the cells of it meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from ingest.pdf.page import Area

_SAME = 1.5
"""Strokes so many points apart are one."""

_TOUCH = 2.5
_CLOSE = 3.0
"""Two separators closer than this are one: the lower edge of a cell, the upper of the next."""

_SHORTEST = 20.0
_LOWEST = 5.0
_MOST = 600
_LEFT_OUT = 40.0
"""Upright lines that go on within so many points leave out a row of one cell."""

_MOST_STACKS = 40
"""A page of more is a chart or a form."""

_REACH = 5.0
"""Upright lines that reach this far past a separator show where the table begins and ends."""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Separator(Area):
    """A line across, drawn or the edge of shades; `joints` are where its pieces meet.

    A rule is drawn cell by cell, or shades stand side by side: there columns are parted.
    """

    joints: tuple[float, ...] = ()


Stack = tuple[Separator, ...]
"""Separators as wide as each other, top down."""


def stacks_of(rulings: Sequence[Area], shades: Sequence[Area]) -> tuple[Stack, ...]:
    """Return the separators that rulings and shades make, those of one width together."""
    if not 0 < len(rulings) + len(shades) <= _MOST:
        return ()
    strokes: list[_Stroke] = []
    upright: list[_Stroke] = []
    for r in rulings:
        if r.x1 - r.x0 >= r.y1 - r.y0:
            strokes.append(((r.y0 + r.y1) / 2, r.x0, r.x1))
        else:
            upright.append((r.x0, r.y0, r.y1))
    for shade in shades:
        if shade.y1 - shade.y0 >= _LOWEST:
            strokes.append((shade.y0, shade.x0, shade.x1))
            strokes.append((shade.y1, shade.x0, shade.x1))
    found = [one for one in _joined(strokes) if one.x1 - one.x0 >= _SHORTEST]
    found = _with_uprights(found, upright)
    return tuple(tuple(_distinct(stack)) for stack in _alike(found))


def whole_stacks(stacks: Sequence[Stack]) -> list[Stack]:
    """Return the stacks that may draw a whole table, the widest first.

    Those under some columns alone stand within a wider one, or beside others at the same heights.
    """
    if len(stacks) > _MOST_STACKS:
        return []
    widest = sorted(stacks, key=lambda stack: -stack[0].width)
    return [
        stack
        for at, stack in enumerate(widest)
        if not any(_holds(other, stack) for other in widest[:at])
        and not any(_is_beside(stack, other) for other in widest if other is not stack)
    ]


def _holds(wide: Stack, stack: Stack) -> bool:
    inside = wide[0].x0 - _TOUCH < stack[0].x0 and stack[0].x1 < wide[0].x1 + _TOUCH
    return inside and wide[0].y0 - _CLOSE < stack[0].y0 and stack[-1].y0 < wide[-1].y0 + _CLOSE


def _is_beside(stack: Stack, other: Stack) -> bool:
    apart = stack[0].x1 <= other[0].x0 or other[0].x1 <= stack[0].x0
    level = sum(any(abs(one.y0 - two.y0) < _SAME for two in other) for one in stack) if apart else 0
    return level > 1 or (level == 1 and len(stack) == 1)


_Stroke = tuple[float, float, float]
"""A straight line: its place across, and where it starts and ends."""


def _joined(strokes: Iterable[_Stroke]) -> list[Separator]:
    """Join strokes that stand at one height and touch."""
    rows: list[list[_Stroke]] = []
    for stroke in sorted(strokes, key=itemgetter(0)):
        if rows and stroke[0] - rows[-1][-1][0] <= _SAME:
            rows[-1].append(stroke)
        else:
            rows.append([stroke])
    return [separator for row in rows for separator in _along(row)]


def _along(row: list[_Stroke]) -> list[Separator]:
    y = sum([stroke[0] for stroke in row]) / len(row)
    row.sort(key=itemgetter(1))
    found: list[Separator] = []
    _, start, end = row[0]
    joints: list[float] = []
    for _, x0, x1 in row[1:]:
        if x0 > end + _TOUCH:
            found.append(Separator(x0=start, y0=y, x1=end, y1=y, joints=tuple(joints)))
            start, end, joints = x0, x1, []
        elif x1 > end + _TOUCH:
            if x0 >= end - _TOUCH:
                joints.append((end + x0) / 2)
            end = x1
    return [*found, Separator(x0=start, y0=y, x1=end, y1=y, joints=tuple(joints))]


def _with_uprights(found: list[Separator], strokes: Sequence[_Stroke]) -> list[Separator]:
    """Add what upright lines between columns tell: the joints, and both ends of the table."""
    uprights = [one for one in _joined(strokes) if one.width >= _SHORTEST] if strokes else []
    ends: list[Separator] = []
    for one in found if uprights else ():
        crossing = [
            up
            for up in uprights
            if one.x0 + _REACH < up.y0 < one.x1 - _REACH
            and up.x0 < one.y0 - _REACH
            and up.x1 > one.y0 + _REACH
        ]
        if crossing:
            ends.extend(_ends(one, crossing, uprights))
    return found + ends


def _ends(one: Separator, crossing: Sequence[Area], uprights: Sequence[Area]) -> list[Separator]:
    """Return where upright lines begin and end, down over the rows that they leave out."""
    joints = tuple(sorted(up.y0 for up in crossing))
    top, end = min(up.x0 for up in crossing), max(up.x1 for up in crossing)
    ys = [top, end]
    for up in sorted(uprights, key=attrgetter("x0")):
        if end < up.x0 < end + _LEFT_OUT and any(abs(up.y0 - x) < _SAME for x in joints):
            end = up.x1
            ys += (up.x0, end)
    return [
        Separator(x0=one.x0, y0=y, x1=one.x1, y1=y, joints=joints if y in (top, end) else ())
        for y in ys
    ]


def _alike(found: Iterable[Separator]) -> list[list[Separator]]:
    """Return separators that begin and end at the same places together."""
    stacks: list[list[Separator]] = []
    for one in sorted(found, key=attrgetter("y0")):
        for stack in stacks:
            if abs(stack[0].x0 - one.x0) < _TOUCH and abs(stack[0].x1 - one.x1) < _TOUCH:
                stack.append(one)
                break
        else:
            stacks.append([one])
    return stacks


def _distinct(stack: Sequence[Separator]) -> list[Separator]:
    """Return a stack without those that are another one drawn twice."""
    kept = [stack[0]]
    for one in stack[1:]:
        last = kept[-1]
        if one.y0 - last.y0 > _CLOSE:
            kept.append(one)
        elif len(one.joints) > len(last.joints):
            kept[-1] = Separator(x0=last.x0, y0=last.y0, x1=last.x1, y1=last.y1, joints=one.joints)
    return kept
