"""Tells at a glance, on a small grey picture, whether lines of text may be in it."""

import numpy as np

Grey = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
"""A picture: rows, columns; 0 is black. Some 72 pixels an inch."""

_GROUND, _NEAR = 0.5, 12
"""Text stands on one colour: so much of the picture is within so many shades of it."""

_INK = 56
_STROKES = 0.07
"""Edges of letters in a pixel of a line of text; large letters have the fewest."""

_FEWEST_EDGES = 8
_LOWEST, _TALLEST = 4, 90
"""Rows of pixels that a line of text takes."""


def may_hold_text(grey: Grey) -> bool:
    """Tell whether a band of rows has as many edges as letters make, on an even ground.

    Photographs have no even ground; lines, bars and icons have few edges in a row.
    """
    levels = np.bincount((grey // 4).ravel(), minlength=64)
    ground = int(levels.argmax()) * 4 + 2
    apart = np.abs(grey.astype(np.int16) - ground)
    if np.mean(apart <= _NEAR) < _GROUND:
        return False
    ink = apart > _INK
    edges = np.count_nonzero(ink[:, 1:] != ink[:, :-1], axis=1)
    first = ink.argmax(axis=1)
    last = ink.shape[1] - ink[:, ::-1].argmax(axis=1)
    lettered = (edges >= _FEWEST_EDGES) & (edges >= _STROKES * (last - first))
    return any(_LOWEST <= length <= _TALLEST for length in _runs(lettered))


def _runs(rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[int]:
    """Return the lengths of the runs of rows that hold."""
    bounds = np.flatnonzero(np.diff(np.concatenate(([False], rows, [False])).astype(np.int8)))
    return [int(length) for length in bounds[1::2] - bounds[::2]]
