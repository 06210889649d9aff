"""What MuPDF says of a page, as plain dictionaries, and how the page is turned upright."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NotRequired, TypedDict

from ingest.pdf.page import Area, Corners, turned

_RIGHT = (1.0, 0.0)
_FEWEST = 4
"""Fewer lines that run otherwise than a page are a stamp, or the name of an axis."""


class RawSpan(TypedDict):
    """A run of text in one font."""

    text: str
    bbox: Corners
    origin: tuple[float, float]
    size: float
    font: str
    flags: int
    char_flags: int
    color: int
    alpha: int


class Letter(NamedTuple):
    """One character of a run, and its box."""

    text: str
    box: Corners


class RawLine(TypedDict):
    """Runs on one baseline; `dir` is where it points, (1, 0) for upright text."""

    dir: tuple[float, float]
    spans: list[RawSpan]


class RawBlock(TypedDict):
    """Lines (type 0), a picture (1) or a drawn shape (3)."""

    type: int
    bbox: Corners
    lines: NotRequired[list[RawLine]]
    stroked: NotRequired[bool]
    isrect: NotRequired[bool]
    alpha: NotRequired[int]
    color: NotRequired[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turner:
    """Turns what MuPDF says of a page into the upright frame."""

    angle: int
    width: float
    height: float

    def area(self, box: Corners) -> Area:
        """Return `box` as an area of the upright frame."""
        x0, y0, x1, y1 = self.corners(box) if self.angle else box
        return Area(x0=x0, y0=y0, x1=x1, y1=y1)

    def corners(self, box: Corners) -> Corners:
        """Return `box` in the upright frame."""
        return turned(box, self.angle, self.width, self.height) if self.angle else box


def raw_lines(blocks: Sequence[RawBlock]) -> list[RawLine]:
    """Return the lines of all blocks of text, in the order of the file."""
    return [line for block in blocks if block["type"] == 0 for line in block["lines"]]


def facing_of(lines: Sequence[RawLine]) -> int:
    """Return the clockwise angle in which most of the page's text runs: 0, 90, 180 or 270."""
    if all(line["dir"] == _RIGHT for line in lines):
        return 0
    votes: Counter[int] = Counter()
    for line in lines:
        angle = angle_of(line["dir"])
        if angle >= 0:
            votes[angle] += sum(len(span["text"]) for span in line["spans"])
    return votes.most_common(1)[0][0] if votes else 0


def other_angles(lines: Sequence[RawLine], facing: int) -> list[int]:
    """Return at which angles across `facing` so many lines run as a table has."""
    turned = [line["dir"] for line in lines if facing or line["dir"] != _RIGHT]
    counts = Counter(map(angle_of, turned))
    return [angle % 360 for angle in (facing + 90, facing - 90) if counts[angle % 360] >= _FEWEST]


def angle_of(direction: tuple[float, float]) -> int:
    """Return the clockwise angle in which text runs: 0, 90, 180 or 270; -1 where it is slanted."""
    if direction == _RIGHT:
        return 0
    x, y = direction
    if abs(y) < 0.05:
        return 0 if x > 0 else 180
    if abs(x) < 0.05:
        return 90 if y > 0 else 270
    return -1
