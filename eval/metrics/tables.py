"""Which table that was found is which table that there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.metrics.layout import teds

_SAME = 0.1
"""A pair that agrees in less than this is no pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as HTML and the pages that it stands on; no pages means anywhere."""

    html: str
    pages: tuple[int, ...] = ()

    def meets(self, other: "Table") -> bool:
        """Tell whether both may stand in one place."""
        return not self.pages or not other.pages or not set(self.pages).isdisjoint(other.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What became of each table that there is: 0 when it was missed. `false` were found besides."""

    teds: tuple[float, ...]
    structure: tuple[float, ...]
    false: int

    @property
    def precision(self) -> float | None:
        """The share of the tables found that are one; None when none was found."""
        right = sum(score > 0 for score in self.teds)
        return right / (right + self.false) if right + self.false else None

    @property
    def recall(self) -> float | None:
        """The share of the tables that were found; None when there are none."""
        return sum(score > 0 for score in self.teds) / len(self.teds) if self.teds else None


def matches(found: Sequence[Table], gold: Sequence[Table]) -> Matches:
    """Pair each table with at most one that was found on its pages, the most alike first."""
    scored = [
        (score, row, column)
        for row, truth in enumerate(gold)
        for column, table in enumerate(found)
        if table.meets(truth) and (score := teds(table.html, truth.html)) >= _SAME
    ]
    partner: dict[int, int] = {}
    values = [0.0] * len(gold)
    for score, row, column in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if row not in partner and column not in partner.values():
            partner[row] = column
            values[row] = score
    structure = [
        teds(found[partner[row]].html, truth.html, structure_only=True) if row in partner else 0.0
        for row, truth in enumerate(gold)
    ]
    false = len(found) - len(partner)
    return Matches(teds=tuple(values), structure=tuple(structure), false=false)
