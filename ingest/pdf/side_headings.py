"""Headings and notes that hang in a narrow column of their own, each beside the text it leads."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from ingest.pdf.gutters import median_of
from ingest.pdf.page import Area, Line, hull
from ingest.pdf.style import look_of

A = TypeVar("A", bound=Area)

_GAP = 7.0
"""White in points that parts such a column from the text."""

_NARROW = 0.4
"""It takes at most this share of the width of the text."""

_LITTLE = 0.3
"""It says at most this share of what the text says."""

_FEWEST_LINES = 8
_FULL = 0.6
_OUTDENT = 3
"""Text begins at most this many times the height of a line left of where most lines do."""

_LEVEL = 0.45
_LOOSE = 1.15
_LINES_EACH = 3
_MOST = 0.6
_MOST_LINES = 6
_SELDOM = 0.1
_WORD = re.compile(r"[^\W\d_]{2}")


def with_side_heads(areas: Sequence[A]) -> list[tuple[list[A], bool]]:
    """Return the parts of a region in reading order, with whether each may be cut further.

    Nothing where no headings or notes hang beside its text. What stands beside the text is read
    before the paragraph that begins at its height; what reaches over both columns parts them.
    """
    left = _edge(areas)
    side = [area for area in areas if area.x1 <= left - _GAP]
    if not side:
        return []
    text = [area for area in areas if area.x0 >= left - 1]
    across = [area for area in areas if area.x0 < left - 1 and area.x1 > left - _GAP]
    heads = _clusters(side)
    if not _hangs(heads, text) or any(_overlap(one, two) for one in across for two in text):
        return []
    leads = sorted([*heads, *([area] for area in across)], key=lambda part: part[0].y0)
    tops = [part[0].y0 - 0.5 * part[0].height for part in leads]
    parts = [([area for area in text if area.y0 < tops[0]], True)]
    for part, (top, bottom) in zip(leads, pairwise([*tops, float("inf")]), strict=True):
        parts += [(part, False), ([area for area in text if top <= area.y0 < bottom], True)]
    return [(part, whole) for part, whole in parts if part]


def _edge(areas: Sequence[A]) -> float:
    """Return where the text begins from the left: most of its lines fill what is right of that."""
    lines = [area for area in areas if isinstance(area, Line)]
    if len(lines) < _FEWEST_LINES:
        return 0.0
    right = max(line.x1 for line in lines)
    usual = median_of([line.x0 for line in lines])
    first = usual - _OUTDENT * median_of([line.height for line in lines])
    full = (line.x0 for line in lines if line.x1 - usual > _FULL * (right - usual))
    return min((start for start in full if start > first), default=0.0)


def _overlap(one: Area, two: Area) -> bool:
    return min(one.y1, two.y1) - max(one.y0, two.y0) > 0.3 * min(one.height, two.height)


def _clusters(side: Sequence[A]) -> list[list[A]]:
    """Return the lines beside the text in groups that stand close below each other."""
    groups: list[list[A]] = []
    for area in sorted(side, key=lambda area: area.y0):
        if groups and area.y0 - groups[-1][-1].y1 < 0.5 * area.height:
            groups[-1].append(area)
        else:
            groups.append([area])
    return groups


def _hangs(heads: Sequence[Sequence[A]], text: Sequence[A]) -> bool:
    """Tell whether what stands beside the text are heads of its paragraphs, and no column."""
    side = [area for head in heads for area in head]
    lines = sorted((area for area in text if isinstance(area, Line)), key=lambda line: line.y0)
    if not all(isinstance(area, Line) for area in side) or len(lines) < _FEWEST_LINES:
        return False
    if len(lines) < _LINES_EACH * len(heads) or not _is_narrow(side, lines):
        return False
    if not all(_is_head(head, lines) for head in heads):
        return False
    level = [head for head in heads if any(_overlap(head[0], line) for line in lines)]
    return sum(_leads(head[0], lines) for head in level) >= max(1, _MOST * len(level))


def _is_narrow(side: Sequence[Area], lines: Sequence[Line]) -> bool:
    """Tell whether a column is narrow beside the text, and says little."""
    narrow = hull(side).width <= _NARROW * hull(lines).width
    return narrow and _said(side) <= _LITTLE * _said(lines)


def _said(areas: Sequence[Area]) -> int:
    return sum(len(area.text) for area in areas if isinstance(area, Line))


def _leads(head: Area, lines: Sequence[Line]) -> bool:
    """Tell whether a paragraph of `lines` begins at the height of `head`."""
    pitch = median_of([below.y1 - above.y1 for above, below in pairwise(lines)])
    for at, line in enumerate(lines):
        if abs(line.y0 - head.y0) < _LEVEL * line.size or abs(line.y1 - head.y1) < 0.2 * line.size:
            return at == 0 or line.y1 - lines[at - 1].y1 > _LOOSE * pitch
    return False


def _is_head(head: Sequence[Area], lines: Sequence[Line]) -> bool:
    """Tell whether some words stand in type that hardly any of the text is set in."""
    looks = [look_of(line) for line in lines]
    return len(head) <= _MOST_LINES and all(
        isinstance(line, Line)
        and _WORD.search(line.text)
        and looks.count(look_of(line)) <= _SELDOM * len(looks)
        for line in head
    )
