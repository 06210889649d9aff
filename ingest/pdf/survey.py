"""What must be known of a whole document before any of its pages can be understood."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.model import Kind
from ingest.pdf.figures import Figure
from ingest.pdf.furniture import furniture
from ingest.pdf.margins import edges_of
from ingest.pdf.page import Line, Page
from ingest.pdf.parts import Parts
from ingest.pdf.spelling import Speller, Spelling
from ingest.pdf.style import Faces, Style

_Spot = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The usual type, how words are spelt, the running heads and feet, the places of logos."""

    style: Style
    furniture: Mapping[Line, Kind]
    logos: frozenset[_Spot]
    spelling: Spelling


class Survey:
    """Looks at each page once, and keeps little of it: its margins, and counts."""

    def __init__(self) -> None:
        self.pages = 0
        self.shows_something = False
        self._faces = Faces()
        self._speller = Speller()
        self._edges: list[Page] = []
        self._spots: Counter[_Spot] = Counter()

    def add(self, parts: Parts) -> None:
        """Take in one page."""
        self.pages += 1
        page = parts.page
        self._faces.add(page)
        self._speller.add(page.lines)
        self._edges.append(edges_of(page, parts.guides.rules))
        self._spots.update(_spots(parts))
        text = page.lines or page.aslant or page.marks or parts.sideways
        self.shows_something = bool(self.shows_something or text or parts.tables or parts.figures)

    def facts(self) -> Facts:
        """Return what all pages together tell; a logo is on three or more, and a tenth of all."""
        least = max(2, self.pages // 10)
        style = self._faces.usual()
        return Facts(
            style=style,
            furniture=furniture(self._edges, style),
            logos=frozenset(spot for spot, count in self._spots.items() if count > least),
            spelling=self._speller.spelling(),
        )


def without_logos(parts: Parts, logos: frozenset[_Spot]) -> Parts:
    """Return a page without the figures that are logos."""
    if not logos or not parts.figures:
        return parts
    kept = tuple(f for f in parts.figures if f.labels or _spot(f) not in logos)
    return replace(parts, figures=kept)


def _spots(parts: Parts) -> set[_Spot]:
    return {_spot(figure) for figure in parts.figures if not figure.labels}


def _spot(figure: Figure) -> _Spot:
    return round(figure.x0), round(figure.y0), round(figure.x1), round(figure.y1)
