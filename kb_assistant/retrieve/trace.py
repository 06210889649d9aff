"""What each stage of a search saw and let go: enough to say why a document was not shown."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter

from indexes.model import Leg, Passage, Scope


class StageName(StrEnum):
    """The stages of a search, in order."""

    FOUND = "found"
    FUSED = "fused"
    RERANKED = "reranked"
    CROSS_ENCODED = "cross-encoded"
    DISTINCT = "distinct"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it is searched for.

    `text` is self-contained; `scope` may be narrower than the asker's, never wider. `notes` say in
    words what was changed and why.
    """

    text: str
    scope: Scope
    language: str
    legs: frozenset[Leg] = frozenset(Leg)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A passage that a stage let go, and why."""

    passage: Passage
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What came out of a stage, best first, with the scores that it had by then."""

    name: StageName
    passages: tuple[Passage, ...]
    seconds: float
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One search from the question to what was shown."""

    understood: Understood
    stages: tuple[Stage, ...]
    seconds: float

    @property
    def passages(self) -> tuple[Passage, ...]:
        """What was shown."""
        return self.stages[-1].passages if self.stages else ()


@dataclass(slots=True)
class Outcome:
    """What a stage gives its recorder."""

    passages: Sequence[Passage] = ()
    dropped: Iterable[Dropped] = ()
    notes: Iterable[str] = ()


@dataclass(slots=True)
class Recording:
    """Keeps the stages of one search while it runs."""

    begun: float = field(default_factory=perf_counter)
    stages: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(self, name: StageName) -> Iterator[Outcome]:
        """Time a stage and keep what it puts into the outcome."""
        outcome, start = Outcome(), perf_counter()
        yield outcome
        self.stages.append(
            Stage(
                name=name,
                passages=tuple(outcome.passages),
                seconds=perf_counter() - start,
                dropped=tuple(outcome.dropped),
                notes=tuple(outcome.notes),
            )
        )

    def finished(self, understood: Understood) -> Trace:
        """Return the trace."""
        return Trace(
            understood=understood,
            stages=tuple(self.stages),
            seconds=perf_counter() - self.begun,
        )
