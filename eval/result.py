"""One question's result as a run keeps it: what was asked, what was known, what came back."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from eval.datasets.model import Case
from indexes.model import Passage
from ingest.model import Box
from kb_assistant.model import Answer

SHOWN = 10
"""How many passages of a ranking a result keeps with their words; it goes on by id alone."""
_BEGINNING = 300


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Row):
    """A rectangle on a page."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Found(_Row):
    """A passage that was found, with its score from each stage; None where the stage missed it."""

    document: str
    pages: tuple[int, ...] = ()
    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    reranked: float | None = None
    text: str = ""


class Cited(_Row):
    """What a mark in an answer pointed to."""

    mark: int
    document: str
    page: int | None = None
    boxes: tuple[Place, ...] = ()
    quote: str = ""


class Reply(_Row):
    """A finished answer; `confidence` is 0…1, by which sure goes before unsure."""

    text: str
    verdict: str
    citations: tuple[Cited, ...] = ()
    sentences: int = 0
    unsupported: int = 0
    dropped_marks: int = 0
    confidence: float = 0.0
    engine: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


class State(StrEnum):
    """How a question ended."""

    DONE = "done"
    FAILED = "failed"


class Result(_Row):
    """One line of `questions.jsonl`.

    `ranking` holds document ids by their best passage, `page_ranking` "document#page" likewise.
    `stages` say at which rank the first right document stood after each stage of the search; 0
    where it was not there. `variants` are the rankings of the same question asked in another way.
    `scores` are values of measures that were taken on the spot, as for layout.
    """

    id: str
    question: str
    state: State
    error: str = ""
    place: str = ""
    slices: dict[str, str] = {}
    synthetic: bool = False
    relevant: dict[str, int] = {}
    pages: tuple[int, ...] = ()
    boxes: tuple[Place, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    answerable: bool | None = None
    forbidden: tuple[str, ...] = ()
    seconds: float = 0.0
    timings: dict[str, float] = {}
    ranking: tuple[str, ...] = ()
    page_ranking: tuple[str, ...] = ()
    stages: dict[str, int] = {}
    variants: dict[str, tuple[str, ...]] = {}
    found: tuple[Found, ...] = ()
    reply: Reply | None = None
    scores: dict[str, float] = {}


def asked(case: Case) -> Result:
    """Return the result with what is known of a case, before anything came back."""
    return Result(
        id=case.id,
        question=case.question,
        state=State.DONE,
        place=case.place,
        slices=dict(case.slices),
        synthetic=case.synthetic,
        relevant=dict(case.relevant),
        pages=case.pages,
        boxes=_places(case.boxes),
        answers=case.answers,
        answerable=case.answerable,
        forbidden=case.forbidden,
    )


def failed(case: Case, error: str) -> Result:
    """Return the result of a case that could not be asked to the end."""
    return asked(case).model_copy(update={"state": State.FAILED, "error": error})


def documents(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the uris of the documents, each where its best passage stands."""
    return tuple(dict.fromkeys(passage.document.uri for passage in passages))


def pages(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the pages as "uri#page", each where the best passage on it stands."""
    return tuple(
        dict.fromkeys(
            page_id(passage.document.uri, page)
            for passage in passages
            for page in passage.chunk.pages
        )
    )


def page_id(uri: str, page: int) -> str:
    """Return the name that a page goes by in a ranking."""
    return f"{uri}#{page}"


def found(passages: Sequence[Passage], *, whole: bool = False) -> tuple[Found, ...]:
    """Return the best passages as they are kept: `whole` for those that an answer was made from.

    Who judges an answer must see all that it could be made from; of a ranking people only want to
    recognise the passages.
    """
    shown = passages if whole else passages[:SHOWN]
    return tuple(
        Found(
            document=passage.document.uri,
            pages=passage.chunk.pages,
            dense=passage.scores.dense,
            lexical=passage.scores.lexical,
            fused=passage.scores.fused,
            reranked=passage.scores.reranked,
            text=passage.chunk.text if whole else passage.chunk.text[:_BEGINNING],
        )
        for passage in shown
    )


def reply(answer: Answer) -> Reply:
    """Return a finished answer as it is kept."""
    from ingest.sentences import sentences

    return Reply(
        text=answer.text,
        verdict=answer.verdict.value,
        citations=tuple(
            Cited(
                mark=citation.mark,
                document=citation.passage.document.uri,
                page=citation.page,
                boxes=_places(citation.boxes),
                quote=citation.quote,
            )
            for citation in answer.citations
        ),
        sentences=len(sentences(answer.text)),
        unsupported=len(answer.unsupported),
        dropped_marks=answer.dropped_marks,
        confidence=answer.confidence,
        engine=answer.engine,
        prompt_tokens=answer.usage.prompt_tokens,
        completion_tokens=answer.usage.completion_tokens,
    )


def _places(boxes: Sequence[Box]) -> tuple[Place, ...]:
    return tuple(Place(page=b.page, x0=b.x0, y0=b.y0, x1=b.x1, y1=b.y1) for b in boxes)
