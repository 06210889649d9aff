"""Shapes that stand together on a page, as the bars and the curves of one chart do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.heights import ByHeight
from ingest.pdf.page import Area, Line, hull

_NEAR = 9.0
_FAR = 24.0
"""Shapes up to the first many points apart belong to one drawing; those further apart than the
second do not, where text runs between them."""

_APART = 2.5
"""Bars of a chart stand at most this many times their width apart."""

_LENGTHS = 3
"""Bars of fewer lengths are the cells of a table, or stripes."""


# Not frozen, as all values that a page has hundreds of.
@dataclass(slots=True, kw_only=True)
class Cluster:
    """Shapes that stand together: curves and rectangles; `row` counts the longest row of bars."""

    around: Area
    curves: list[Area]
    bars: list[Area]
    row: int = 0


def clusters_of(
    curves: Sequence[Area], bars: Sequence[Area], text: ByHeight[Line], running: ByHeight[Line]
) -> list[Cluster]:
    """Return groups of shapes no further apart than bars of a chart, by sweeping down the page.

    `text` are the lines of the page, `running` those of them that no drawing reaches over.
    """
    rows = _rows([(bar, bar) for bar in bars]) + _rows([(mirrored(bar), bar) for bar in bars])
    rows = [row for row in rows if not any(text.held(bar) for bar in row)]
    inside = {id(bar) for row in rows for bar in row}
    single = [Cluster(around=area, curves=[area], bars=[]) for area in curves]
    single += [Cluster(around=hull(row), curves=[], bars=row, row=len(row)) for row in rows]
    single += [Cluster(around=bar, curves=[], bars=[bar]) for bar in bars if id(bar) not in inside]
    groups: list[Cluster] = []
    for one in sorted(single, key=lambda cluster: cluster.around.y0):
        near: list[Cluster] = []
        apart: list[Cluster] = []
        for group in groups:
            (near if _are_near(group.around, one.around, running) else apart).append(group)
        groups = [*apart, _together([*near, one])]
    return groups


def mirrored(bar: Area) -> Area:
    """Return a bar that lies on its side as one that stands."""
    return Area(x0=bar.y0, y0=-bar.x1, x1=bar.y1, y1=-bar.x0)


def _together(clusters: Sequence[Cluster]) -> Cluster:
    """Return the first of `clusters` with all that is in the others added to it."""
    first = clusters[0]
    if len(clusters) > 1:
        first.around = hull([one.around for one in clusters])
        first.row = max([one.row for one in clusters])
    for other in clusters[1:]:
        first.curves += other.curves
        first.bars += other.bars
    return first


def _rows(bars: Sequence[tuple[Area, Area]]) -> list[list[Area]]:
    """Return bars of one width and several lengths that stand on one line, however far apart.

    Each comes as it is measured, upright, and as it stands.
    """
    alike: dict[tuple[int, int], list[tuple[Area, Area]]] = defaultdict(list)
    for upright, bar in bars:
        alike[round(upright.y1), round(upright.width)].append((upright, bar))
    rows: list[list[tuple[Area, Area]]] = []
    for row in alike.values():
        row.sort(key=lambda pair: pair[0].x0)
        rows.append([row[0]])
        for above, pair in pairwise(row):
            if pair[0].x0 - above[0].x1 > _APART * pair[0].width:
                rows.append([])
            rows[-1].append(pair)
    return [
        [bar for _, bar in row]
        for row in rows
        if len(row) >= _LENGTHS
        and len({round(upright.height / 3) for upright, _ in row}) >= _LENGTHS
    ]


def _are_near(one: Area, two: Area, running: ByHeight[Line]) -> bool:
    aside = max(one.x0 - two.x1, two.x0 - one.x1)
    if aside > _NEAR and aside > 0.8 * min(one.width, two.width):
        return False
    apart = max(one.y0 - two.y1, two.y0 - one.y1)
    if apart > _NEAR and apart > 0.8 * min(one.height, two.height):
        return False
    if max(aside, apart) <= _FAR:
        return True
    return not running.held(hull([one, two]))
