"""How large the type of a recognised line is: by its ink, since the boxes of OCR are loose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from ingest.pdf.ocr.rapid import Pixels, Recognised

Ink = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""How much each pixel of a line differs from its paper, 1 at the most."""

_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_TALL = re.compile(r"[A-Z0-9bdfhklti!?%&/\\|\"'“”‘’()\[\]{}£$€À-Þ]")
_DEEP = re.compile(r"[gjpqy()\[\]{}/\\|]")
_COMMA = re.compile(r"[,;Q]")

_CJK_SHARE, _CAPITAL, _SMALL, _DESCENDER, _TAIL = 0.9, 0.72, 0.52, 0.21, 0.14
"""Shares of the type size that the ink of such letters takes in usual typefaces."""

_DARK = 0.4
"""Share of the strongest ink from which on a pixel belongs to a letter."""

_BOLD = 1.35
"""How many times as thick as usual the strokes of bold type are: 1.5 to 1.7 were measured."""

_STROKE = 2
"""Pixels of the thinnest stroke: the stem of one "p" must count, a speck must not."""

_NOISE = 0.1
"""Sizes that differ by less than this share are the same, measured on different letters."""

_BLUR = 1.0
"""Pixels by which drawing and scanning make a letter higher than it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """What a line is set in: size and baseline in pixels, strokes as a share of the size."""

    size: float
    baseline: float
    stroke: float


def measured(pixels: Pixels, line: Recognised) -> Type:
    """Measure the type of `line` on the upright picture that it was read from."""
    top, bottom = max(int(line.y0), 0), int(line.y1) + 1
    part = pixels[top:bottom, max(int(line.x0), 0) : int(line.x1) + 1].mean(axis=2)
    by_its_box = Type(size=line.y1 - line.y0, baseline=line.y1, stroke=0.0)
    if part.size == 0:
        return by_its_box
    ink = np.abs(part - np.median(part))
    ink /= max(float(ink.max()), 1.0)
    first, last = _rows(ink)
    if first == last:
        # Letters too pale to be seen.
        return by_its_box
    above, below = _shares(line.text)
    size = (last - first + 1 - _BLUR) / (above + below)
    return Type(
        size=size,
        baseline=top + last + 1 - _BLUR / 2 - below * size,
        stroke=_stroke(ink[first : last + 1]) / size,
    )


def _rows(ink: Ink) -> tuple[int, int]:
    """Return the first and the last row of the letters."""
    dark = ink > _DARK
    # A row that is dark from end to end is a drawn line or the frame of a cell.
    inked = (dark.sum(axis=1) >= _STROKE) & (dark.mean(axis=1) < 0.9)
    return _run(inked, len(inked) // 2)


def _stroke(ink: Ink) -> float:
    """Return how thick the strokes are; blurred edges count as the share of ink they hold."""
    dark = ink > _DARK
    # Strokes that run along an axis would seem as thick as they are long.
    across, down = (np.count_nonzero(np.diff(dark, axis=axis, prepend=False)) for axis in (0, 1))
    return float(ink.sum()) / max(int(across) // 2, int(down) // 2, 1)


def _run(inked: np.ndarray[tuple[int], np.dtype[np.bool_]], middle: int) -> tuple[int, int]:
    """Return the run of inked rows around the middle one; single gaps belong to it (i, 二)."""
    first = last = middle
    gap = max(2, len(inked) // 8)
    while (above := inked[max(first - gap, 0) : first]).any():
        first -= len(above) - int(np.argmax(above))
    while (below := inked[last + 1 : last + 1 + gap]).any():
        last += int(np.flatnonzero(below)[-1]) + 1
    return first, last


def _shares(text: str) -> tuple[float, float]:
    """Return how far ink reaches above and below the baseline of `text`, as shares of its size."""
    if _CJK.search(text):
        return _CJK_SHARE - 0.08, 0.08
    above = _CAPITAL if _TALL.search(text) else _SMALL
    tail = _TAIL if _COMMA.search(text) else 0.0
    return above, _DESCENDER if _DEEP.search(text) else tail


def heavy(strokes: Sequence[float], texts: Sequence[str]) -> list[bool]:
    """Tell which lines are bold: their strokes are far thicker than most text of their script."""
    chinese = [bool(_CJK.search(text)) for text in texts]
    usual: dict[bool, list[float]] = {True: [], False: []}
    for stroke, text, script in zip(strokes, texts, chinese, strict=True):
        usual[script] += [stroke] * len(text)
    medians = {script: median(found) for script, found in usual.items() if found}
    return [
        stroke > _BOLD * medians[script] for stroke, script in zip(strokes, chinese, strict=True)
    ]


def settled(sizes: Sequence[float], weights: Sequence[int]) -> list[float]:
    """Return `sizes` with the noise taken out: those that lie close together become the same.

    `weights` are the characters that each was measured on: the size that has most of them comes
    first and takes its neighbours along.
    """
    found = list(sizes)
    open_ = set(range(len(sizes)))
    while open_:
        near = {size: _weight(size, sizes, weights, open_) for size in {sizes[i] for i in open_}}
        centre = max(near, key=lambda size: (near[size], size))
        taken = {i for i in open_ if _alike(sizes[i], centre, _NOISE)}
        for i in taken:
            found[i] = round(centre, 1)
        open_ -= taken
    return found


def _weight(size: float, sizes: Sequence[float], weights: Sequence[int], among: set[int]) -> int:
    return sum(weights[i] for i in among if _alike(sizes[i], size, _NOISE / 2))


def _alike(size: float, centre: float, slack: float) -> bool:
    return abs(size - centre) <= slack * centre
