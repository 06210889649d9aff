"""Finds the drawn lines on a picture of a page, which the tables of a scan are ruled with."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from ingest.pdf.ocr.rapid import Pixels
from ingest.pdf.page import Area

Mask = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Run = tuple[int, int, int]
"""A row of the picture, and the first and last column of dark pixels in it."""

_SHADE = 40
"""How much darker than the paper a line is, of 255: a hairline is drawn grey."""

_SHORTEST = 1 / 25
"""Share of the page's width: the strokes of letters are shorter."""

_THICKEST = 8
"""Pixels from the first to the last row of a line, which a scan may tilt a little."""

_HIGHEST_BAND = 80
"""Pixels; a coloured band up to this high is the header of a table, and its edges are lines."""


def rulings(pixels: Pixels, scale: float) -> list[Area]:
    """Return the horizontal and vertical lines, in points; `scale` is points per pixel."""
    grey = pixels.mean(axis=2)
    dark: Mask = grey < np.median(grey) - _SHADE
    shortest = int(pixels.shape[1] * _SHORTEST)
    across = [(x0, y, x1, y) for y, x0, x1 in _lines(dark, shortest)]
    down = [(x, y0, x, y1) for x, y0, y1 in _lines(dark.T, shortest)]
    return [
        Area(x0=x0 * scale, y0=y0 * scale, x1=x1 * scale, y1=y1 * scale)
        for x0, y0, x1, y1 in (*across, *down)
    ]


def _lines(dark: Mask, shortest: int) -> Iterator[tuple[float, int, int]]:
    """Yield the middle row, and the first and last column, of each thin line along the rows."""
    growing: list[list[Run]] = []
    for run in _runs(dark, shortest):
        row, start, end = run
        done = [line for line in growing if line[-1][0] < row - 1]
        growing = [line for line in growing if line[-1][0] >= row - 1]
        yield from chain.from_iterable(map(_edges, done))
        for line in growing:
            if line[-1][1] <= end and start <= line[-1][2]:
                line.append(run)
                break
        else:
            growing.append([run])
    yield from chain.from_iterable(map(_edges, growing))


def _edges(runs: list[Run]) -> list[tuple[float, int, int]]:
    """Return the line that `runs` are, the two edges of a band, or nothing for a picture."""
    first, last = runs[0][0], runs[-1][0]
    start, end = min(run[1] for run in runs), max(run[2] for run in runs)
    if last - first < _THICKEST:
        return [((first + last) / 2, start, end)]
    return [(first, start, end), (last, start, end)] if last - first < _HIGHEST_BAND else []


def _runs(dark: Mask, shortest: int) -> Iterator[Run]:
    """Yield the unbroken dark runs of at least `shortest` pixels, row by row."""
    for row in np.flatnonzero(dark.sum(axis=1) >= shortest):
        edges = np.diff(dark[row].astype(np.int8), prepend=0, append=0)
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        for start, end in zip(starts, ends, strict=True):
            if end - start >= shortest:
                yield int(row), int(start), int(end) - 1
