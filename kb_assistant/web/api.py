"""The HTTP interface: ask, search, list documents, show where a citation stands."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from pydantic import BaseModel

import kb_assistant
from indexes.catalog.faq import FaqState
from indexes.model import Scope
from ingest.errors import KnowledgeBaseError
from kb_assistant.faq.document import without_entries
from kb_assistant.faq.shape import FaqShape, faq_shape
from kb_assistant.model import Answer
from kb_assistant.shapes import (
    AskResult,
    DocumentShape,
    SearchResult,
    ask_result,
    document_shape,
    search_results,
)
from kb_assistant.view import Viewer
from kb_assistant.web.bodies import AskBody, ErrorBody, Health, RatingBody, SearchBody, scope_of
from kb_assistant.web.failures import error_body
from kb_assistant.web.render import section_html
from kb_assistant.web.strings import preferred
from kb_assistant.wiring import KnowledgeBase

VISITOR = Scope()
"""What someone without an account may see: all that everyone may read."""

ASK_STREAM = """Server-sent events, in this order:

- `event: piece`, `data: {"text": "…"}`: the answer's text as it is written, any number of times;
- `event: answer`, `data: {"question", "answer", "verdict", "citations", "passages", "timings",
  "engine"}`: the finished answer, whose text replaces the pieces. `verdict` is answered, faq or
  not_found; a citation is `{"mark", "document", "title", "page", "boxes", "quote"}`; `passages` are
  like the results of a search. It is always the last event of an answer that succeeded;
- `event: error`, `data: {"error": "…", "message": "…"}`: the answer broke off; nothing follows.

What goes wrong before the first piece is told by the status instead."""

ASK_EXAMPLE = """event: piece
data: {"text": "Twenty days [1]."}

event: answer
data: {"question": "How many days?", "answer": "Twenty days [1].", "verdict": "answered", …}
"""


def _knowledge_base(request: Request) -> KnowledgeBase:
    kb: KnowledgeBase = request.app.state.kb
    return kb


def _viewer(request: Request) -> Viewer:
    viewer: Viewer = request.app.state.viewer
    return viewer


Kb = Annotated[KnowledgeBase, Depends(_knowledge_base)]
View = Annotated[Viewer, Depends(_viewer)]
DocumentId = Annotated[str, Path(description="`id` of the document, from GET /api/documents")]
ChunkId = Annotated[str, Query(description="the chunk that was cited; blank shows the plain text")]
Quote = Annotated[str, Query(description="the words to highlight; blank means the whole chunk")]

router = APIRouter()


def _errors(*codes: int) -> dict[int | str, dict[str, object]]:
    texts = {
        400: "The question is blank",
        404: "No such document, page or text, or you may not read it",
        409: "Asked questions are not kept, so nothing can be rated",
        413: "The question is too long",
        502: "The language model's server is down or broke off",
        503: "The knowledge base cannot be used right now",
        504: "The language model's server does not go on",
    }
    return {code: {"model": ErrorBody, "description": texts[code]} for code in codes}


@router.post(
    "/api/ask",
    summary="Ask a question",
    tags=["Questions"],
    response_class=StreamingResponse,
    response_model=None,
    responses={
        200: {
            "description": ASK_STREAM,
            "content": {
                "text/event-stream": {"schema": {"type": "string"}, "example": ASK_EXAMPLE}
            },
        },
        **_errors(400, 413, 502, 503, 504),
    },
)
def ask(body: AskBody, kb: Kb) -> Response:
    """Answer from the documents, streamed, every sentence with its citation."""
    reply = kb.assistant.ask(body.asked())
    # The first step is taken here, so that what fails at once has its own status.
    first = next(reply)
    return StreamingResponse(
        _events(chain([first], reply)),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post(
    "/api/rating",
    summary="Rate an answer",
    tags=["Questions"],
    status_code=204,
    responses=_errors(409),
)
def rating(body: RatingBody, kb: Kb) -> None:
    """Keep what somebody thinks of an answer, beside the question that was asked."""
    kb.rate(body.question, body.answer, rating=body.rating, comment=body.comment)


@router.post(
    "/api/search",
    summary="Find passages",
    tags=["Questions"],
    response_model=list[SearchResult],
    responses=_errors(400, 413, 503),
)
def search(body: SearchBody, kb: Kb) -> list[SearchResult]:
    """Return the passages that fit a question best, best first, with their place and scores."""
    return search_results(kb.assistant.search(body.asked(), body.k))


@router.get("/api/documents", summary="List the documents", tags=["Documents"])
def documents(
    kb: Kb,
    collection: Annotated[str | None, Query(description="only those of one collection")] = None,
) -> list[DocumentShape]:
    """Return every document that you may read, by collection and path, with its status."""
    scope = scope_of(None if collection is None else [collection])
    return [document_shape(each) for each in without_entries(kb.catalog.documents(scope))]


@router.get("/api/faq", summary="List the official answers", tags=["Documents"])
def faq(
    kb: Kb,
    collection: Annotated[str | None, Query(description="only those of one collection")] = None,
) -> list[FaqShape]:
    """Return every approved FAQ entry that you may read, by collection and question."""
    scope = scope_of(None if collection is None else [collection])
    approved = kb.catalog.curation.faqs(scope, {FaqState.APPROVED})
    return [faq_shape(entry) for entry in approved]


@router.get(
    "/api/documents/{document_id}/pages/{page}.png",
    summary="Show a page",
    tags=["Documents"],
    response_class=Response,
    responses={
        200: {"description": "The page as a picture", "content": {"image/png": {}}},
        **_errors(404),
    },
)
def page_picture(
    document_id: DocumentId,
    page: Annotated[int, Path(ge=1, description="1-based page number")],
    viewer: View,
    chunk: ChunkId = "",
    quote: Quote = "",
) -> Response:
    """Return a page of a PDF, a scan or a picture with the cited words highlighted."""
    picture = viewer.page(document_id, page, chunk_id=chunk, quote=quote, scope=VISITOR)
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-cache"})


@router.get(
    "/api/documents/{document_id}/figures/{number}",
    summary="Show a figure",
    tags=["Documents"],
    response_class=Response,
    responses={
        200: {"description": "The figure as a picture", "content": {"image/png": {}}},
        **_errors(404),
    },
)
def figure(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, description="the first figure of the document is 1")],
    viewer: View,
) -> Response:
    """Return a figure of a document, cut out of its page or taken from the office file."""
    picture = viewer.figure(document_id, number, scope=VISITOR)
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-cache"})


@router.get(
    "/api/documents/{document_id}/section",
    summary="Show cited text in its section",
    tags=["Documents"],
    response_class=HTMLResponse,
    responses=_errors(404),
)
def section(
    request: Request,
    document_id: DocumentId,
    viewer: View,
    chunk: ChunkId = "",
    quote: Quote = "",
) -> HTMLResponse:
    """Return the section around a citation as HTML, the cited words in `<mark>`."""
    found = viewer.section(document_id, chunk_id=chunk, quote=quote, scope=VISITOR)
    return HTMLResponse(section_html(found, preferred(request.headers.get("accept-language", ""))))


@router.get("/healthz", summary="Tell whether the server is up", tags=["Server"])
def health(kb: Kb) -> Health:
    """Return "ok" and the number of documents that everyone may read."""
    return Health(
        status="ok",
        version=kb_assistant.__version__,
        documents=kb.catalog.files(VISITOR),
    )


def _events(reply: Iterator[str | Answer]) -> Iterator[str]:
    try:
        for piece in reply:
            if isinstance(piece, Answer):
                yield _event("answer", ask_result(piece))
            else:
                yield f"event: piece\ndata: {json.dumps({'text': piece}, ensure_ascii=False)}\n\n"
    except KnowledgeBaseError as error:
        yield _event("error", error_body(error))


def _event(name: str, body: AskResult | BaseModel) -> str:
    return f"event: {name}\ndata: {body.model_dump_json()}\n\n"
