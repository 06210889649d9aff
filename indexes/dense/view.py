"""One state of the dense index; threads search it while the next state is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexes.dense.access import Access, access
from indexes.dense.probe import Probe, best, probe
from indexes.dense.segment import (
    Originals,
    Segment,
    graphed,
    is_exact,
    is_small,
    merged,
    rows_of,
)
from indexes.dense.storage import Policy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALL = 20_000
"""Segments up to this many rows are merged at once: that costs some ten milliseconds."""
FULL = 0.75
"""Share of rows alive below which a part is written anew."""
MANY = 12
"""Parts from which a search loses time."""
AT_ONCE = 50_000
"""Rows that are looked at together."""
ALIKE = 0.7
"""Inner product of a vector with what a segment remembers of it, at least."""
PROPOSED = 10
"""How many times as many chunks a segment proposes that does not hold the vectors themselves."""


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


def probes(view: View, allowed: "NDArray[np.bool_] | None", k: int) -> tuple[Probe, ...]:
    """Make the view ready for searches among documents that are allowed (by number)."""
    masks = [(part.segment, _mask(part, allowed)) for part in view.parts]
    ready = [probe(segment, mask, k) for segment, mask in masks]
    return tuple(each for each in ready if each.rows)


def search(
    ready: Sequence[Probe], query: "NDArray[np.float32]", *, k: int, originals: Originals
) -> list[tuple[int, float]]:
    """Return the best `k` chunks with their scores; ties by number.

    What a segment proposes that does not hold the vectors themselves is scored anew with the
    `originals`.
    """
    found: list[tuple[int, float]] = []
    for each in ready:
        if is_exact(each.segment):
            scores, numbers = best(each, query, k)
            found.extend(zip(numbers.tolist(), scores.tolist(), strict=True))
        else:
            _, numbers = best(each, query, PROPOSED * k)
            found.extend(_scored(originals(numbers.tolist()), query))
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:k]


def search_exactly(
    view: View,
    query: "NDArray[np.float32]",
    *,
    allowed: "NDArray[np.bool_] | None",
    k: int,
) -> list[tuple[int, float]]:
    """Return the best `k` chunks of the documents allowed by looking at each of their rows."""
    import numpy as np

    found: list[tuple[int, float]] = []
    for part in view.parts:
        mask = _mask(part, allowed)
        rows = np.arange(len(part.segment)) if mask is None else np.flatnonzero(mask)
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            scores = rows_of(part.segment, some) @ query
            best = np.argsort(-scores, kind="stable")[:k]
            numbers = part.segment.chunks[some[best]]
            found.extend(zip(numbers.tolist(), scores[best].tolist(), strict=True))
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


def documents(view: View) -> set[int]:
    """Return the numbers of the documents that have chunks here."""
    found: set[int] = set()
    for part in view.parts:
        owners = part.segment.documents
        found.update((owners if part.alive is None else owners[part.alive]).tolist())
    return found


def differing(view: View, vectors: Mapping[int, bytes]) -> list[int]:
    """Return the chunks that the view holds with another vector than this one (float16 bytes)."""
    import numpy as np

    if not vectors:
        return []
    wanted = np.array(list(vectors), dtype=np.int64)
    width = len(next(iter(vectors.values()))) // 2
    told = np.frombuffer(b"".join(vectors.values()), dtype="<f2").reshape(-1, width)
    wrong: list[int] = []
    for part in view.parts:
        rows, here = _places(part, wanted)
        stored = rows_of(part.segment, rows[here])
        true = told[here].astype(np.float32)
        if is_exact(part.segment):
            right = (stored == true).all(axis=1)
        else:
            right = (stored * true).sum(axis=1) >= ALIKE
        wrong.extend(wanted[here][~right].tolist())
    return wrong


def added(view: View, new: Segment) -> View:
    """Return the view with one more segment; small ones at the end grow together.

    Each row is copied a logarithmic number of times, however many commits there are.
    """
    parts = [*view.parts, Part(segment=new)]
    while len(parts) > 1 and is_small(parts[-2].segment) and _grows(parts, SMALL):
        parts = [*parts[:-2], _merged(parts[-2:], _unneeded)]
    return replace(view, parts=tuple(parts))


def untidy(view: View, policy: Policy) -> bool:
    """Tell whether searches would gain from `compacted`."""
    small = sum(len(part.segment) for part in view.parts if is_small(part.segment))
    return small >= policy.graph_from or len(view.parts) > MANY or any(map(_is_hollow, view.parts))


def compacted(view: View, policy: Policy, originals: Originals) -> View:
    """Return the same rows in few parts, without the dead ones where they are many.

    A part is merged into the one before it when that is at most twice its size, so all commits
    together copy each row a logarithmic number of times. A part that is large gets the form that
    the policy names.
    """
    parts: list[Part] = []
    for part in view.parts:
        parts.append(part)
        while len(parts) > 1 and _grows(parts, None):
            parts = [*parts[:-2], _merged(parts[-2:], originals)]
    cleaned = [_merged([part], originals) if _is_hollow(part) else part for part in parts]
    return replace(view, parts=tuple(_graphed(part, policy) for part in cleaned if part.rows))


def _grows(parts: Sequence[Part], limit: int | None) -> bool:
    """Tell whether the last part is large enough to be merged into the one before it."""
    last, before = len(parts[-1].segment), len(parts[-2].segment)
    return before <= (2 * last if limit is None else min(limit, 2 * last))


def _is_hollow(part: Part) -> bool:
    return part.rows < FULL * len(part.segment)


def _unneeded(numbers: Sequence[int]) -> Sequence[tuple[int, bytes]]:
    """Stand for the originals where only small segments are merged, which hold their vectors."""
    return ()


def _scored(
    pairs: Sequence[tuple[int, bytes]], query: "NDArray[np.float32]"
) -> list[tuple[int, float]]:
    import numpy as np

    vectors = np.frombuffer(b"".join(vector for _, vector in pairs), dtype="<f2")
    scores = vectors.reshape(len(pairs), len(query)).astype(np.float32) @ query
    return [(number, float(score)) for (number, _), score in zip(pairs, scores, strict=True)]


def _merged(parts: Sequence[Part], originals: Originals) -> Part:
    return Part(segment=merged([(part.segment, part.alive) for part in parts], originals))


def _graphed(part: Part, policy: Policy) -> Part:
    if len(part.segment) < policy.graph_from or not is_small(part.segment):
        return part
    return replace(part, segment=graphed(part.segment, policy.storage))


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
