"""One state of the dense index; threads search it while the next state is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexes.dense.access import Access, access
from indexes.dense.segment import Segment, best, has_graph, merged, rows_of, with_graph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALL = 20_000
"""Segments up to this many rows are merged at once: that costs some ten milliseconds."""
FULL = 0.75
"""Share of rows alive below which a part is written anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """A segment and which of its rows are alive; None means all."""

    segment: Segment
    alive: "NDArray[np.bool_] | None" = None

    @property
    def rows(self) -> int:
        """How many rows are alive."""
        return len(self.segment) if self.alive is None else int(self.alive.sum())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """The parts, who may see what, and the last change that they hold."""

    parts: tuple[Part, ...]
    access: Access
    change: int

    @property
    def rows(self) -> int:
        """How many chunks it holds."""
        return sum(part.rows for part in self.parts)


def empty() -> View:
    """Return the view of nothing."""
    return View(parts=(), access=access(), change=0)


def search(
    view: View,
    query: "NDArray[np.float32]",
    *,
    allowed: "NDArray[np.bool_] | None",
    k: int,
) -> list[tuple[int, float]]:
    """Return the best `k` chunks of documents that are allowed (by number), with their scores.

    Ties go by number.
    """
    found: list[tuple[int, float]] = []
    for part in view.parts:
        mask = _mask(part, allowed)
        if mask is not None and not mask.any():
            continue
        scores, numbers = best(part.segment, query, k=min(k, len(part.segment)), allowed=mask)
        found.extend(zip(numbers.tolist(), scores.tolist(), strict=True))
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]


def without(view: View, numbers: Iterable[int]) -> View:
    """Return the view without some chunks; those that it does not hold do not matter."""
    gone = sorted(numbers)
    if not gone:
        return view
    parts = [_without(part, gone) for part in view.parts]
    return replace(view, parts=tuple(part for part in parts if part.rows))


def missing(view: View, numbers: Sequence[int]) -> list[int]:
    """Return those of the chunks that the view does not hold."""
    import numpy as np

    wanted = np.asarray(numbers, dtype=np.int64)
    held = np.zeros(len(wanted), dtype=bool)
    for part in view.parts:
        rows, here = _places(part, wanted)
        held |= here
    return [int(number) for number in wanted[~held]]


def numbers(view: View) -> list[int]:
    """Return the numbers of all chunks."""
    found: list[int] = []
    for part in view.parts:
        chunks = part.segment.chunks
        found.extend((chunks if part.alive is None else chunks[part.alive]).tolist())
    return found


def vectors(view: View, numbers: Sequence[int]) -> dict[int, bytes]:
    """Return the float16 vectors of the chunks that the view holds."""
    import numpy as np

    wanted = np.asarray(numbers, dtype=np.int64)
    found: dict[int, bytes] = {}
    for part in view.parts:
        rows, here = _places(part, wanted)
        stored = rows_of(part.segment, rows[here])
        pairs = zip(wanted[here].tolist(), stored, strict=True)
        found.update((number, row.tobytes()) for number, row in pairs)
    return found


def added(view: View, new: Segment) -> View:
    """Return the view with one more segment; small ones at the end grow together.

    Each row is copied a logarithmic number of times, however many commits there are.
    """
    parts = [*view.parts, Part(segment=new)]
    while len(parts) > 1 and len(parts[-2].segment) <= min(SMALL, 2 * len(parts[-1].segment)):
        last = [parts.pop(), parts.pop()]
        parts.append(_merged(last))
    return replace(view, parts=tuple(parts))


def compacted(view: View, graph_from: int) -> View:
    """Return the same rows in few parts, without the dead ones where they are many.

    A part is merged into the one before it when that is at most twice its size, so all commits
    together copy each row a logarithmic number of times. A part of `graph_from` rows or more gets
    a graph.
    """
    parts: list[Part] = []
    for part in view.parts:
        parts.append(part)
        while len(parts) > 1 and len(parts[-2].segment) <= 2 * len(parts[-1].segment):
            last = [parts.pop(), parts.pop()]
            parts.append(_merged(last))
    cleaned = [_merged([part]) if part.rows < FULL * len(part.segment) else part for part in parts]
    graphed = tuple(_graphed(part, graph_from) for part in cleaned)
    return replace(view, parts=graphed)


def _merged(parts: Sequence[Part]) -> Part:
    return Part(segment=merged([(part.segment, part.alive) for part in parts]))


def _graphed(part: Part, graph_from: int) -> Part:
    if len(part.segment) < graph_from or has_graph(part.segment):
        return part
    return replace(part, segment=with_graph(part.segment))


def _without(part: Part, gone: Sequence[int]) -> Part:
    import numpy as np

    rows, here = _places(part, np.asarray(gone, dtype=np.int64))
    if not here.any():
        return part
    alive = np.ones(len(part.segment), dtype=bool) if part.alive is None else part.alive.copy()
    alive[rows[here]] = False
    return replace(part, alive=alive)


def _places(
    part: Part, numbers: "NDArray[np.int64]"
) -> "tuple[NDArray[np.intp], NDArray[np.bool_]]":
    """Return where each chunk stands in the part, and whether it is there and alive."""
    import numpy as np

    chunks = part.segment.chunks
    rows = np.minimum(np.searchsorted(chunks, numbers), len(chunks) - 1)
    here = chunks[rows] == numbers
    if part.alive is not None:
        here &= part.alive[rows]
    return rows, here


def _mask(part: Part, allowed: "NDArray[np.bool_] | None") -> "NDArray[np.bool_] | None":
    if allowed is None:
        return part.alive
    seen: NDArray[np.bool_] = allowed[part.segment.documents]
    return seen if part.alive is None else seen & part.alive
