"""Makes questions from the documents of a knowledge base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from eval.measure import Progress
from eval.structured import served_model
from eval.synthetic import Draft, drafts, findable
from eval.written import Written, written
from ingest.model import Document
from kb_assistant.wiring import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What was made, and why some of it could not be."""

    drafts: tuple[Draft, ...]
    failures: tuple[str, ...] = ()


def make(
    base: KnowledgeBase,
    documents: Sequence[Document],
    *,
    most: int,
    by_model: bool,
    on_progress: Progress,
) -> Making:
    """Return up to `most` questions of each document for which searching finds the document."""
    readable = [document for document in documents if document.version]
    failures: list[str] = []
    found: list[Draft] = []
    for number, document in enumerate(readable):
        on_progress(document.uri, number, len(readable))
        made = _drafts(base, document, most, failures if by_model else None)
        found += islice(findable(made, base.assistant), most)
    return Making(drafts=tuple(found), failures=tuple(failures))


def _drafts(
    base: KnowledgeBase, document: Document, most: int, failures: list[str] | None
) -> Iterator[Draft]:
    if failures is None:
        return drafts(document.uri, base.catalog.elements(document.id))
    model = served_model(base.settings, Written)
    chunks = base.catalog.chunks(document.id)
    return written(document.uri, chunks, model, most=most, failures=failures)
