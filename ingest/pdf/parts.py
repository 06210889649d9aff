"""The first look at a page: its ruled tables, figures and boxes; and the lines that are left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.asides import asides_of
from ingest.pdf.blocks import with_markers
from ingest.pdf.cells import Table
from ingest.pdf.figures import Figure, figures_of
from ingest.pdf.page import Area, Page
from ingest.pdf.tables import ruled_tables

_SHORTEST_RULE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A page taken apart: `page` keeps the lines outside of tables and figures.

    `asides` are boxes of text on it, `rules` the horizontal lines that draw no table. The drawings
    themselves are let go.
    """

    page: Page
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    asides: tuple[Area, ...] = ()
    rules: tuple[Area, ...] = ()


def parts_of(page: Page) -> Parts:
    """Return `page` with its ruled tables and its figures found."""
    printed = [mark for mark in page.marks if mark.printed]
    lines = [line for line in page.lines if not any(mark.holds(line) for mark in printed)]
    tables, lines = ruled_tables(replace(page, lines=tuple(with_markers(lines))))
    figures = figures_of(page, tables, lines)
    labels = {line for figure in figures for line in figure.labels}
    rest = tuple(line for line in lines if line not in labels)
    return Parts(
        page=replace(page, lines=rest, rulings=(), shades=(), frames=(), shapes=(), pictures=()),
        tables=tuple(tables),
        figures=tuple(figures),
        asides=asides_of(page, rest, [*tables, *figures]),
        rules=_rules(page, [*tables, *figures]),
    )


def _rules(page: Page, others: Sequence[Area]) -> tuple[Area, ...]:
    return tuple(
        ruling
        for ruling in page.rulings
        if ruling.width >= _SHORTEST_RULE > ruling.height
        and not any(other.holds(ruling, 3.0) for other in others)
    )
