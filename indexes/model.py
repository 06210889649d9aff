"""What searching takes and yields: who asks within what, and the passages found."""

from dataclasses import dataclass, field

from ingest.model import Chunk, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a search may look and for whom.

    `collections` None means all. `groups` are the asker's groups: a document is visible when its
    `readers` are empty or share a group with them; None means an administrator, who sees everything.
    """

    collections: frozenset[str] | None = None
    groups: frozenset[str] | None = frozenset()


EVERYTHING = Scope(groups=None)
"""The scope of an administrator: the command line on the machine itself."""


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
