"""Compares both indexes with the catalog, chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass

from indexes.model import Leg
from indexes.search import Index, serves

BATCH = 5_000
SAMPLE = 500
"""Chunks whose words are looked for in the lexical index, from the first to the last."""
SHOWN = 5
"""Numbers that a problem names; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with an index; `kb rebuild` mends it, unless it names another command."""

    leg: Leg
    text: str


def verify(index: Index) -> list[Problem]:
    """Return what is wrong: chunks that an index lacks or should not have, or other contents.

    Every chunk, every vector and what the dense index filters by is compared, and the words and
    filters of `SAMPLE` chunks in the lexical one. Brings the indexes up to the catalog first; what
    is published in the meantime by others is not taken for an error.
    """
    index.refresh()
    before = index.catalog.last_change()
    problems = [*_dense(index), *_lexical(index)]
    if problems and index.catalog.last_change() != before:
        return verify(index)
    return problems


def _dense(index: Index) -> Iterator[Problem]:
    held = set(index.dense.numbers())
    wanted: set[int] = set()
    wrong: list[int] = []
    bare: list[int] = []
    after = 0
    while numbers := index.catalog.chunk_numbers(after, BATCH):
        entries = index.catalog.entries(numbers, index.embedder.fingerprint)
        vectors = {entry.number: entry.vector for entry in entries if entry.vector}
        wanted.update(vectors)
        bare.extend(
            entry.number
            for entry in entries
            if not entry.vector and serves(index.embedder, entry.language)
        )
        wrong.extend(index.dense.differing(vectors))
        after = numbers[-1]
    yield from _compared(Leg.DENSE, held=held, wanted=wanted)
    astray = index.dense.misjudged(index.catalog.traits())
    if astray:
        yield Problem(leg=Leg.DENSE, text=f"documents {_listed(astray)}: other filters")
    if bare:
        yield Problem(leg=Leg.DENSE, text=f"{_told(bare)} no vector; `kb reembed` computes it")
    if wrong:
        yield Problem(leg=Leg.DENSE, text=f"{_told(wrong)} other vectors than the catalog")


def _lexical(index: Index) -> Iterator[Problem]:
    held = index.lexical.numbers()
    wanted: set[int] = set()
    after = 0
    while numbers := index.catalog.chunk_numbers(after, BATCH):
        wanted.update(numbers)
        after = numbers[-1]
    twice = len(held) - len(set(held))
    if twice:
        yield Problem(leg=Leg.LEXICAL, text=f"{twice} chunks are held twice")
    yield from _compared(Leg.LEXICAL, held=set(held), wanted=wanted)
    numbers = sorted(wanted & set(held))
    sample = index.catalog.entries(numbers[:: 1 + len(numbers) // SAMPLE], "")
    lacking = index.lexical.lacking(sample)
    if lacking:
        yield Problem(leg=Leg.LEXICAL, text=f"{_told(lacking)} other words or filters")


def _compared(leg: Leg, *, held: set[int], wanted: set[int]) -> Iterator[Problem]:
    if wanted - held:
        yield Problem(leg=leg, text=f"{_told(sorted(wanted - held))} missing")
    if held - wanted:
        yield Problem(leg=leg, text=f"{_told(sorted(held - wanted))} left over")


def _told(numbers: list[int]) -> str:
    return f"chunks {_listed(numbers)}:"


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:SHOWN]))
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return f"{shown}{more}"
