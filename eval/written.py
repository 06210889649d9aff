"""Questions that a language model writes from documents, by type; for a person to review."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from eval.errors import ReplyError
from eval.structured import Model, asked_for
from eval.synthetic import Draft, Source
from ingest.model import Chunk, Kind
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelError

TYPES = {
    Source.FACT: "a question about one fact; before is empty",
    Source.TABLE: "a question about one cell of a table, naming row and column; before is empty",
    Source.MULTI_HOP: "a question that takes both pieces of the text to answer; before is empty",
    Source.UNANSWERABLE: "a question on the same topic to which the text holds NO answer; answer "
    "and before are empty",
    Source.FOLLOW_UP: "a follow-up that is only understood after an earlier question, such as "
    '"And in the second year?"; before is that earlier question',
}
"""What is written, and how the prompt says it."""

_CHARACTERS = 6_000
_LEAST = 60
"""Characters that a chunk must have to hold something to ask for."""


class Written(BaseModel):
    """The reply of the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=4, max_length=300)
    answer: str = Field(default="", max_length=1_000)
    before: str = Field(default="", max_length=300)


def written(
    uri: str, chunks: Sequence[Chunk], model: Model, *, most: int, failures: list[str]
) -> Iterator[Draft]:
    """Yield up to `most` questions on a document, the types in turn.

    A reply that does not fit is noted in `failures` and passed over; a server that fails ends it,
    noted too.
    """
    plan = [(kind, some) for kind in TYPES for some in _material(kind, chunks)]
    for kind, some in _in_turn(plan)[:most]:
        try:
            reply = asked_for(model, _chat(kind, some), Written)
        except ReplyError as error:
            failures.append(f"{uri}: {error}")
            continue
        except ModelError as error:
            failures.append(f"{uri}: {error}")
            return
        if _fits(kind, reply):
            yield _draft(uri, kind, some, reply)


def _material(kind: Source, chunks: Sequence[Chunk]) -> list[tuple[Chunk, ...]]:
    long = [chunk for chunk in chunks if len(chunk.text) >= _LEAST]
    tables = [(chunk,) for chunk in long if chunk.kind is Kind.TABLE]
    prose = [(chunk,) for chunk in long if chunk.kind is not Kind.TABLE]
    if kind is Source.TABLE:
        return [*tables]
    if kind is Source.MULTI_HOP:
        return [*zip(long, long[1:], strict=False)]
    return [*prose]


def _in_turn(
    plan: Sequence[tuple[Source, tuple[Chunk, ...]]],
) -> list[tuple[Source, tuple[Chunk, ...]]]:
    """Take the first of each type, then the second of each, so that a cut is fair to all."""
    seen: dict[Source, int] = {}
    turns = []
    for kind, some in plan:
        seen[kind] = seen.get(kind, 0) + 1
        turns.append((seen[kind], kind, some))
    return [(kind, some) for _, kind, some in sorted(turns, key=lambda turn: turn[0])]


def _chat(kind: Source, chunks: Sequence[Chunk]) -> list[Message]:
    prompt = (files("eval") / "prompts" / "questions.v1.txt").read_text(encoding="utf-8")
    text = "\n\n".join("\n".join((*chunk.heading_path, chunk.text)) for chunk in chunks)
    shown = escape(text[:_CHARACTERS], quote=False)
    return [
        Message(role="system", content=prompt.replace("{type}", TYPES[kind])),
        Message(role="user", content=f"<text>{shown}</text>"),
    ]


def _fits(kind: Source, reply: Written) -> bool:
    """Tell whether the reply has what its type needs."""
    if kind is Source.FOLLOW_UP and not reply.before.strip():
        return False
    return kind is Source.UNANSWERABLE or bool(reply.answer.strip())


def _draft(uri: str, kind: Source, chunks: Sequence[Chunk], reply: Written) -> Draft:
    pages = [page for chunk in chunks for page in chunk.pages]
    refused = kind is Source.UNANSWERABLE
    return Draft(
        question=reply.question.strip(),
        answer="" if refused else reply.answer.strip(),
        document=uri,
        page=pages[0] if pages and not refused else None,
        source=kind,
        history=(reply.before.strip(),) if kind is Source.FOLLOW_UP else (),
        answerable=not refused,
    )
