"""Lines that MuPDF joined over the white between two cells set close: here they are cut again."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.pdf.glyphs import CJK
from ingest.pdf.page import Corners
from ingest.pdf.pieces import Piece, around, runs_of
from ingest.pdf.raw import Letter, RawLine, RawSpan

_RIGHT = (1.0, 0.0)
_WIDE = 0.35
"""White of this share of the type's size is no room between two Chinese characters."""

_RARE = 0.25
"""Where more of the gaps of a line are as wide, it is only set wide."""

_FEWEST = 3
"""So many other lines begin where a column does."""

_LEVEL = 0.3
_CJK = re.compile(rf"[{CJK}“”‘’]")


def parted(
    lines: Sequence[RawLine], letters: Callable[[Corners], Mapping[Corners, Sequence[Letter]]]
) -> Sequence[RawLine]:
    """Return `lines` with those cut in two that run over a gap at which a column begins.

    Only beside Chinese characters, which have no blanks between them. `letters` gives those of each
    run within a box by the run's own; it is slow, so it is asked only for runs with white in them.
    """
    loose = [index for index, line in enumerate(lines) if _is_loose(line)]
    if not loose:
        return lines
    columns = _columns(lines)
    if not columns:
        return lines
    cut = {index: list(_parts(lines[index], columns, letters)) for index in loose}
    return [part for index, line in enumerate(lines) for part in cut.get(index, (line,))]


def _is_loose(line: RawLine) -> bool:
    """Tell whether there may be white in a line of Chinese that parts two cells."""
    if line["dir"] != _RIGHT:
        return False
    spans = line["spans"]
    if len(spans) > 1 and any(
        two["bbox"][0] - one["bbox"][2] >= _WIDE * spans[0]["size"] for one, two in pairwise(spans)
    ):
        return True
    return any(not span["text"].isascii() and _has_white(span) for span in spans)


def _has_white(span: RawSpan) -> bool:
    """Tell whether a run is wider than its characters are, Chinese ones as wide as high."""
    text, (x0, _, x1, _) = span["text"], span["bbox"]
    # Three bytes each for Chinese characters, one each for those half as wide.
    widths = (len(text.encode("utf-8", "replace")) + len(text)) / 4
    return x1 - x0 > (widths + _WIDE) * span["size"]


def _columns(lines: Sequence[RawLine]) -> list[float]:
    """Return where several lines begin that stand to the right of another one."""
    starts: Counter[int] = Counter()
    for before, line in pairwise(lines):
        left, box = before["spans"][-1]["bbox"], line["spans"][0]["bbox"]
        if box[0] > left[2] and abs(left[3] - box[3]) < _LEVEL * line["spans"][0]["size"]:
            starts[round(box[0])] += 1
    return sorted(x for x in starts if starts[x - 1] + starts[x] + starts[x + 1] >= _FEWEST)


def _parts(
    line: RawLine,
    columns: Sequence[float],
    letters: Callable[[Corners], Mapping[Corners, Sequence[Letter]]],
) -> Iterator[RawLine]:
    """Yield the parts of a line before and behind the white that a column begins in."""
    spans = line["spans"]
    box = around(span["bbox"] for span in spans)
    first = bisect_left(columns, box[0] + spans[0]["size"])
    if first == len(columns) or columns[first] >= box[2]:
        yield line
        return
    loose = any(not span["text"].isascii() and _has_white(span) for span in spans)
    known = letters(box) if loose else {}
    pieces = [piece for span in spans for piece in _pieces(span, known)]
    start = 0
    for at in _cuts(pieces, columns, spans[0]["size"]):
        yield {"dir": line["dir"], "spans": runs_of(pieces[start:at])}
        start = at
    yield {"dir": line["dir"], "spans": runs_of(pieces[start:])} if start else line


def _pieces(span: RawSpan, known: Mapping[Corners, Sequence[Letter]]) -> Iterator[Piece]:
    for letter in known.get(span["bbox"]) or [Letter(text=span["text"], box=span["bbox"])]:
        yield Piece(letter.text, letter.box[0], letter.box[2], letter.box, span)


def _cuts(pieces: Sequence[Piece], columns: Sequence[float], size: float) -> list[int]:
    """Return the pieces that stand behind white at which a column begins."""
    inked = [at for at, piece in enumerate(pieces) if not piece.text.isspace()]
    wide = [
        (before, at)
        for before, at in pairwise(inked)
        if pieces[at].start - pieces[before].end >= _WIDE * size
    ]
    if len(wide) > max(1, _RARE * len(inked)):
        return []
    return [
        at
        for before, at in wide
        if _is_beside_chinese(pieces[before], pieces[at])
        and _begins(columns, pieces[before].end - 1, pieces[at].start + 1)
    ]


def _is_beside_chinese(before: Piece, after: Piece) -> bool:
    return bool(_CJK.match(before.text[-1]) or _CJK.match(after.text[0]))


def _begins(columns: Sequence[float], start: float, end: float) -> bool:
    """Tell whether a column begins between two places."""
    at = bisect_left(columns, start)
    return at < len(columns) and columns[at] <= end
