"""The white between texts that stand side by side: what of it may part the columns of a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from ingest.pdf.page import Line

NARROWEST = 3.0
"""The narrowest white gap in points between two columns of a table."""

Band = list[Line]
"""Lines at one height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """White from `start` to `end`; with less than `least` of it no columns are parted."""

    start: float
    end: float
    least: float = NARROWEST


def bands_of(lines: Sequence[Line]) -> list[Band]:
    """Part lines where no line stands at some height."""
    bands: list[Band] = []
    bottom = 0.0
    for line in sorted(lines, key=attrgetter("y0")):
        if bands and line.y0 < bottom - 0.25 * (line.y1 - line.y0):
            bands[-1].append(line)
            bottom = max(bottom, line.y1)
        else:
            bands.append([line])
            bottom = line.y1
    return bands


def white(lines: Sequence[Line]) -> list[Gap]:
    """Return the gaps between texts that are wide enough to part columns, from the left."""
    if len(lines) < 2:
        return []
    gaps: list[Gap] = []
    reach = None
    for start, end in sorted(map(_ends, lines)):
        if reach is not None and start - reach >= NARROWEST:
            gaps.append(Gap(start=reach, end=start))
        reach = end if reach is None else max(reach, end)
    return gaps


def shared(gaps: Sequence[Gap], lines: Sequence[Line]) -> list[Gap]:
    """Return what texts leave of `gaps`; a text may reach into one, not across."""
    left = []
    ends = list(map(_ends, lines))
    for gap in gaps:
        start, end = gap.start, gap.end
        for left_end, right_end in ends:
            if right_end <= start or left_end >= end:
                continue
            if left_end <= start:
                start = max(start, right_end)
            elif right_end >= end:
                end = min(end, left_end)
            else:
                start = end
        if start == gap.start and end == gap.end:
            left.append(gap)
        elif end - start >= gap.least:
            left.append(Gap(start=start, end=end, least=gap.least))
    return left


def _ends(line: Line) -> tuple[float, float]:
    """Return where the ink of a line begins and ends: half of a Chinese bracket is white."""
    text, half = line.text, 0.45 * line.size
    return (
        line.x0 + (half if text[0] in "（《〈【「『" else 0.0),
        line.x1 - (half if text[-1] in "）》〉】」』，。、；：" else 0.0),
    )
