"""How far the text on a scan is turned from the level: by the angle at which its rows are clearest.

After Postl, "Detection of linear oblique structures and skew scan in digitized documents" (1986):
the squares of the counts of dark pixels per row are largest along the lines of text.
"""

import numpy as np

from ingest.pdf.ocr.rapid import Pixels

_DARK = 60
"""How much darker than the paper ink is, of 255."""

_MOST_PIXELS = 30_000
_FARTHEST = 6.0
_STEPS = (1.0, 0.25, 0.05)
_CLEARER = 1.05
"""How much clearer than level rows the best ones must be."""

Points = np.ndarray[tuple[int], np.dtype[np.float64]]


def skew(pixels: Pixels) -> float:
    """Return the clockwise angle of the lines of text in degrees, within 6 either way; 0 if level.

    Text that runs up or down the page tells it as well.
    """
    grey = pixels[::2, ::2].mean(axis=2)
    rows, columns = np.nonzero(grey < np.median(grey) - _DARK)
    if len(rows) < 100:
        return 0.0
    every = len(rows) // _MOST_PIXELS + 1
    ys, xs = rows[::every].astype(np.float64), columns[::every].astype(np.float64)
    best, reach = 0.0, _FARTHEST
    for step in _STEPS:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _clearness(ys, xs, float(angle))))
        reach = step
    clearer = _clearness(ys, xs, best) > _CLEARER * _clearness(ys, xs, 0.0)
    return best if clearer else 0.0


def _clearness(ys: Points, xs: Points, angle: float) -> float:
    slope = np.tan(np.radians(angle))
    return max(_peaks(ys - xs * slope), _peaks(xs + ys * slope))


def _peaks(places: Points) -> float:
    counts = np.bincount((places - places.min()).astype(np.int64))
    return float(np.square(counts, dtype=np.float64).sum())
