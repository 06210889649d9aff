"""Straight lines that MuPDF takes for boxes: here they get their own width back.

It makes a stroked path as much wider as its corners might reach where the file says how far they
may, ten times the width of the pen on most pages from InDesign; but a straight line has no corner.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NotRequired, TypedDict

from ingest.pdf.page import Corners
from ingest.pdf.raw import RawBlock

_THINNEST, _WIDEST = 3.0, 80.0
"""What is thinner is a line already; what is wider would take a pen of four points."""

_EVEN = 0.1
_PEN = 4.0
"""Half the widest pen: so much less may a block reach beyond a line that has this width."""


class RawStroke(TypedDict):
    """A drawn path, as MuPDF tells it when asked for each of its pieces; it is slow to."""

    type: str
    items: Sequence[tuple[object, ...]]
    rect: Corners
    width: NotRequired[float | None]


def with_strokes(
    blocks: Sequence[RawBlock], drawn: Callable[[], Iterable[RawStroke]]
) -> Sequence[RawBlock]:
    """Return `blocks` with those as thin as their pen that are straight lines.

    `drawn` gives all paths of the page; it is asked only where a block may be such a line.
    """
    if not any(map(_may_be_line, blocks)):
        return blocks
    known: dict[tuple[int, int], list[Corners]] = {}
    for stroke in drawn():
        if _is_line(stroke):
            for key in _keys(stroke["rect"]):
                known.setdefault(key, []).append(_as_pen(stroke))
    return [_narrowed(block, known) if _may_be_line(block) else block for block in blocks]


def _may_be_line(block: RawBlock) -> bool:
    if block["type"] != 3 or not block.get("stroked") or not block.get("isrect"):
        return False
    x0, y0, x1, y1 = block["bbox"]
    return _THINNEST < min(x1 - x0, y1 - y0) < _WIDEST


def _is_line(stroke: RawStroke) -> bool:
    x0, y0, x1, y1 = stroke["rect"]
    straight = len(stroke["items"]) == 1 and stroke["items"][0][0] == "l"
    return straight and "s" in stroke["type"] and min(x1 - x0, y1 - y0) < _EVEN


def _as_pen(stroke: RawStroke) -> Corners:
    """Return what a line covers, with half the width of the pen to each side of it."""
    x0, y0, x1, y1 = stroke["rect"]
    half = (stroke.get("width") or 0.0) / 2
    level = x1 - x0 >= y1 - y0
    return (x0, y0 - half, x1, y1 + half) if level else (x0 - half, y0, x1 + half, y1)


def _keys(box: Corners) -> set[tuple[int, int]]:
    """Return the points by which the middle of a box is known, two where it lies between them."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return {(round(x + dx), round(y + dy)) for dx in (-_EVEN, _EVEN) for dy in (-_EVEN, _EVEN)}


def _narrowed(block: RawBlock, known: dict[tuple[int, int], list[Corners]]) -> RawBlock:
    """Return a block as thin as the line in its middle, from which it reaches evenly."""
    x0, y0, x1, y1 = block["bbox"]
    for line in known.get((round((x0 + x1) / 2), round((y0 + y1) / 2)), ()):
        beyond = (line[0] - x0, x1 - line[2], line[1] - y0, y1 - line[3])
        if min(beyond) >= -_EVEN and max(beyond) - min(beyond) < _PEN:
            return {**block, "bbox": line}
    return block
