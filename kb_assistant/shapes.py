"""The JSON that people and programs get: one shape each for search, ask and list, at every door."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from indexes.model import Passage
from ingest.model import Box, Document
from kb_assistant.model import Answer, Citation, Official


class Shape(BaseModel):
    """What all shapes share: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BoxShape(Shape):
    """A rectangle on a page, in page points, origin top-left."""

    page: int = Field(description="1-based page number")
    x0: float
    y0: float
    x1: float
    y1: float


class ScoresShape(Shape):
    """Scores by stage, higher is better; null where the stage did not find the passage."""

    dense: float | None
    lexical: float | None
    fused: float | None


class SearchResult(Shape):
    """One passage that a search found."""

    rank: int = Field(description="1 is the best")
    score: float = Field(description="score of the last stage that ranked the passage")
    scores: ScoresShape
    document: str = Field(description="path of the file, relative to the folder that was added")
    title: str
    collection: str
    pages: list[int] = Field(description="1-based pages; empty where the format has none")
    boxes: list[BoxShape] = Field(description="where the text stands on those pages")
    place: str = Field(description='where it stands without pages, as "sheet Prices, A2:F9"')
    heading_path: list[str] = Field(description="headings above the passage, outermost first")
    text: str


class CitationShape(Shape):
    """What stands behind a mark `[n]` in the answer's text."""

    mark: int = Field(description="the number in the text; 1-based position in `passages`")
    document: str = Field(description="path of the file, relative to the folder that was added")
    title: str
    page: int | None = Field(description="1-based page; null where the format has no pages")
    boxes: list[BoxShape] = Field(description="where the quoted words stand")
    place: str = Field(description='where the passage stands, as "sheet Prices, A2:F9"')
    quote: str = Field(description="the words of the document that carry the sentence")


class OfficialShape(Shape):
    """The approved FAQ entry whose own words an answer is."""

    id: str
    question: str = Field(description="the entry's own question")
    exact: bool = Field(description="whether it, or a variant of it, is what was asked")
    sources: list[str] = Field(description="what it rests on: documents you may read, and words")


class AskResult(Shape):
    """An answer with its ground."""

    question: str
    answer: str = Field(description="text with citation marks `[n]`; blank when nothing was found")
    verdict: str = Field(description="answered, faq or not_found")
    official: OfficialShape | None = Field(
        None, description="the FAQ entry that answers, where the verdict is faq"
    )
    citations: list[CitationShape]
    passages: list[SearchResult]
    timings: dict[str, float] = Field(description="seconds by stage")
    engine: str = Field(description="what wrote the answer")


class NoteShape(Shape):
    """Something to know of how a file was read."""

    page: int = Field(description="1-based page; 0 means the whole file")
    text: str


class DocumentShape(Shape):
    """One document and what became of it."""

    id: str
    document: str = Field(description="path of the file, relative to the folder that was added")
    title: str
    collection: str
    media_type: str
    pages: int = Field(description="0 where the format has none")
    version: int = Field(description="contents that became visible so far; 0 when none ever did")
    status: str = Field(description="ready or failed")
    reason: str = Field(description="why it failed, and what to do; blank when ready")
    readers: list[str] = Field(description="groups that may see it; empty means everyone")
    language: str = Field(description="that of most of its text, zh or en; blank when unknown")
    dated: str = Field(
        description="when it was last changed, by its own word: an ISO date, or blank"
    )
    authors: list[str] = Field(description="who wrote it, by its own word")
    notes: list[NoteShape] = Field(description="what was noticed in reading it")


def search_results(passages: Sequence[Passage]) -> list[SearchResult]:
    """Turn passages, best first, into the JSON shape of a search."""
    return [_search_result(rank, passage) for rank, passage in enumerate(passages, start=1)]


def ask_result(answer: Answer) -> AskResult:
    """Turn a finished answer into the JSON shape of asking."""
    return AskResult(
        question=answer.question,
        answer=answer.text,
        verdict=answer.verdict.value,
        official=_official(answer.official) if answer.official else None,
        citations=[_citation(citation) for citation in answer.citations],
        passages=search_results(answer.passages),
        timings=dict(answer.timings),
        engine=answer.engine,
    )


def document_shape(document: Document) -> DocumentShape:
    """Turn a document into the JSON shape of a list."""
    return DocumentShape(
        id=document.id,
        document=document.uri,
        title=document.title,
        collection=document.collection,
        media_type=document.media_type,
        pages=document.pages,
        version=document.version,
        status=document.status.value,
        reason=document.reason,
        readers=sorted(document.readers),
        language=document.language,
        dated=document.dated,
        authors=list(document.authors),
        notes=[NoteShape(page=note.page, text=note.text) for note in document.notes],
    )


def _search_result(rank: int, passage: Passage) -> SearchResult:
    scores = passage.scores
    stages = (scores.reranked, scores.fused, scores.dense, scores.lexical)
    chunk = passage.chunk
    return SearchResult(
        rank=rank,
        score=next((score for score in stages if score is not None), 0.0),
        scores=ScoresShape(dense=scores.dense, lexical=scores.lexical, fused=scores.fused),
        document=passage.document.uri,
        title=passage.document.title,
        collection=passage.document.collection,
        pages=list(chunk.pages),
        boxes=_boxes(chunk.boxes),
        place=chunk.place,
        heading_path=list(chunk.heading_path),
        text=chunk.text,
    )


def _official(official: Official) -> OfficialShape:
    return OfficialShape(
        id=official.id,
        question=official.question,
        exact=official.exact,
        sources=[*(document.uri for document in official.documents), *official.sources],
    )


def _citation(citation: Citation) -> CitationShape:
    document = citation.passage.document
    return CitationShape(
        mark=citation.mark,
        document=document.uri,
        title=document.title,
        page=citation.page,
        boxes=_boxes(citation.boxes),
        place=citation.passage.chunk.place,
        quote=citation.quote,
    )


def _boxes(boxes: Iterable[Box]) -> list[BoxShape]:
    return [BoxShape(page=b.page, x0=b.x0, y0=b.y0, x1=b.x1, y1=b.y1) for b in boxes]
