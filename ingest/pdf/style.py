"""What is usual in a document, so that the unusual can be told: body type and line pitch."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from ingest.pdf.page import Line, Page

_LONG = 45
_SHARE = 0.04
"""Sizes that less of the text is set in are those of headings."""

_SELDOM = 0.1
_SHORT = 0.8
"""A look of its own is that of little of the text, and nearly all its lines are short."""

_FEWEST = 3

Look = tuple[float, bool, str, int]
"""Size, weight, font and colour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The size and weight of the body type; the pitch of its lines as a share of the size.

    `mono` tells that most text is in type of one width, as a typewriter's. `largest` is the
    largest size that long lines are set in: only larger type is that of headings. `colour` is that
    of most text, in sRGB. `looks` are those that only short lines are set in, several of them.
    """

    size: float
    bold: bool
    pitch: float
    mono: bool = False
    largest: float = 0.0
    colour: int = 0
    looks: frozenset[Look] = frozenset()


def look_of(line: Line) -> Look:
    """Return how a line is set."""
    return line.size, line.bold, line.font, line.colour


class Faces:
    """Counts what the lines of a document are set in, page by page."""

    def __init__(self) -> None:
        self._letters: Counter[tuple[Look, bool]] = Counter()
        self._lines: Counter[Look] = Counter()
        self._short: Counter[Look] = Counter()
        self._long: Counter[float] = Counter()
        self._long_lines: Counter[float] = Counter()
        self._steps: dict[float, Counter[float]] = defaultdict(Counter)

    def add(self, page: Page) -> None:
        """Count the lines of one page."""
        above: Line | None = None
        for line in page.lines:
            letters = len(line.text)
            look = look_of(line)
            self._letters[look, line.mono] += letters
            self._lines[look] += 1
            if letters >= _LONG or (letters >= _LONG // 2 and not line.text.isascii()):
                self._long[line.size] += letters
                self._long_lines[line.size] += 1
            else:
                self._short[look] += 1
            if above is not None and above.size == line.size and _follows(above, line):
                self._steps[line.size][round((line.y1 - above.y1) / line.size, 1)] += 1
            above = line

    def usual(self) -> Style:
        """Return the style that most characters are set in."""
        faces: Counter[tuple[float, bool]] = Counter()
        colours: Counter[int] = Counter()
        for ((size, bold, _, colour), _), letters in self._letters.items():
            faces[size, bold] += letters
            colours[colour] += letters
        if not faces:
            return Style(size=10.0, bold=False, pitch=1.2)
        size, bold = faces.most_common(1)[0][0]
        mono = sum(letters for (_, mono), letters in self._letters.items() if mono)
        steps = self._steps[size].most_common(1)
        return Style(
            size=size,
            bold=bold,
            pitch=steps[0][0] if steps else 1.3,
            mono=2 * mono > faces.total(),
            largest=max(size, *self._texts(faces)),
            colour=colours.most_common(1)[0][0],
            looks=frozenset(self._looks(faces.total())),
        )

    def _looks(self, total: int) -> list[Look]:
        """Return the looks of little of the text, nearly all of it short lines."""
        letters: Counter[Look] = Counter()
        for (look, mono), count in self._letters.items():
            letters[look] += total if mono or not look[2] else count
        return [
            look
            for look, count in self._lines.items()
            if count >= _FEWEST
            and self._short[look] >= _SHORT * count
            and letters[look] <= _SELDOM * total
        ]

    def _texts(self, faces: Counter[tuple[float, bool]]) -> list[float]:
        """Return the sizes that a share of the text is set in, most of it in long lines."""
        sizes: Counter[float] = Counter()
        for (size, bold), letters in faces.items():
            sizes[size] += 0 if bold else letters
        least = _SHARE * faces.total()
        return [0.0] + [
            size
            for size, letters in sizes.items()
            if letters > least and 2 * self._long[size] > letters and self._long_lines[size] > 3
        ]


def _follows(above: Line, below: Line) -> bool:
    size, step = below.size, below.y1 - above.y1
    return 0.9 * size < step < 2.6 * size and abs(above.x0 - below.x0) < 3 * size
