"""Pieces of a printed line, letters or whole runs, and the runs that they make again."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.pdf.page import Corners
from ingest.pdf.raw import RawSpan


class Piece(NamedTuple):
    """A letter, or a whole run, where it starts and ends along the line, and its own box."""

    text: str
    start: float
    end: float
    box: Corners
    run: RawSpan


def runs_of(pieces: Sequence[Piece]) -> list[RawSpan]:
    """Return the runs that `pieces` are parts of, with no more text than these."""
    runs: list[RawSpan] = []
    for _, group in groupby(pieces, key=lambda piece: id(piece.run)):
        same = list(group)
        text = "".join([piece.text for piece in same])
        runs.append({**same[0].run, "text": text, "bbox": around(piece.box for piece in same)})
    return runs


def around(boxes: Iterable[Corners]) -> Corners:
    """Return the smallest box around several."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
