"""What searching takes and yields: who asks within what, and the passages found."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from indexes.errors import BadFilter
from ingest.model import Chunk, Document

_DATE = re.compile(r"(\d{4}(-\d\d(-\d\d)?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a search may look and for whom.

    `groups` are the asker's groups: a document is visible when its `readers` are empty or share a
    group with them; None means an administrator, who sees all. `collections`, `documents` (ids),
    `languages` and `tags` (one of them is enough) narrow the search, None leaves it wide.
    `dated_from` and `dated_to` are ISO dates or beginnings of them, both included: 2023 to 2023 is
    that year; "" is open. A document without a date or language lies outside of any such filter.
    Raises `BadFilter` when a date is none.
    """

    collections: frozenset[str] | None = None
    groups: frozenset[str] | None = frozenset()
    documents: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    tags: frozenset[str] | None = None
    dated_from: str = ""
    dated_to: str = ""

    def __post_init__(self) -> None:
        """Refuse dates that cannot be compared."""
        for date in (self.dated_from, self.dated_to):
            if not _DATE.fullmatch(date):
                raise BadFilter(f"{date!r} is no date: write 2023, 2023-04 or 2023-04-01")

    def allows(self, document: Document) -> bool:
        """Tell whether a document may be found."""
        return (
            (self.collections is None or document.collection in self.collections)
            and self.sees(document.readers)
            and (self.documents is None or document.id in self.documents)
            and (self.languages is None or document.language in self.languages)
            and (self.tags is None or not self.tags.isdisjoint(document.tags))
            and self.spans(document.dated)
        )

    def sees(self, readers: frozenset[str]) -> bool:
        """Tell whether the asker may see a document with these readers."""
        return self.groups is None or not readers or not readers.isdisjoint(self.groups)

    def spans(self, dated: str) -> bool:
        """Tell whether a document of this date lies in the time that is asked for."""
        if not self.dated_from and not self.dated_to:
            return True
        ends = not self.dated_to or dated[: len(self.dated_to)] <= self.dated_to
        return bool(dated) and dated >= self.dated_from and ends


EVERYTHING = Scope(groups=None)
"""The scope of an administrator: the command line on the machine itself."""


class Leg(StrEnum):
    """A way of finding passages: by meaning (vectors) or by words."""

    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """A passage's score from each stage, higher is better; None where the stage did not find it.

    `light` is the light reranker's score, also where a cross-encoder then gave `reranked`.
    """

    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    reranked: float | None = None
    light: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A chunk that was found for a question; `also_in` are other documents that say the same."""

    chunk: Chunk
    document: Document
    scores: Scores = field(default_factory=Scores)
    also_in: tuple[Document, ...] = ()

    def scored(self, *, fused: float | None, reranked: float | None = None) -> "Passage":
        """Return the passage with the scores of fusion and of the light reranker.

        A search does this some hundred times, and `replace` would take twice as long.
        """
        scores = Scores(
            dense=self.scores.dense,
            lexical=self.scores.lexical,
            fused=fused,
            reranked=reranked,
            light=reranked,
        )
        return Passage(
            chunk=self.chunk, document=self.document, scores=scores, also_in=self.also_in
        )


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
