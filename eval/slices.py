"""By which properties results are broken down, and into which groups."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer questions than this tell nothing of a group."""
MOST = 12
"""More groups than this are more than people read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of questions: the places of those with each shown value, the frequent ones first.

    `more` is how many further values there are that are not shown.
    """

    name: str
    groups: tuple[tuple[str, tuple[int, ...]], ...]
    more: int


def properties(
    slices: Sequence[Mapping[str, str]], *, least: int = LEAST, most: int = MOST
) -> list[Property]:
    """Return the properties that tell questions apart, from the properties of each.

    A property with one value tells nothing and is left out, and so is one that no value of which
    has `least` questions. Of many values the `most` frequent are shown; at a tie by name.
    """
    found: list[Property] = []
    for name in dict.fromkeys(name for one in slices for name in one):
        values = [one.get(name, "") for one in slices]
        counts = Counter(value for value in values if value)
        ordered = sorted(counts, key=lambda value: (-counts[value], value))
        shown = [value for value in ordered if counts[value] >= least][:most]
        if len(counts) > 1 and shown:
            groups = tuple(
                (value, tuple(at for at, one in enumerate(values) if one == value))
                for value in shown
            )
            found.append(Property(name=name, groups=groups, more=len(counts) - len(shown)))
    return found
