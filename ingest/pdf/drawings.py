"""Drawings: curves and bars that are a chart or a diagram, and no decoration."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.pdf.axes import names, scale
from ingest.pdf.captions import is_caption
from ingest.pdf.clusters import Cluster, clusters_of, mirrored
from ingest.pdf.heights import ByHeight
from ingest.pdf.page import Area, Line, Page, hull

LABEL = 16
"""The names of bars and the numbers of an axis have at most this many characters."""

_WHOLE = 0.8
"""What takes more than this share of a page is its ground."""

_RUNNING = 25
"""A line of more characters than this is none of the names in a drawing."""

_ORNAMENT = 30.0
_MOST_SHAPES = 1500
_FEWEST_SHAPES = 3
_FEWEST_BARS = 4
_FEWEST_LENGTHS = 3
_IN_ROW = 0.4
"""At least this share of the rectangles of a chart stand in one row."""


def drawings_of(page: Page, tables: Sequence[Area], lines: Sequence[Line]) -> Iterator[Area]:
    """Yield where the drawings of `page` stand, with the names at their axes.

    A drawing is made of several curves, of bars of several lengths on one line, or of a single
    curve beside an axis. `lines` are those outside of the `tables`.
    """
    if not page.shapes and len(page.shades) < _FEWEST_BARS:
        return
    curves, bars = _drawn(page.shapes, page), _drawn(page.shades, page)
    if len(curves) + len(bars) > _MOST_SHAPES:
        yield hull(curves + bars)
        return
    curves, bars = _outside(curves, tables), _outside(bars, tables)
    text = ByHeight(lines)
    running = ByHeight(_running(lines, [*_drawn(page.frames, page), *curves]))
    bars = [bar for bar in bars if not _is_ground(bar, running)]
    short = [line for line in lines if len(line.text) <= LABEL and not is_caption(line.text)]
    for cluster in clusters_of(curves, bars, text, running):
        if _is_drawing(cluster, text) or (cluster.curves and scale(cluster, short)):
            framed = _framed(cluster.around, page.frames, text)
            yield hull([cluster.around, *framed, *names(cluster, short)])


def _drawn(areas: Sequence[Area], page: Page) -> list[Area]:
    whole = _WHOLE * page.width * page.height
    return [area for area in areas if area.width * area.height < whole]


def _outside(areas: Sequence[Area], tables: Sequence[Area]) -> list[Area]:
    return [area for area in areas if not any(table.holds(area, 3.0) for table in tables)]


def _running(lines: Sequence[Line], boxes: Sequence[Area]) -> list[Line]:
    """Return the lines of text that runs outside of the boxes of a diagram."""
    long = [line for line in lines if len(line.text) > _RUNNING]
    return [line for line in long if not any(box.holds(line) for box in boxes)]


def _is_ground(area: Area, running: ByHeight[Line]) -> bool:
    """Tell whether text runs on a rectangle: it is the ground of a box."""
    return len(running.held(area)) > 1


def _is_drawing(cluster: Cluster, text: ByHeight[Line]) -> bool:
    if len(cluster.curves) >= _FEWEST_SHAPES and not _is_ornament(cluster.curves):
        return True
    bars = cluster.bars
    in_row = cluster.row >= max(_FEWEST_BARS, _IN_ROW * len(bars))
    if not in_row and not _are_bars(bars) and not _are_bars([mirrored(bar) for bar in bars]):
        return False
    return bool(cluster.curves) or not _are_grounds(bars, text)


def _are_bars(bars: Sequence[Area]) -> bool:
    """Tell whether upright bars of one width and several lengths stand on one line."""
    if len(bars) < _FEWEST_BARS:
        return False
    if len({round(bar.height / 3) for bar in bars}) < _FEWEST_LENGTHS:
        return False
    feet = Counter([round(bar.y1 / 2) for bar in bars])
    widths = Counter([round(bar.width / 2) for bar in bars])
    return min(max(feet.values()), max(widths.values())) >= 0.6 * len(bars)


def _are_grounds(bars: Sequence[Area], text: ByHeight[Line]) -> bool:
    """Tell whether text stands on most of the rectangles: the shaded cells of a table."""
    return 2 * sum(bool(text.held(bar)) for bar in bars) > len(bars)


def _is_ornament(curves: Sequence[Area]) -> bool:
    """Tell whether all shapes are alike and small, as bullets and icons in a list are."""
    sizes = {(round(area.width / 4), round(area.height / 4)) for area in curves}
    return len(sizes) == 1 and max(curves[0].width, curves[0].height) < _ORNAMENT


def _framed(around: Area, frames: Sequence[Area], text: ByHeight[Line]) -> list[Area]:
    """Return the frames that bars of a drawing fill in part; others have text in them."""
    return [
        frame
        for frame in frames
        if min(frame.x1, around.x1) > max(frame.x0, around.x0)
        and min(frame.y1, around.y1) > max(frame.y0, around.y0)
        and not any(len(line.text) > LABEL for line in text.held(frame))
    ]
