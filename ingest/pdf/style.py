"""What is usual in a document, so that the unusual can be told: body type and line pitch."""

from collections import Counter, defaultdict
from dataclasses import dataclass

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


class Faces:
    """Counts what the lines of a document are set in, page by page."""

    def __init__(self) -> None:
        self._letters: Counter[tuple[float, bool, bool]] = Counter()
        self._steps: dict[float, Counter[float]] = defaultdict(Counter)

    def add(self, page: Page) -> None:
        """Count the lines of one page."""
        above: Line | None = None
        for line in page.lines:
            self._letters[line.size, line.bold, line.mono] += len(line.text)
            if above is not None and above.size == line.size and _follows(above, line):
                self._steps[line.size][round((line.y1 - above.y1) / line.size, 1)] += 1
            above = line

    def usual(self) -> Style:
        """Return the style that most characters are set in."""
        faces: Counter[tuple[float, bool]] = Counter()
        for (size, bold, _), letters in self._letters.items():
            faces[size, bold] += letters
        if not faces:
            return Style(size=10.0, bold=False, pitch=1.2)
        size, bold = faces.most_common(1)[0][0]
        mono = sum(letters for (_, _, mono), letters in self._letters.items() if mono)
        steps = self._steps[size].most_common(1)
        return Style(
            size=size,
            bold=bold,
            pitch=steps[0][0] if steps else 1.3,
            mono=2 * mono > faces.total(),
        )


def _follows(above: Line, below: Line) -> bool:
    size, step = below.size, below.y1 - above.y1
    return 0.9 * size < step < 2.6 * size and abs(above.x0 - below.x0) < 3 * size
