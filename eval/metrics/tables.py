"""Which table that was found is which table that there is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

from eval.metrics.layout import teds

_SAME = 0.1
"""Tables that share fewer of their words are no pair."""
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


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


def matches(found: Sequence[Table], gold: Sequence[Table]) -> Matches:
    """Pair each table with at most one that was found on its pages, then compare the pairs.

    Tables are paired by their words, the most alike first: tree edit distances of all pairs would
    cost minutes and tell the same.
    """
    partner = _partners(found, gold)
    pairs = [
        (found[partner[row]].html, truth.html) if row in partner else ("", truth.html)
        for row, truth in enumerate(gold)
    ]
    return Matches(
        teds=tuple(teds(*pair) for pair in pairs),
        structure=tuple(teds(*pair, structure_only=True) for pair in pairs),
        false=len(found) - len(partner),
    )


def _partners(found: Sequence[Table], gold: Sequence[Table]) -> dict[int, int]:
    """Return the number of the table found for each true one that has a partner."""
    words = [_words(table) for table in found]
    alike = [
        (score, row, column)
        for row, truth in enumerate(gold)
        for column, table in enumerate(found)
        if table.meets(truth) and (score := _share(words[column], _words(truth))) >= _SAME
    ]
    partner: dict[int, int] = {}
    for _, row, column in sorted(alike, key=lambda one: (-one[0], one[1], one[2])):
        if row not in partner and column not in partner.values():
            partner[row] = column
    return partner


def _words(table: Table) -> Counter[str]:
    return Counter(_WORD.findall(unescape(_TAG.sub(" ", table.html))))


def _share(first: Counter[str], second: Counter[str]) -> float:
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0
