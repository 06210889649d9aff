"""The first look at a page: its ruled tables, figures and boxes; and the lines that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.pdf.asides import asides_of
from ingest.pdf.bullets import with_bullets, with_markers
from ingest.pdf.cells import Table
from ingest.pdf.charted import charts_of
from ingest.pdf.entries import with_entries
from ingest.pdf.figures import Figure, figures_of
from ingest.pdf.guides import Guides
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.separators import stacks_of
from ingest.pdf.sideways import set_apart
from ingest.pdf.tables import ruled_tables
from ingest.pdf.turned_labels import turned_labels

_SHORTEST_RULE = 20.0
_MOST_SHADES = 500
_SLACK = 2.0
_TALLEST = 0.25
"""An upright line of this share of the page's height parts columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A page taken apart: `page` keeps the lines outside of tables and figures.

    `asides` are boxes of text on it, `bars` long upright lines between columns, `guides` the other
    rules and shades, `sideways` what is printed across the rest. The drawings themselves are let
    go.
    """

    page: Page
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    asides: tuple[Area, ...] = ()
    bars: tuple[Area, ...] = ()
    guides: Guides = field(default_factory=Guides)
    sideways: tuple["Sideways", ...] = ()


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Sideways(Area):
    """A part of a page whose text runs at the clockwise angle `turn`: in itself an upright page."""

    turn: int
    parts: Parts


def parts_of(page: Page) -> Parts:
    """Return `page` with its ruled tables and its figures found, and what is printed sideways."""
    page, apart = set_apart(page)
    sideways = tuple(
        Sideways(
            x0=one.area.x0,
            y0=one.area.y0,
            x1=one.area.x1,
            y1=one.area.y1,
            turn=one.turn,
            parts=_taken_apart(one.page),
        )
        for one in apart
    )
    parts = _taken_apart(page)
    return replace(parts, sideways=sideways) if sideways else parts


def plain_parts(page: Page) -> Parts:
    """Return `page` with its lines alone."""
    return Parts(page=_undrawn(page, page.lines))


def _taken_apart(page: Page) -> Parts:
    lines = with_entries(_unmarked(page), page.anchors)
    lines = with_bullets(with_markers(lines, page.rulings), page.dots)
    page, tables, lines = _ruled(page, lines)
    figures = figures_of(page, tables, lines)
    labels = {line for figure in figures for line in figure.labels}
    if labels:
        lines = [line for line in lines if line not in labels]
        aslant = tuple(line for line in page.aslant if line not in labels)
        page = replace(page, aslant=aslant)
    rest = tuple(lines)
    return Parts(
        page=_undrawn(page, rest),
        tables=tuple(tables),
        figures=tuple(figures),
        asides=asides_of(page, rest, [*tables, *figures]),
        bars=_bars(page, tables),
        guides=_guides(page, [*tables, *figures]),
    )


def _ruled(page: Page, lines: Sequence[Line]) -> tuple[Page, list[Table], list[Line]]:
    """Return the ruled tables, with the words turned in their cells, and `page` without these."""
    labels = turned_labels(page)
    tables, rest = ruled_tables(lines, page.rulings, list(labels))
    charts = charts_of(tables, page.shapes, lines)
    if charts:
        tables = [table for table in tables if table not in charts]
        words = (*lines, *labels)
        rest += [line for line in words if any(chart.holds(line, _SLACK) for chart in charts)]
    if not labels:
        return page, tables, rest
    left = set(rest)
    taken = {id(line) for label in labels if label not in left for line in labels[label]}
    aslant = tuple(line for line in page.aslant if id(line) not in taken)
    return replace(page, aslant=aslant), tables, [line for line in rest if line not in labels]


def _unmarked(page: Page) -> Sequence[Line]:
    """Return the lines outside of fields and comments that are printed on the page."""
    printed = [mark for mark in page.marks if mark.printed]
    if not printed:
        return page.lines
    return [line for line in page.lines if not any(mark.holds(line) for mark in printed)]


def _undrawn(page: Page, lines: tuple[Line, ...]) -> Page:
    return replace(
        page,
        lines=lines,
        rulings=(),
        dots=(),
        shades=(),
        frames=(),
        shapes=(),
        pictures=(),
        doubtful=(),
    )


def _guides(page: Page, others: Sequence[Area]) -> Guides:
    rulings = _outside(page.rulings, others)
    shades = _outside(page.shades, others) if len(page.shades) <= _MOST_SHADES else ()
    return Guides(
        rules=tuple(r for r in rulings if r.x1 - r.x0 >= _SHORTEST_RULE > r.y1 - r.y0),
        shades=shades,
        stacks=stacks_of(rulings, shades),
    )


def _bars(page: Page, tables: Sequence[Table]) -> tuple[Area, ...]:
    tallest = _TALLEST * page.height
    tall = tuple(r for r in page.rulings if r.y1 - r.y0 >= tallest and r.x1 - r.x0 < 10)
    return _outside(tall, tables)


def _outside(areas: tuple[Area, ...], others: Sequence[Area]) -> tuple[Area, ...]:
    """Return those of `areas` that lie in none of the others."""
    for other in others:
        areas = tuple([area for area in areas if not other.holds(area, 3.0)])
    return areas
