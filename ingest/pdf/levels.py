"""How deep headings are, from how they look: a tree that small differences do not disturb."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_DEEPEST = 6
_UNNUMBERED = -1
_FEW = 8
_SURE_DEPTHS = frozenset({6, 7, 8})
"""Numberings like 1.2 and 1.2.3, which tell their depth even when they occur once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a heading is set: rank of its size (0 the largest), weight, rank of its numbering."""

    size: int
    light: bool
    depth: int | None

    @property
    def face(self) -> tuple[int, bool]:
        """Size and weight: the larger and the bolder comes first."""
        return self.size, self.light


def levels_of(looks: Sequence[Look], known: Sequence[int]) -> list[int]:
    """Return the level of each heading, from 1; `known` has those that are given, else 0.

    Headings numbered alike share a level, whatever the size of single ones. Headings without a
    number stand beside the highest numbered ones in their face. A look that occurs once takes the
    level of the next smaller one, so that a cover page opens no levels.
    """
    looks = _settled(looks)
    places = _places(looks)
    counts = Counter(places)
    usual = sorted(
        place
        for place in counts
        if counts[place] > 1 or len(looks) <= _FEW or place[2] in _SURE_DEPTHS
    )
    usual = usual or sorted(counts)
    given = _given(places, known)
    levels: dict[_Place, int] = {}
    above = 0
    for place in usual:
        above = given.get(place, above + 1)
        levels[place] = above
    return [
        level or min(levels[next((u for u in usual if u >= place), usual[-1])], _DEEPEST)
        for place, level in zip(places, known, strict=True)
    ]


_Place = tuple[int, bool, int]


def _settled(looks: Sequence[Look]) -> list[Look]:
    """Give all headings that are numbered alike the face that most of them have.

    None stands above those whose numbers are shorter: 1.2.3 in bold is below a light 1.2.
    """
    faces: dict[int, Counter[tuple[int, bool]]] = {}
    for look in looks:
        if look.depth is not None:
            faces.setdefault(look.depth, Counter())[look.face] += 1
    usual = {depth: counts.most_common(1)[0][0] for depth, counts in faces.items()}
    for above, below in pairwise(sorted(_SURE_DEPTHS & usual.keys())):
        usual[below] = max(usual[above], usual[below])
    return [
        look
        if look.depth is None
        else replace(look, size=usual[look.depth][0], light=usual[look.depth][1])
        for look in looks
    ]


def _places(looks: Sequence[Look]) -> list[_Place]:
    highest: dict[tuple[int, bool], int] = {}
    for look in looks:
        if look.depth is not None:
            highest[look.face] = min(look.depth, highest.get(look.face, look.depth))
    return [
        (*look.face, highest.get(look.face, _UNNUMBERED) if look.depth is None else look.depth)
        for look in looks
    ]


def _given(places: Sequence[_Place], known: Sequence[int]) -> dict[_Place, int]:
    """Return the level that most known headings of each look have."""
    votes: dict[_Place, Counter[int]] = {}
    for place, level in zip(places, known, strict=True):
        if level:
            votes.setdefault(place, Counter())[level] += 1
    return {place: counts.most_common(1)[0][0] for place, counts in votes.items()}
