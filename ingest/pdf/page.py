"""What a PDF page is made of, before any of it has a meaning: our own values, free of PyMuPDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.model import Box, Kind, Note


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Area:
    """A rectangle in the upright frame of its page: points, origin top-left, y grows downwards.

    Never changed once made, as all that derive from it. Not frozen all the same: a page is made of
    hundreds, and a frozen one takes four times as long to make.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Extent along the line of text."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent across the line of text."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.y0 + self.y1) / 2

    def holds(self, other: "Area", slack: float = 0.0) -> bool:
        """Tell whether the centre of `other` lies inside, give or take `slack` points."""
        y = (other.y0 + other.y1) / 2
        if not self.y0 - slack <= y <= self.y1 + slack:
            return False
        return self.x0 - slack <= (other.x0 + other.x1) / 2 <= self.x1 + slack


@dataclass(slots=True, kw_only=True)
class Line(Area):
    """Text on one baseline, set in one style as far as layout cares (its longest run decides).

    `mixed` tells that some words are bold and others are not, `math` that much of it is set in the
    type of formulas, `marked` that it begins with a small raised mark, as a footnote does.
    `colour` is sRGB (0 is black); `font` is the name of the font that nearly all of it is set in.
    `turn` is the clockwise angle in which it runs: 0 along with its page, -1 where it is slanted.
    """

    page: int
    text: str
    size: float
    bold: bool = False
    mixed: bool = False
    mono: bool = False
    colour: int = 0
    math: bool = False
    marked: bool = False
    font: str = ""
    turn: int = 0

    def __hash__(self) -> int:
        # Of all fields it would take longer; hardly two lines start at one point.
        return hash((self.page, self.y0, self.x0))


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Mark(Area):
    """What was put on a page after it was made: a comment, or a field of a form.

    One that is `printed` stands in the text like a line; another one only belongs to its page.
    """

    kind: Kind
    text: str
    printed: bool = False


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Anchor(Area):
    """Where a click leads elsewhere: to an address, or to "page 7" within the file."""

    target: str


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Page:
    """One page, turned so that most of its text runs from left to right.

    `turn` is the clockwise angle from this upright frame to the page as viewers show it; `back`,
    after it, maps a scan that was set straight to what viewers show, (a, b, c, d, e, f) of PDF.
    `aslant` holds the lines that run in another direction than the rest, `hidden` those that
    nobody sees; `outside` counts the letters beyond the edges of one of the first pages.
    `rulings` are thin straight lines, `dots` may be bullets, `shades` are filled rectangles,
    `frames` those drawn with a pen, `shapes` all else that is drawn; `pictures` are raster images,
    `doubtful` those of them that may hold text.
    """

    number: int
    width: float
    height: float
    turn: int = 0
    back: tuple[float, ...] = ()
    lines: tuple[Line, ...] = ()
    aslant: tuple[Line, ...] = ()
    hidden: tuple[Line, ...] = ()
    outside: int = 0
    rulings: tuple[Area, ...] = ()
    dots: tuple[Area, ...] = ()
    shades: tuple[Area, ...] = ()
    frames: tuple[Area, ...] = ()
    shapes: tuple[Area, ...] = ()
    pictures: tuple[Area, ...] = ()
    doubtful: tuple[Area, ...] = ()
    marks: tuple[Mark, ...] = ()
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of one page: no `page` where it could not be read, and what is to be said."""

    number: int
    page: Page | None
    notes: tuple[Note, ...] = ()


def hull(areas: Iterable[Area]) -> Area:
    """Return the smallest area around all of `areas`, of which there must be at least one."""
    boxes = list(areas)
    return Area(
        x0=min([box.x0 for box in boxes]),
        y0=min([box.y0 for box in boxes]),
        x1=max([box.x1 for box in boxes]),
        y1=max([box.y1 for box in boxes]),
    )


def side_by_side(lines: Sequence[Line], text: str) -> Line:
    """Return one line with the hull of `lines`, the style of the longest of them, and `text`."""
    longest = max(lines, key=lambda line: len(line.text))
    # One by one: replace() would take five times as long, and columns of amounts join many.
    return Line(
        x0=min([line.x0 for line in lines]),
        y0=min([line.y0 for line in lines]),
        x1=max([line.x1 for line in lines]),
        y1=max([line.y1 for line in lines]),
        page=longest.page,
        text=text,
        size=longest.size,
        bold=longest.bold,
        mixed=longest.mixed,
        mono=longest.mono,
        colour=longest.colour,
        math=longest.math,
        marked=longest.marked,
    )


def reworded(line: Line, text: str, *, x0: float, x1: float) -> Line:
    """Return `line` with another text, which stands from `x0` to `x1`."""
    # replace() would take five times as long, and pages of accounts have a hundred such lines.
    return Line(
        x0=x0,
        y0=line.y0,
        x1=x1,
        y1=line.y1,
        page=line.page,
        text=text,
        size=line.size,
        bold=line.bold,
        mixed=line.mixed,
        mono=line.mono,
        colour=line.colour,
        math=line.math,
        marked=line.marked,
        font=line.font,
        turn=line.turn,
    )


def shown(area: Area, page: Page) -> Box:
    """Return where `area` stands on the page as viewers show it."""
    x0, y0, x1, y1 = area.x0, area.y0, area.x1, area.y1
    if page.turn:
        x0, y0, x1, y1 = turned((x0, y0, x1, y1), page.turn, page.width, page.height)
    if page.back:
        x0, y0, x1, y1 = _mapped((x0, y0, x1, y1), page.back)
    return Box(page=page.number, x0=round(x0, 2), y0=round(y0, 2), x1=round(x1, 2), y1=round(y1, 2))


def _mapped(box: "Corners", matrix: Sequence[float]) -> "Corners":
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in box[::2] for y in box[1::2]]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


Corners = tuple[float, float, float, float]


def turned(box: Corners, angle: int, width: float, height: float) -> Corners:
    """Turn `box` clockwise by a multiple of 90 degrees, along with the frame it stands in."""
    x0, y0, x1, y1 = box
    match angle % 360:
        case 90:
            return height - y1, x0, height - y0, x1
        case 180:
            return width - x1, height - y1, width - x0, height - y0
        case 270:
            return y0, width - x1, y1, width - x0
        case _:
            return box
