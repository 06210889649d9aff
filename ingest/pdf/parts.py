"""The first look at a page: its ruled tables, figures and boxes; and the lines that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.pdf.asides import asides_of
from ingest.pdf.bullets import with_bullets, with_markers
from ingest.pdf.cells import Table
from ingest.pdf.entries import with_entries
from ingest.pdf.figures import Figure, figures_of
from ingest.pdf.guides import Guides
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.separators import stacks_of
from ingest.pdf.tables import ruled_tables

_SHORTEST_RULE = 20.0
_MOST_SHADES = 500
_TALLEST = 0.25
"""An upright line of this share of the page's height parts columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A page taken apart: `page` keeps the lines outside of tables and figures.

    `asides` are boxes of text on it, `bars` long upright lines between columns, `guides` the other
    rules and shades. The drawings themselves are let go.
    """

    page: Page
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    asides: tuple[Area, ...] = ()
    bars: tuple[Area, ...] = ()
    guides: Guides = field(default_factory=Guides)


def parts_of(page: Page) -> Parts:
    """Return `page` with its ruled tables and its figures found."""
    lines = with_entries(_unmarked(page), page.anchors)
    lines = with_bullets(with_markers(lines), page.dots)
    tables, lines = ruled_tables(replace(page, lines=tuple(lines)))
    figures = figures_of(page, tables, lines)
    labels = {line for figure in figures for line in figure.labels}
    rest = tuple(line for line in lines if line not in labels)
    aslant = tuple(line for line in page.aslant if line not in labels)
    return Parts(
        page=_undrawn(replace(page, lines=rest, aslant=aslant)),
        tables=tuple(tables),
        figures=tuple(figures),
        asides=asides_of(page, rest, [*tables, *figures]),
        bars=_bars(page, tables),
        guides=_guides(page, [*tables, *figures]),
    )


def _unmarked(page: Page) -> Sequence[Line]:
    """Return the lines outside of fields and comments that are printed on the page."""
    printed = [mark for mark in page.marks if mark.printed]
    if not printed:
        return page.lines
    return [line for line in page.lines if not any(mark.holds(line) for mark in printed)]


def _undrawn(page: Page) -> Page:
    return replace(
        page, rulings=(), dots=(), shades=(), frames=(), shapes=(), pictures=(), doubtful=()
    )


def _guides(page: Page, others: Sequence[Area]) -> Guides:
    rulings = tuple(ruling for ruling in page.rulings if not _within(ruling, others))
    shades = page.shades if len(page.shades) <= _MOST_SHADES else ()
    shades = tuple(shade for shade in shades if not _within(shade, others))
    return Guides(
        rules=tuple(r for r in rulings if r.x1 - r.x0 >= _SHORTEST_RULE > r.y1 - r.y0),
        shades=shades,
        stacks=stacks_of(rulings, shades),
    )


def _bars(page: Page, tables: Sequence[Table]) -> tuple[Area, ...]:
    tall = (r for r in page.rulings if r.height >= _TALLEST * page.height and r.width < 10)
    return tuple(bar for bar in tall if not _within(bar, tables))


def _within(area: Area, others: Sequence[Area]) -> bool:
    return any(other.holds(area, 3.0) for other in others)
