"""Bullets and numbers that stand, or are drawn, apart from the items they begin."""

from bisect import bisect_left
from collections.abc import Sequence

from ingest.pdf.blocks import is_item, is_marker
from ingest.pdf.cells import level
from ingest.pdf.page import Area, Line, reworded, side_by_side
from ingest.table import is_number

_DISCS = frozenset("•◦▪▫‣●○■□◆◇➢➤►▶✓✔❖∙")
_MOST_DOTS = 200


def with_markers(lines: Sequence[Line], rulings: Sequence[Area]) -> list[Line]:
    """Join bullets and numbers that stand apart with the text to their right on the same line.

    Not over an upright ruling: there the number has a cell of its own.
    """
    markers = [line for line in lines if len(line.text) <= 10 and is_marker(line.text)]
    if not markers:
        return list(lines)
    upright = [ruling for ruling in rulings if ruling.height > ruling.width]
    labelled: dict[int, Line] = {}
    gone: set[int] = set()
    ordered = sorted(lines, key=lambda line: line.middle)
    middles = [line.middle for line in ordered]
    for marker in markers:
        reach = slice(bisect_left(middles, marker.y0), bisect_left(middles, marker.y1))
        beside = [line for line in ordered[reach] if line is not marker and level(marker, line)]
        right = [
            line
            for line in beside
            if _labels(marker, line) and not _are_parted(marker, line, upright)
        ]
        left = any(-1 <= marker.x0 - line.x1 <= 12 * line.size for line in beside)
        if right and (not left or marker.text in _DISCS):
            labelled[id(min(right, key=lambda line: line.x0))] = marker
            gone.add(id(marker))
    joined = []
    for line in lines:
        if id(line) in labelled:
            marker = labelled[id(line)]
            joined.append(side_by_side([line, marker], f"{marker.text} {line.text}"))
        elif id(line) not in gone:
            joined.append(line)
    return joined


def with_bullets(lines: Sequence[Line], dots: Sequence[Area]) -> list[Line]:
    """Write a bullet before lines that have one drawn to the left of them."""
    if not dots or len(dots) > _MOST_DOTS:
        return list(lines)
    return [
        _bulleted(line, dot) if (dot := _dot_before(line, dots)) is not None else line
        for line in lines
    ]


def _dot_before(line: Line, dots: Sequence[Area]) -> Area | None:
    for dot in dots:
        if line.y0 < dot.middle < line.y1 and 1 < line.x0 - dot.x1 < 2 * line.size:
            return dot
    return None


def _bulleted(line: Line, dot: Area) -> Line:
    return line if is_item(line.text) else reworded(line, f"• {line.text}", x0=dot.x0, x1=line.x1)


def _are_parted(marker: Line, line: Line, upright: Sequence[Area]) -> bool:
    return any(
        ruling.y0 < marker.middle < ruling.y1 and marker.x1 - 1 <= ruling.x0 <= line.x0 + 1
        for ruling in upright
    )


def _labels(marker: Line, line: Line) -> bool:
    if not -1 <= line.x0 - marker.x1 <= 5 * line.size:
        return False
    return not is_marker(line.text) and not is_number(line.text)
