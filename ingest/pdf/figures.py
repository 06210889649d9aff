"""Figures: raster pictures, and clusters of drawing that are neither tables nor decoration."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.pdf.captions import is_caption
from ingest.pdf.page import Area, Line, Page, hull

_SMALLEST = 0.01
_BACKGROUND = 0.8
"""Pictures of less, or more, than this share of the page are decoration, or a scan of it."""

_SHORTEST_SIDE = 30.0
_NEAR = 9.0
"""Shapes up to this many points apart belong to one drawing."""

_LONG = 45
"""Labels in a drawing are shorter than this many characters; running text is longer."""

_LABEL = 16
_MOST_SHAPES = 1500
_FEWEST_SHAPES = 3
_FEWEST_BARS = 4


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Figure(Area):
    """A picture or a drawing, with the words in it: the labels of a chart."""

    labels: tuple[Line, ...] = ()


def figures_of(page: Page, tables: Sequence[Area], lines: Sequence[Line]) -> list[Figure]:
    """Return the figures of `page`; `lines` are those outside of its `tables`.

    A picture under running text is a background, and no figure.
    """
    areas = [area for area in _untiled(page.pictures) if _is_picture(area, page, lines)]
    areas.extend(
        area
        for area in _drawings(page, tables, lines)
        if not any(one.holds(area) for one in areas) and _is_sized(area, page)
    )
    figures: list[Figure] = []
    for area in _outermost(areas):
        inside = tuple(line for line in lines if area.holds(line) or _labels(line, area))
        if _is_prose(inside):
            continue
        figures.append(Figure(x0=area.x0, y0=area.y0, x1=area.x1, y1=area.y1, labels=inside))
    return figures


def _untiled(pictures: Sequence[Area]) -> list[Area]:
    """Return `pictures` with strips and tiles of one joined: some writers cut them up."""
    joined: list[Area] = []
    for area in sorted(pictures, key=lambda area: (area.x0, area.y0)):
        if joined and _goes_on(joined[-1], area):
            joined[-1] = hull([joined[-1], area])
        else:
            joined.append(area)
    return joined


def _goes_on(above: Area, below: Area) -> bool:
    alike = abs(above.x0 - below.x0) < 1 and abs(above.x1 - below.x1) < 1
    return alike and -2 < below.y0 - above.y1 < 2


def _labels(line: Line, area: Area) -> bool:
    """Tell whether a line is a short one at the edge of a drawing: the name of a bar or an axis."""
    short = len(line.text) <= _LABEL and line.width < 0.35 * area.width
    return short and area.holds(line, line.size) and not is_caption(line.text)


def _is_picture(area: Area, page: Page, lines: Sequence[Line]) -> bool:
    share = area.width * area.height / (page.width * page.height or 1.0)
    return share >= _SMALLEST and not (share > _BACKGROUND and lines)


def _is_sized(area: Area, page: Page) -> bool:
    share = area.width * area.height / (page.width * page.height or 1.0)
    wide = min(area.width, area.height) >= _SHORTEST_SIDE
    return wide and 0.6 * _SMALLEST <= share <= _BACKGROUND


def _is_prose(inside: Sequence[Line]) -> bool:
    """Tell whether the words over a picture are text that runs, not labels."""
    total = sum(len(line.text) for line in inside)
    long = sum(len(line.text) for line in inside if len(line.text) > _LONG)
    return long > 0.35 * total


def _outermost(areas: Sequence[Area]) -> list[Area]:
    """Return the areas that lie in no larger one."""
    kept: list[Area] = []
    for area in sorted(areas, key=lambda area: -area.width * area.height):
        if not any(_covers(one, area) for one in kept):
            kept.append(area)
    return sorted(kept, key=lambda area: (area.y0, area.x0))


def _covers(one: Area, two: Area) -> bool:
    width = min(one.x1, two.x1) - max(one.x0, two.x0)
    height = min(one.y1, two.y1) - max(one.y0, two.y0)
    return min(width, height) > 0 and width * height > 0.7 * two.width * two.height


def _drawings(page: Page, tables: Sequence[Area], lines: Sequence[Line]) -> Iterator[Area]:
    """Yield the clusters of shapes that are a drawing: curves, or bars of several lengths."""
    if not page.shapes and len(page.shades) < _FEWEST_BARS:
        return
    whole = _BACKGROUND * page.width * page.height
    curves = [area for area in page.shapes if area.width * area.height < whole]
    bars = [area for area in page.shades if area.width * area.height < whole]
    if len(curves) + len(bars) > _MOST_SHAPES:
        yield hull(curves + bars)
        return
    marked = [(area, True) for area in curves] + [(area, False) for area in bars]
    marked = [pair for pair in marked if not any(table.holds(pair[0], 3.0) for table in tables)]
    for cluster in _clusters(marked):
        if _is_drawing(cluster) and not _are_grounds(cluster, lines):
            yield hull([area for area, _ in cluster])


def _is_drawing(cluster: Sequence[tuple[Area, bool]]) -> bool:
    curves = [area for area, curved in cluster if curved]
    if len(curves) >= _FEWEST_SHAPES:
        return not _is_ornament(curves)
    bars = [area for area, curved in cluster if not curved]
    return _are_bars(bars) or _are_bars([_mirrored(bar) for bar in bars])


def _are_bars(bars: Sequence[Area]) -> bool:
    """Tell whether upright bars of one width and several lengths stand on one line."""
    if len(bars) < _FEWEST_BARS:
        return False
    feet = Counter(round(bar.y1 / 2) for bar in bars).most_common(1)[0][1]
    widths = Counter(round(bar.width / 2) for bar in bars).most_common(1)[0][1]
    lengths = {round(bar.height / 3) for bar in bars}
    most = 0.6 * len(bars)
    return feet >= most and widths >= most and len(lengths) >= 3


def _mirrored(bar: Area) -> Area:
    return Area(x0=bar.y0, y0=-bar.x1, x1=bar.y1, y1=-bar.x0)


def _are_grounds(cluster: Sequence[tuple[Area, bool]], lines: Sequence[Line]) -> bool:
    """Tell whether text stands on most of the rectangles: the shaded cells of a table."""
    bars = [area for area, curved in cluster if not curved]
    written = sum(any(bar.holds(line) for line in lines) for bar in bars)
    return len(bars) == len(cluster) and 2 * written > len(bars)


def _is_ornament(curves: Sequence[Area]) -> bool:
    """Tell whether all shapes are alike and small, as bullets and icons in a list are."""
    sizes = {(round(area.width / 4), round(area.height / 4)) for area in curves}
    return len(sizes) == 1 and max(curves[0].width, curves[0].height) < _SHORTEST_SIDE


def _clusters(marked: Sequence[tuple[Area, bool]]) -> list[list[tuple[Area, bool]]]:
    """Return groups of shapes no further apart than bars of a chart, by sweeping down the page."""
    groups: list[tuple[Area, list[tuple[Area, bool]]]] = []
    for area, curved in sorted(marked, key=lambda pair: pair[0].y0):
        near = [group for group in groups if _is_near(group[0], area)]
        members = [(area, curved)]
        for group in near:
            groups.remove(group)
            members.extend(group[1])
        around = hull([area, *(group[0] for group in near)])
        groups.append((around, members))
    return [members for _, members in groups]


def _is_near(one: Area, two: Area) -> bool:
    aside = max(one.x0 - two.x1, two.x0 - one.x1)
    apart = max(one.y0 - two.y1, two.y0 - one.y1)
    wide, high = min(one.width, two.width), min(one.height, two.height)
    return aside <= max(_NEAR, 0.8 * wide) and apart <= max(_NEAR, 0.8 * high)
