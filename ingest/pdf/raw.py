"""From what MuPDF says of a page, as plain dictionaries, to our own lines and rulings."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NotRequired, TypedDict

from ingest.pdf.glyphs import MADE_BLANK, clean, tidy
from ingest.pdf.page import Area, Corners, Line, turned

_RIGHT = (1.0, 0.0)
_WHITE = 0xFFFFFF
_THIN = 3.0
"""Up to this many points a filled rectangle is a drawn line."""

_RAISED_FLAG, _BOLD_FLAG, _MONO_FLAG = 1, 16, 8
_SYNTHETIC, _CLIPPED, _STROKED, _BOLD_CHAR = 512, 64, 32, 8
_MATH_FONT = re.compile(
    r"(?:^|\+)(?:CM(?:MI|SY|EX|BSY|MIB)|MS[AB]M|MT(?:MI|SY|EX|2MI|Extra)|Euclid(?:Math|Symbol)"
    r"|RMTMI|TeX_?CM|STIXMath)|Math(?!ews|ild)",
)
_SYMBOL = re.compile(r"[\u2200-\u22ff\u2a00-\u2aff\U0001d400-\U0001d7ff\u0391-\u03c9]")
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "simhei", "黑体")


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
        x0, y0, x1, y1 = self.corners(box)
        return Area(x0=x0, y0=y0, x1=x1, y1=y1)

    def corners(self, box: Corners) -> Corners:
        """Return `box` in the upright frame."""
        return turned(box, self.angle, self.width, self.height) if self.angle else box


def facing_of(blocks: Sequence[RawBlock]) -> int:
    """Return the clockwise angle in which most of the page's text runs: 0, 90, 180 or 270."""
    lines = [line for block in blocks for line in block.get("lines", ())]
    if all(line["dir"] == _RIGHT for line in lines):
        return 0
    votes: Counter[int] = Counter()
    for line in lines:
        angle = _angle(line["dir"])
        if angle >= 0:
            votes[angle] += sum(len(span["text"]) for span in line["spans"])
    return votes.most_common(1)[0][0] if votes else 0


def _angle(direction: tuple[float, float]) -> int:
    if direction == _RIGHT:
        return 0
    x, y = direction
    if abs(y) < 0.05:
        return 0 if x > 0 else 180
    if abs(x) < 0.05:
        return 90 if y > 0 else 270
    return -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of text of a page: `straight` as most of it, `aslant`, and `hidden` to the eye."""

    straight: list[Line]
    aslant: list[Line]
    hidden: list[Line]


def lines_of(blocks: Sequence[RawBlock], number: int, facing: int, page: Turner) -> Lines:
    """Return the lines of text, those apart that run in another direction than `facing`."""
    lines = Lines(straight=[], aslant=[], hidden=[])
    for block in blocks:
        for raw in block.get("lines", ()):
            spans = raw["spans"]
            line = _line(spans, number, page, level=raw["dir"][1] == 0.0)
            if line is None:
                continue
            if not spans[0]["alpha"] and _is_hidden(spans):
                lines.hidden.append(line)
            else:
                (lines.straight if _angle(raw["dir"]) == facing else lines.aslant).append(line)
    return lines


def _is_hidden(spans: Sequence[RawSpan]) -> bool:
    """Tell whether none of it is painted: drawn with no ink, see-through, and no clip either."""
    return not any(span["alpha"] or span["char_flags"] & _CLIPPED for span in spans)


def _line(runs: Sequence[RawSpan], number: int, page: Turner, *, level: bool) -> Line | None:
    text = tidy(_text(runs))
    if not text:
        return None
    spans = runs if len(runs) == 1 else [run for run in runs if not run["text"].isspace()]
    main = _main(spans)
    x0, y0, x1, y1 = page.corners(_around(spans, main, level=level))
    return Line(
        page=number,
        text=text,
        x0=x0 + _indent(spans[0]),
        y0=y0,
        x1=x1,
        y1=y1,
        size=round(main["size"], 1),
        bold=_is_bold(main["font"], main["flags"], main["char_flags"]),
        mixed=len(spans) > 1 and _is_mixed(spans),
        mono=bool(main["flags"] & _MONO_FLAG),
        colour=main["color"],
        math=_is_math(spans, text),
        marked=_is_marked(spans, main),
    )


def _text(runs: Sequence[RawSpan]) -> str:
    if len(runs) == 1:
        return clean(runs[0]["text"])
    return clean("".join([MADE_BLANK if _made(run) else run["text"] for run in runs]))


def _is_math(spans: Sequence[RawSpan], text: str) -> bool:
    """Tell whether a third of the letters are in a font for formulas, or are its symbols."""
    symbols = 0 if text.isascii() else len(_SYMBOL.findall(text))
    letters = sum([len(span["text"]) for span in spans if _is_math_font(span["font"])])
    return letters + symbols > 0.34 * len(text)


def _is_mixed(spans: Sequence[RawSpan]) -> bool:
    """Tell whether some words are bold and others are not."""
    weights = {
        _is_bold(span["font"], span["flags"], span["char_flags"])
        for span in spans
        if len(span["text"].strip()) > 1
    }
    return len(weights) > 1


@cache
def _is_math_font(font: str) -> bool:
    return bool(_MATH_FONT.search(font))


def _is_marked(spans: Sequence[RawSpan], main: RawSpan) -> bool:
    first = spans[0]
    if first is main or len(first["text"].strip()) > 3:
        return False
    return bool(first["flags"] & _RAISED_FLAG) or first["size"] < 0.8 * main["size"]


@cache
def _is_bold(font: str, flags: int, char_flags: int) -> bool:
    if flags & _BOLD_FLAG or char_flags & (_BOLD_CHAR | _STROKED):
        return True
    return any(name in font.lower() for name in _BOLD_NAMES)


def _main(spans: Sequence[RawSpan]) -> RawSpan:
    """Return the longest run of the size that most of the line is set in; small caps are a mix."""
    if len(spans) == 1:
        return spans[0]
    sizes: dict[float, int] = {}
    for span in spans:
        sizes[span["size"]] = sizes.get(span["size"], 0) + len(span["text"])
    size = max(sizes, key=lambda size: sizes[size])
    alike = [span for span in spans if span["size"] == size]
    return max(alike, key=lambda span: len(span["text"]))


def _made(span: RawSpan) -> bool:
    """Tell whether MuPDF put this blank where the page only leaves a gap."""
    return bool(span["char_flags"] & _SYNTHETIC)


def _indent(span: RawSpan) -> float:
    """Return how far blanks at the start of a run push it in; an ideographic one is a square."""
    text, size = span["text"], span["size"]
    if not text[0].isspace():
        return 0.0
    blanks = text[: len(text) - len(text.lstrip())]
    if span["flags"] & _MONO_FLAG:
        return (span["bbox"][2] - span["bbox"][0]) * len(blanks) / len(text)
    return sum(size if blank == "\u3000" else size / 4 for blank in blanks)


def _around(spans: Sequence[RawSpan], main: RawSpan, *, level: bool) -> Corners:
    """Return the box of a line: as tall as its main run, whose type must not be out of proportion.

    Symbol fonts claim up to twice the height of what they print.
    """
    x0, y0, x1, y1 = main["bbox"]
    if not level:
        y0 = min(span["bbox"][1] for span in spans)
        return x0, y0, x1, max(span["bbox"][3] for span in spans)
    if len(spans) > 1:
        x0 = min(span["bbox"][0] for span in spans)
        x1 = max(span["bbox"][2] for span in spans)
    if y1 - y0 > 1.7 * main["size"] > 0:
        baseline = main["origin"][1]
        y0, y1 = max(y0, baseline - main["size"]), min(y1, baseline + 0.3 * main["size"])
    return x0, y0, x1, y1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What is drawn on a page: thin lines, small dots, rectangles filled or framed, all else."""

    rulings: list[Area]
    dots: list[Area]
    shades: list[Area]
    frames: list[Area]
    shapes: list[Area]


def drawn_on(blocks: Sequence[RawBlock], page: Turner) -> Drawn:
    """Return the drawings of a page; the sides of a rectangle drawn with a pen are lines.

    White and see-through shapes are left out, since nobody sees them.
    """
    drawn = Drawn(rulings=[], dots=[], shades=[], frames=[], shapes=[])
    for block in blocks:
        if block["type"] != 3 or not block["alpha"]:
            continue
        x0, y0, x1, y1 = block["bbox"]
        width, height = x1 - x0, y1 - y0
        area = page.area(block["bbox"])
        if width <= 2 * _THIN and height <= 2 * _THIN:
            drawn.dots.extend([area] if width > 1.5 and abs(width - height) < 1 else [])
        elif width <= _THIN or height <= _THIN:
            drawn.rulings.append(area)
        elif not block["isrect"]:
            drawn.shapes.append(area)
        elif block["stroked"]:
            drawn.rulings.extend(_sides(area))
            drawn.frames.append(area)
        elif block["color"] != _WHITE:
            drawn.shades.append(area)
    return drawn


def _sides(area: Area) -> tuple[Area, ...]:
    x0, y0, x1, y1 = area.x0, area.y0, area.x1, area.y1
    return (
        Area(x0=x0, y0=y0, x1=x1, y1=y0),
        Area(x0=x0, y0=y1, x1=x1, y1=y1),
        Area(x0=x0, y0=y0, x1=x0, y1=y1),
        Area(x0=x1, y0=y0, x1=x1, y1=y1),
    )
