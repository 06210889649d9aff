"""What asking takes and yields: the question with its history, the answer with its citations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from indexes.model import Passage, Scope
from ingest.model import Box, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and the answer it got, as plain text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody asks: the words, what was said before, and where they may look."""

    text: str
    history: tuple[Turn, ...] = ()
    scope: Scope = field(default_factory=Scope)


class Verdict(StrEnum):
    """How an answer came about."""

    ANSWERED = "answered"
    FAQ = "faq"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What stands behind a mark `[n]`: a passage, and in it the words that carry the sentence.

    `mark` is the passage's 1-based position in `Answer.passages`. `page` is None where the format
    has no pages; `boxes` are those of `quote` alone.
    """

    mark: int
    passage: Passage
    quote: str
    page: int | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that a language model took and gave."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """An approved FAQ entry that answers a question.

    `question` is the entry's own; `exact` says that it, or a variant, is what was asked.
    `sources` are named in words, `documents` are those sources that the asker may open.
    """

    id: str
    question: str
    answer: str
    exact: bool
    sources: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A finished answer.

    `text` carries marks `[n]`. `dropped_marks` counts marks that resolved to nothing.
    `unsupported` are the sentences that no cited passage supports. `nearest` are the documents to
    look at when nothing was found. `confidence` is 0…1: sure answers go before unsure ones.
    `official` is the FAQ entry whose own words the text is. `timings` maps a stage to seconds.
    """

    question: str
    text: str
    verdict: Verdict
    official: Official | None = None
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    unsupported: tuple[str, ...] = ()
    dropped_marks: int = 0
    nearest: tuple[Document, ...] = ()
    confidence: float = 0.0
    engine: str = ""
    timings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    usage: Usage = field(default_factory=Usage)
