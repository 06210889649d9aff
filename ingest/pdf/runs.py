"""From the runs of text that MuPDF gives to our own lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from ingest.pdf.glyphs import MADE_BLANK, printed
from ingest.pdf.page import Corners, Line
from ingest.pdf.raw import RawLine, RawSpan, Turner, angle_of

_RAISED_FLAG, _BOLD_FLAG, _MONO_FLAG = 1, 16, 8
_SYNTHETIC, _CLIPPED, _STROKED, _BOLD_CHAR = 512, 64, 32, 8
_MATH_FONT = re.compile(
    r"(?:^|\+)(?:CM(?:MI|SY|EX|BSY|MIB)|MS[AB]M|MT(?:MI|SY|EX|2MI|Extra)|Euclid(?:Math|Symbol)"
    r"|RMTMI|TeX_?CM|STIXMath)|Math(?!ews|ild)",
)
_SYMBOL = re.compile(r"[\u2200-\u22ff\u2a00-\u2aff\U0001d400-\U0001d7ff\u0391-\u03c9]")
_NEARLY_ALL = 0.8
_BOLD_SUFFIX = re.compile(r"(?:\.B(?:I|\.I)?|-Bd\w{0,2})$")
"""Names of fonts that leave their weight out of all else: AdvTT2cba4af3.B, Univers-Bd."""

_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "simhei", "黑体")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of text of a page: `straight` as most of it, `aslant`, and `hidden` to the eye."""

    straight: list[Line]
    aslant: list[Line]
    hidden: list[Line]


def lines_of(raw: Sequence[RawLine], number: int, facing: int, page: Turner) -> Lines:
    """Return the lines of text, those apart that run in another direction than `facing`."""
    lines = Lines(straight=[], aslant=[], hidden=[])
    for each in raw:
        spans = each["spans"]
        line = _line(spans, number, page, level=each["dir"][1] == 0.0)
        if line is None:
            continue
        angle = angle_of(each["dir"])
        if not spans[0]["alpha"] and _is_hidden(spans):
            lines.hidden.append(line)
        elif angle == facing:
            lines.straight.append(line)
        else:
            lines.aslant.append(replace(line, turn=-1 if angle < 0 else (angle - facing) % 360))
    return lines


def _is_hidden(spans: Sequence[RawSpan]) -> bool:
    """Tell whether none of it is painted: drawn with no ink, see-through, and no clip either."""
    return not any(span["alpha"] or span["char_flags"] & _CLIPPED for span in spans)


def _line(runs: Sequence[RawSpan], number: int, page: Turner, *, level: bool) -> Line | None:
    spans, main = runs, runs[0]
    if len(runs) == 1:
        text = printed(main["text"])
    elif text := printed(_text(runs)):
        spans = [run for run in runs if not run["text"].isspace()]
        main = _main(spans)
    if not text:
        return None
    several = len(spans) > 1
    face = _face(main["font"], main["flags"], main["char_flags"])
    x0, y0, x1, y1 = _around(spans, main, level=level)
    if page.angle:
        x0, y0, x1, y1 = page.corners((x0, y0, x1, y1))
    return Line(
        page=number,
        text=text,
        x0=x0 + _indent(spans[0]) if spans[0]["text"][0].isspace() else x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=_rounded(main["size"]),
        bold=face.bold,
        mixed=several and _is_mixed(spans),
        mono=face.mono,
        colour=main["color"],
        math=_is_math(text, _math_letters(spans) if several else face.math * len(main["text"])),
        marked=several and _is_marked(spans, main),
        font=face.name if not several or _is_whole(spans, main) else "",
    )


class _Face(NamedTuple):
    """What the name and the flags of a font tell of its type."""

    bold: bool
    mono: bool
    math: bool
    name: str


@lru_cache(maxsize=1024)
def _rounded(size: float) -> float:
    """Return `size` to a tenth of a point; a page has few sizes, and rounding takes long."""
    return round(size, 1)


def _face_of(span: RawSpan) -> _Face:
    return _face(span["font"], span["flags"], span["char_flags"])


@cache
def _face(font: str, flags: int, char_flags: int) -> _Face:
    heavy = bool(flags & _BOLD_FLAG or char_flags & (_BOLD_CHAR | _STROKED))
    return _Face(
        bold=heavy
        or any(name in font.lower() for name in _BOLD_NAMES)
        or bool(_BOLD_SUFFIX.search(font)),
        mono=bool(flags & _MONO_FLAG),
        math=bool(_MATH_FONT.search(font)),
        # Before the sign stands which of the letters of a font the file holds.
        name=font.rpartition("+")[2],
    )


def _text(runs: Sequence[RawSpan]) -> str:
    return "".join([MADE_BLANK if _made(run) else run["text"] for run in runs])


def _math_letters(spans: Sequence[RawSpan]) -> int:
    return sum([len(span["text"]) for span in spans if _face_of(span).math])


def _is_math(text: str, letters: int) -> bool:
    """Tell whether `letters` in a font for formulas, and symbols, are a third of a line."""
    if not letters and (text.isascii() or not _SYMBOL.search(text)):
        return False
    return letters + len(_SYMBOL.findall(text)) > 0.34 * len(text)


def _is_whole(spans: Sequence[RawSpan], main: RawSpan) -> bool:
    """Tell whether nearly all of a line is set in the font of its main run."""
    letters = sum([len(span["text"]) for span in spans])
    same = sum([len(span["text"]) for span in spans if span["font"] == main["font"]])
    return same >= _NEARLY_ALL * letters


def _is_mixed(spans: Sequence[RawSpan]) -> bool:
    """Tell whether some words are bold and others are not."""
    weights = {_face_of(span).bold for span in spans if len(span["text"].strip()) > 1}
    return len(weights) > 1


def _is_marked(spans: Sequence[RawSpan], main: RawSpan) -> bool:
    first = spans[0]
    if first is main or len(first["text"].strip()) > 3:
        return False
    return bool(first["flags"] & _RAISED_FLAG) or first["size"] < 0.8 * main["size"]


def _main(spans: Sequence[RawSpan]) -> RawSpan:
    """Return the longest run of the size that most of the line is set in; small caps are a mix."""
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
