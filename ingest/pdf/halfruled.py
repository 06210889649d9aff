"""Tables that lines draw only in part: what is missing is drawn in, then they are ruled ones.

Rules or shades as wide as each other part the rows, upright lines or the joints of the rules the
columns. What is not drawn is told by the white between the texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.pdf.captions import is_caption
from ingest.pdf.cells import Table
from ingest.pdf.guides import Guides
from ingest.pdf.page import Line
from ingest.pdf.rows import cells_of
from ingest.pdf.separators import Separator, Stack, whole_stacks
from ingest.pdf.stretch import Stretch, cuts_of, table_of
from ingest.pdf.white import Band, Gap, bands_of, shared, white
from ingest.table import is_number

_SLACK = 2.5
_JOINT = 4.0
"""A drawn joint stands in the white of this many points to each side of it, or less."""

_EMPTY = 40.0
"""What is empty for more points than this is no row."""

_ROOM = 1.2
"""A row without a rule of its own is less than this many times the size of its type away."""


def half_ruled_tables(lines: Sequence[Line], guides: Guides) -> tuple[list[Table], list[Line]]:
    """Return the tables that `guides` draw in part, and the lines outside of them."""
    tables: list[Table] = []
    rest = list(lines)
    for stack in whole_stacks(guides.stacks):
        strip = [line for line in rest if line.x0 < stack[0].x1 and stack[0].x0 < line.x1]
        for stretch in _stretches(stack, strip):
            whole = _with_ends(stretch, strip)
            table = table_of(whole, guides)
            if table is not None and not _is_torn(whole, strip):
                tables.append(table)
                taken = set(map(id, whole.lines))
                rest = [line for line in rest if id(line) not in taken]
                strip = [line for line in strip if id(line) not in taken]
    return tables, rest


def _stretches(stack: Stack, strip: Sequence[Line]) -> Iterator[Stretch]:
    """Yield runs of separators between which all lines share columns."""
    stretch = _alone(stack[0])
    placed = [((line.y0 + line.y1) / 2, line) for line in strip]
    for above, below in pairwise(stack):
        part = tuple([line for middle, line in placed if above.y0 < middle < below.y0])
        longer = _joined(stretch, part, below)
        if longer is None:
            yield stretch
            longer = _alone(below)
        stretch = longer
    yield stretch


def _alone(separator: Separator) -> Stretch:
    return Stretch(separators=(separator,), parts=(), gaps=_drawn_gaps(separator))


def _drawn_gaps(separator: Separator) -> tuple[Gap, ...]:
    return tuple(Gap(start=x - _JOINT, end=x + _JOINT, least=0.5) for x in separator.joints)


def _joined(stretch: Stretch, part: tuple[Line, ...], below: Separator) -> Stretch | None:
    """Return `stretch` with what stands above `below`, None where that is of another table."""
    last = stretch.separators[-1]
    if any(line.x0 < last.x0 - _SLACK or line.x1 > last.x1 + _SLACK for line in part):
        return None
    longer = replace(
        stretch,
        separators=(*stretch.separators, below),
        parts=(*stretch.parts, part),
    )
    if not part:
        return longer if below.y0 - last.y0 < _EMPTY else None
    before = stretch.gaps or _drawn_gaps(below) or tuple(white(part))
    gaps = shared(before, part)
    if len(gaps) >= max(1, 0.6 * len(before)):
        return replace(longer, gaps=tuple(gaps))
    spans = bool(stretch.gaps) and len(part) == 1
    return replace(longer, gaps=tuple(before)) if spans else None


def _with_ends(stretch: Stretch, strip: Sequence[Line]) -> Stretch:
    """Add the rows above the first separator and below the last one, which have no other."""
    if not stretch.gaps:
        return stretch
    first, last = stretch.separators[0], stretch.separators[-1]
    above = [line for line in strip if line.middle < first.y0]
    below = [line for line in strip if line.middle > last.y0]
    headed = any(stretch.parts) and _is_head(next(part for part in stretch.parts if part))
    head = [] if headed else _reached([*reversed(bands_of(above))], stretch, first.y0, up=True)
    foot = _reached(bands_of(below), stretch, last.y0, up=False)
    separators, parts = stretch.separators, stretch.parts
    if head:
        top = min(line.y0 for line in head) - 2
        separators = (Separator(x0=first.x0, y0=top, x1=first.x1, y1=top), *separators)
        parts = (tuple(head), *parts)
    if foot:
        end = max(line.y1 for line in foot) + 2
        separators = (*separators, Separator(x0=last.x0, y0=end, x1=last.x1, y1=end))
        parts = (*parts, tuple(foot))
    return replace(stretch, separators=separators, parts=parts)


def _is_torn(stretch: Stretch, strip: Sequence[Line]) -> bool:
    """Tell whether amounts in other columns stand right above or below: then it is half a table.

    Without amounts these may be columns of running text.
    """
    first, last = stretch.separators[0], stretch.separators[-1]
    above = bands_of([line for line in strip if line.middle < first.y0])[-1:]
    below = bands_of([line for line in strip if line.middle > last.y0])[:1]
    near = [
        *(band for band in above if first.y0 - max(line.y1 for line in band) < _room(band)),
        *(band for band in below if min(line.y0 for line in band) - last.y0 < _room(band)),
    ]
    x0, x1 = first.x0 - _SLACK, first.x1 + _SLACK
    rows = [[line for line in band if x0 <= line.x0 and line.x1 <= x1] for band in near]
    return any(white(row) and any(is_number(line.text) for line in row) for row in rows)


def _room(band: Band) -> float:
    return _ROOM * band[0].size


def _is_head(part: Sequence[Line]) -> bool:
    """Tell whether a part is the head of its table, above which nothing belongs to it."""
    return len(part) > 1 and all(line.bold for line in part)


def _reached(bands: Sequence[Band], stretch: Stretch, edge: float, *, up: bool) -> list[Line]:
    """Return the lines of rows from `edge` on, as far as they keep the columns."""
    kept: list[Band] = []
    for band in bands:
        top, end = min(line.y0 for line in band), max(line.y1 for line in band)
        near = edge - end if up else top - edge
        if near > _room(band) or not _keeps_columns(band, stretch):
            break
        kept.append(band)
        edge = top if up else end
    cuts = cuts_of(stretch.gaps)
    several = [at for at, band in enumerate(kept, 1) if len(cells_of(band, cuts)) > 1]
    good = several[-1] if several else 0
    if not up and good:
        good = _last_of(kept, good)
    return [line for band in kept[:good] for line in band]


def _keeps_columns(band: Band, stretch: Stretch) -> bool:
    """Tell whether a band stands within the separators and leaves all white between columns."""
    x0, x1 = stretch.separators[0].x0 - _SLACK, stretch.separators[0].x1 + _SLACK
    if is_caption(band[0].text) or any(line.x0 < x0 or line.x1 > x1 for line in band):
        return False
    return len(shared(stretch.gaps, band)) == len(stretch.gaps)


def _last_of(bands: Sequence[Band], good: int) -> int:
    """Return up to where bands of one text, below a row of several, are lines of its cells."""
    while good < len(bands):
        above, below = bands[good - 1], bands[good]
        if min(line.y0 for line in below) - max(line.y1 for line in above) > 0.4 * below[0].size:
            break
        good += 1
    return good
