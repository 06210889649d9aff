"""What is usual in a document, so that the unusual can be told: body type and line pitch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.page import Line, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The size and weight of the body type; the pitch of its lines as a share of the size.

    `mono` tells that most text is in type of one width, as a typewriter's.
    """

    size: float
    bold: bool
    pitch: float
    mono: bool = False


def usual(pages: Sequence[Page]) -> Style:
    """Return the style that most characters of `pages` are set in."""
    faces: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page.lines:
            faces[line.size, line.bold] += len(line.text)
    if not faces:
        return Style(size=10.0, bold=False, pitch=1.2)
    size, bold = faces.most_common(1)[0][0]
    lines = [line for page in pages for line in page.lines]
    mono = sum(len(line.text) for line in lines if line.mono)
    most = 2 * mono > sum(len(line.text) for line in lines)
    return Style(size=size, bold=bold, pitch=_pitch(pages, size), mono=most)


def _pitch(pages: Sequence[Page], size: float) -> float:
    steps: Counter[float] = Counter()
    for page in pages:
        for above, below in pairwise(page.lines):
            if _follows(above, below, size):
                steps[round((below.y1 - above.y1) / size, 1)] += 1
    return steps.most_common(1)[0][0] if steps else 1.3


def _follows(above: Line, below: Line, size: float) -> bool:
    step = below.y1 - above.y1
    aligned = abs(above.x0 - below.x0) < 3 * size
    return above.size == below.size == size and aligned and 0.9 * size < step < 2.6 * size
