"""Drawn lines: what belongs together, and the grids they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.pdf.page import Area

_TOUCH = 3.0
"""Lines this close in points touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Rulings that touch each other: horizontal ones top down, vertical ones left to right."""

    across: tuple[Area, ...]
    down: tuple[Area, ...]

    @property
    def area(self) -> Area:
        """The extent of all rulings."""
        lines = self.across + self.down
        return Area(
            x0=min(line.x0 for line in lines),
            y0=min(line.y0 for line in lines),
            x1=max(line.x1 for line in lines),
            y1=max(line.y1 for line in lines),
        )


def lattices(rulings: Iterable[Area]) -> list[Lattice]:
    """Return the groups of touching rulings that have at least two lines each way, top down."""
    rulings = list(rulings)
    across = _straightened([line for line in rulings if line.width >= line.height])
    down = _mirrored(_straightened(_mirrored([r for r in rulings if r.height > r.width])))
    if len(across) < 2 or len(down) < 2:
        return []
    found = []
    for group in _touching(across, down):
        horizontal = sorted((across[i] for i in group if i < len(across)), key=lambda r: r.y0)
        vertical = sorted(
            (down[i - len(across)] for i in group if i >= len(across)), key=lambda r: r.x0
        )
        if len(horizontal) > 1 and len(vertical) > 1:
            found.append(Lattice(across=tuple(horizontal), down=tuple(vertical)))
    return sorted(found, key=lambda lattice: (lattice.area.y0, lattice.area.x0))


def places(values: Iterable[float]) -> list[float]:
    """Return the distinct positions among `values`, each the mean of those that touch."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _TOUCH:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def covered(lines: Sequence[Area], start: float, end: float) -> float:
    """Return the share of start..end that vertical `lines` cover; turn horizontal ones first."""
    total = sum(max(0.0, min(line.y1, end) - max(line.y0, start)) for line in lines)
    return total / (end - start) if end > start else 0.0


def _straightened(lines: Sequence[Area]) -> list[Area]:
    """Join horizontal lines that go on from each other at one height."""
    joined: list[Area] = []
    rows: list[list[Area]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if rows and line.middle - rows[-1][-1].middle <= _TOUCH / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        height = sum(line.middle for line in row) / len(row)
        start, end = None, 0.0
        for line in sorted(row, key=lambda line: line.x0):
            if start is None:
                start, end = line.x0, line.x1
            elif line.x0 <= end + _TOUCH:
                end = max(end, line.x1)
            else:
                joined.append(Area(x0=start, y0=height, x1=end, y1=height))
                start, end = line.x0, line.x1
        if start is not None:
            joined.append(Area(x0=start, y0=height, x1=end, y1=height))
    return joined


def _mirrored(lines: Iterable[Area]) -> list[Area]:
    return [Area(x0=line.y0, y0=line.x0, x1=line.y1, y1=line.x1) for line in lines]


def _touching(across: Sequence[Area], down: Sequence[Area]) -> list[list[int]]:
    """Return groups of indices (`down` counts on after `across`) of lines that meet."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for j, vertical in enumerate(down, len(across)):
        for i, horizontal in enumerate(across):
            if _meet(horizontal, vertical):
                parent[root(i)] = root(j)
    groups: dict[int, list[int]] = {}
    for index in range(len(parent)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _meet(horizontal: Area, vertical: Area) -> bool:
    return (
        horizontal.x0 - _TOUCH <= vertical.x0 <= horizontal.x1 + _TOUCH
        and vertical.y0 - _TOUCH <= horizontal.y0 <= vertical.y1 + _TOUCH
    )
