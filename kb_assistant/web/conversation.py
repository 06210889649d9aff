"""The conversation as the browser keeps it: checked whenever it comes back, for it may be old."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.model import Document
from kb_assistant.model import Answer, Citation, Turn, Verdict
from kb_assistant.model import Official as OfficialAnswer
from kb_assistant.view import PAGED

KEPT_TURNS = 40
"""Turns that the browser keeps; its storage holds a few megabytes."""
HISTORY_TURNS = 6
"""Turns that go along with a new question."""
FAILED = "failed"
STOPPED = "stopped"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Kept):
    """A citation, or a document to look at: all that its button must know."""

    mark: int = 0
    document_id: str
    chunk_id: str = ""
    title: str
    uri: str
    page: int | None = None
    pages: int = 0
    place: str = ""
    quote: str = ""


class Official(_Kept):
    """The FAQ entry that answered: its own question, unless that was asked, and its sources."""

    instead: str = ""
    sources: tuple[str, ...] = ()


class Exchange(_Kept):
    """One question with its answer, or with what went wrong.

    `state` is a verdict, or FAILED, or STOPPED; `error` names the error's class.
    """

    question: str
    text: str = ""
    state: str = Verdict.ANSWERED.value
    sources: tuple[Source, ...] = ()
    official: Official | None = None
    nearest: tuple[Source, ...] = ()
    unsupported: tuple[str, ...] = ()
    error: str = ""
    engine: str = ""
    seconds: float = Field(0.0, ge=0)


def exchange(answer: Answer) -> Exchange:
    """Turn a finished answer into what the browser keeps of it."""
    entry = answer.official
    opened = entry.documents if entry else ()
    cited = tuple(_source(citation) for citation in answer.citations)
    return Exchange(
        question=answer.question,
        text=answer.text,
        state=answer.verdict.value,
        sources=cited + tuple(opening(document) for document in opened),
        official=_official(entry) if entry else None,
        nearest=tuple(opening(document) for document in answer.nearest),
        unsupported=answer.unsupported,
        engine=answer.engine,
        seconds=sum(answer.timings.values()),
    )


def opening(document: Document) -> Source:
    """Return what a button must know that opens a document at its beginning."""
    return Source(
        document_id=document.id,
        title=document.title or document.uri,
        uri=document.uri,
        page=1 if document.media_type in PAGED else None,
        pages=document.pages,
    )


def restored(kept: object) -> tuple[Exchange, ...]:
    """Read what the browser kept; whatever does not fit, from an older version say, is left out."""
    if not isinstance(kept, list):
        return ()
    exchanges = []
    for each in kept[-KEPT_TURNS:]:
        try:
            exchanges.append(Exchange.model_validate(each))
        except ValidationError:
            continue
    return tuple(exchanges)


def kept(exchanges: Sequence[Exchange]) -> list[dict[str, object]]:
    """Turn the last exchanges into what the browser shall keep."""
    return [each.model_dump(mode="json") for each in exchanges[-KEPT_TURNS:]]


def history(exchanges: Iterable[Exchange]) -> tuple[Turn, ...]:
    """Return the last answered turns, to go along with the next question."""
    turns = [
        Turn(question=each.question, answer=each.text)
        for each in exchanges
        if each.text and each.state in (Verdict.ANSWERED, Verdict.FAQ)
    ]
    return tuple(turns[-HISTORY_TURNS:])


def _official(entry: OfficialAnswer) -> Official:
    return Official(instead="" if entry.exact else entry.question, sources=entry.sources)


def _source(citation: Citation) -> Source:
    document, chunk = citation.passage.document, citation.passage.chunk
    return Source(
        mark=citation.mark,
        document_id=document.id,
        chunk_id=chunk.id,
        title=document.title or document.uri,
        uri=document.uri,
        page=citation.page if document.media_type in PAGED else None,
        pages=document.pages,
        place=chunk.place,
        quote=citation.quote,
    )
