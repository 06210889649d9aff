"""What searching takes and yields: who asks within what, and the passages found."""

from dataclasses import dataclass, field
from enum import StrEnum

from ingest.model import Chunk, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a search may look and for whom.

    `collections` None means all. `groups` are the asker's groups: a document is visible when its
    `readers` are empty or share a group with them; None means an administrator, who sees all.
    """

    collections: frozenset[str] | None = None
    groups: frozenset[str] | None = frozenset()

    def allows(self, *, collection: str, readers: frozenset[str]) -> bool:
        """Tell whether a document of this collection and with these readers may be found."""
        if self.collections is not None and collection not in self.collections:
            return False
        return self.groups is None or not readers or not readers.isdisjoint(self.groups)


EVERYTHING = Scope(groups=None)
"""The scope of an administrator: the command line on the machine itself."""


class Leg(StrEnum):
    """A way of finding passages: by meaning (vectors) or by words."""

    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A passage's score from each stage, higher is better; None where the stage did not find it."""

    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    reranked: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk that was found for a question."""

    chunk: Chunk
    document: Document
    scores: Scores = field(default_factory=Scores)


class Operation(StrEnum):
    """What an index has to do with a chunk; adding one that it holds means replacing it."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the change feed; numbers grow in the order in which changes became visible."""

    number: int
    operation: Operation
    chunk_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the catalog holds; `documents` counts the failed ones too."""

    collections: int
    documents: int
    failed: int
    pages: int
    chunks: int
    vectors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStatus:
    """The state of one index: the chunks that it holds and the last change that it has applied."""

    rows: int
    last_change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """The state of both indexes against the catalog; healthy when neither is behind."""

    dense: LegStatus
    lexical: LegStatus
    last_change: int

    @property
    def healthy(self) -> bool:
        """Tell whether both indexes have applied every change."""
        return self.dense.last_change == self.lexical.last_change == self.last_change
