"""Lines that MuPDF joined over the ruling between two cells: here they are cut at it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from ingest.pdf.page import Area, Corners
from ingest.pdf.pieces import Piece, around, runs_of
from ingest.pdf.raw import Letter, RawLine, RawSpan, Turner, angle_of
from ingest.pdf.rulings import lattices

_INTO = 0.25
"""Half a digit, as a share of the size of the type: a text that reaches less far over touches."""

_EDGE = 0.1
"""A ruling may begin or end so far within the height of the line beside it."""

_OVER = 0.3
"""A ruling nearer to the edge of a letter than this share of its width runs beside it."""

_BLANK = 0.25
"""The narrowest blank, as a share of the size of the type."""

_SIGNS = frozenset("$€£¥￥")
_ENDS = re.compile(r"\d\.\d+$")
_BEGINS = re.compile(r"-?\d[\d,]*[.,]\d")
_HAN = re.compile(r"[\u3400-\u9fff]")


def cut_at_rulings(
    lines: Sequence[RawLine],
    rulings: Sequence[Area],
    page: Turner,
    letters: Callable[[Corners], Mapping[Corners, Sequence[Letter]]],
) -> Sequence[RawLine]:
    """Return `lines` with those cut that run through the upright rulings of a grid.

    `letters` gives those of each run within a box by the run's own; it is slow, so it is asked only
    for lines that are crossed. No word is cut, and none where a ruling runs through a letter.
    """
    crossed = _crossed(lines, rulings, page)
    if not crossed:
        return lines
    cut: list[RawLine] = []
    for index, line in enumerate(lines):
        if index in crossed:
            known = letters(around(span["bbox"] for span in line["spans"]))
            cut.extend(_parted(line, crossed[index], page, known))
        else:
            cut.append(line)
    return cut


def _crossed(
    lines: Sequence[RawLine], rulings: Sequence[Area], page: Turner
) -> dict[int, list[float]]:
    """Return where upright rulings of grids cross lines, by the index of the line."""
    upright = [line for line in rulings if line.y1 - line.y0 > line.x1 - line.x0]
    if not upright:
        return {}
    near = _near(lines, upright, page)
    if not _crossings(near, upright):
        return {}
    return _crossings(near, [down for lattice in lattices(rulings) for down in lattice.down])


def _near(lines: Sequence[RawLine], upright: Sequence[Area], page: Turner) -> dict[int, Corners]:
    """Return where those lines can be parted that any of the rulings reaches."""
    ordered = sorted(upright, key=attrgetter("x0"))
    places = [ruling.x0 for ruling in ordered]
    top, bottom = min(ruling.y0 for ruling in upright), max(ruling.y1 for ruling in upright)
    near: dict[int, Corners] = {}
    for index, line in enumerate(lines):
        first, last = line["spans"][0]["bbox"], line["spans"][-1]["bbox"]
        if page.angle:
            first, last = page.corners(first), page.corners(last)
        middle = (first[1] + first[3]) / 2
        if not top < middle < bottom:
            continue
        # Asked for every line of a table: most have no ruling at all within their width.
        start = bisect_right(places, first[0])
        if start == len(places) or places[start] >= last[2]:
            continue
        reached = ordered[start : bisect_left(places, last[2])]
        if any(ruling.y0 < middle < ruling.y1 for ruling in reached):
            near[index] = _box(line, page)
    level = -page.angle % 360
    return {index: box for index, box in near.items() if angle_of(lines[index]["dir"]) == level}


def _crossings(boxes: Mapping[int, Corners], upright: Sequence[Area]) -> dict[int, list[float]]:
    ordered = sorted(upright, key=attrgetter("x0"))
    places = [ruling.x0 for ruling in ordered]
    found: dict[int, list[float]] = {}
    for index, (x0, y0, x1, y1) in boxes.items():
        first, last = bisect_right(places, x0), bisect_left(places, x1)
        xs = [line.x0 for line in ordered[first:last] if line.y0 < y0 and y1 < line.y1]
        if xs:
            found[index] = xs
    return found


def _box(line: RawLine, page: Turner) -> Corners:
    """Return where a line can be parted in the upright frame.

    That is without the blanks at its ends and half a digit, and a little less high.
    """
    first, last = line["spans"][0], line["spans"][-1]
    x0, y0, x1, y1 = page.corners(first["bbox"])
    if last is not first:
        x1 = page.corners(last["bbox"])[2]
    before = len(first["text"]) - len(first["text"].lstrip())
    after = len(last["text"]) - len(last["text"].rstrip())
    size, edge = first["size"], _EDGE * (y1 - y0)
    return (
        x0 + (_INTO + _BLANK * before) * size,
        y0 + edge,
        x1 - (_INTO + _BLANK * after) * size,
        y1 - edge,
    )


def _parted(
    line: RawLine, xs: Sequence[float], page: Turner, known: Mapping[Corners, Sequence[Letter]]
) -> Iterator[RawLine]:
    """Yield the parts of a line left and right of the rulings at `xs` that run between letters."""
    pieces = [piece for span in line["spans"] for piece in _pieces(span, xs, page, known)]
    inked = [index for index, piece in enumerate(pieces) if not piece.text.isspace()]
    # The sign of the next column's amount stands close to this one's: columns are told by amounts.
    if inked and pieces[inked[-1]].text.strip() in _SIGNS:
        del inked[-1]
    start = 0
    for x in xs:
        before, after = _beside(pieces, inked, x)
        if start <= before < after and (
            _is_white(pieces[before : after + 1], x)
            or _are_two(pieces[start : before + 1], pieces[after:], x)
        ):
            yield {"dir": line["dir"], "spans": runs_of(pieces[start : before + 1])}
            start = after
    yield {"dir": line["dir"], "spans": runs_of(pieces[start:])}


def _pieces(
    span: RawSpan, xs: Sequence[float], page: Turner, known: Mapping[Corners, Sequence[Letter]]
) -> Iterator[Piece]:
    x0, _, x1, _ = page.corners(span["bbox"])
    letters = known.get(span["bbox"], ()) if any(x0 < x < x1 for x in xs) else ()
    for letter in letters or [Letter(text=span["text"], box=span["bbox"])]:
        start, _, end, _ = page.corners(letter.box)
        yield Piece(letter.text, start, end, letter.box, span)


def _beside(pieces: Sequence[Piece], inked: Sequence[int], x: float) -> tuple[int, int]:
    """Return the pieces with ink, next to each other, that have the white nearest to `x` between.

    Both are the first where there is no other.
    """
    pairs = pairwise(inked)
    return min(pairs, key=lambda pair: _away(pieces[pair[0]], pieces[pair[1]], x), default=(0, 0))


def _away(before: Piece, after: Piece, x: float) -> float:
    """Return how far the white between two pieces is from `x`, in points."""
    return max(before.end - x, x - after.start, 0.0)


def _is_white(pieces: Sequence[Piece], x: float) -> bool:
    """Tell whether a ruling at `x` runs through the white between the first piece and the last.

    Numbers with a blank between may be wider than their cells; characters that touch are cut only
    where one is Chinese.
    """
    before, after = pieces[0], pieces[-1]
    size = after.run["size"]
    ends = before.text[-1] + after.text[0]
    apart = len(pieces) > 2 or after.start - before.end >= _BLANK / 2 * size
    if apart and ends.isdecimal():
        return _away(before, after, x) < size
    letter = before if before.end > x else after
    clear = _away(before, after, x) <= _OVER * (letter.end - letter.start)
    return clear and (apart or bool(_HAN.search(ends)))


def _are_two(left: Sequence[Piece], right: Sequence[Piece], x: float) -> bool:
    """Tell whether two numbers touch at `x`: one with a decimal point ends, another one begins."""
    if _away(left[-1], right[0], x) > _OVER * (left[-1].end - left[-1].start):
        return False
    ends = _ENDS.search("".join(piece.text for piece in left))
    return bool(ends and _BEGINS.match("".join(piece.text for piece in right)))
