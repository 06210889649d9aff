"""Small classes that answer as an assistant does, and the cases that they are asked."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.datasets.model import Case, Dataset
from eval.runs import Head
from indexes.model import Passage, Scores
from ingest.model import Box, Chunk, Document, Span
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelServerDown, ModelStreamBroken
from kb_assistant.model import Answer, Citation, Question, Usage, Verdict


def passage(uri: str, *, text: str = "words", page: int = 1, score: float = 1.0) -> Passage:
    box = Box(page=page, x0=0, y0=0, x1=100, y1=10)
    chunk = Chunk(
        id=f"{uri}-{page}",
        document_id=uri,
        text=text,
        spans=(Span(start=0, end=len(text), box=box),),
    )
    document = Document(id=uri, collection="default", uri=uri)
    return Passage(chunk=chunk, document=document, scores=Scores(lexical=score, fused=score))


class Shelf:
    """Finds, for each question, the passages that it was told to find; counts how often."""

    def __init__(self, found: Mapping[str, Sequence[Passage]]) -> None:
        self.found = found
        self.asked: list[str] = []
        self.down = False

    def search(self, question: Question, k: int) -> list[Passage]:
        self.asked.append(question.text)
        if self.down:
            raise ModelServerDown("nothing answers at http://127.0.0.1:1")
        return list(self.found.get(question.text, ()))[:k]

    def ask(self, question: Question) -> Iterator[str | Answer]:
        passages = self.search(question, 8)
        text = f"{passages[0].chunk.text} [1]" if passages else ""
        yield text
        citations = tuple(
            Citation(mark=1, passage=each, quote=each.chunk.text, page=1, boxes=each.chunk.boxes)
            for each in passages[:1]
        )
        yield Answer(
            question=question.text,
            text=text,
            verdict=Verdict.ANSWERED if text else Verdict.NOT_FOUND,
            citations=citations,
            passages=tuple(passages),
            confidence=0.75,
            timings={"search": 0.25, "answer": 0.5},
        )


class Scripted:
    """A model that replies as it was told; None breaks off."""

    name = "scripted"

    def __init__(self, *replies: str | None) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        self.asked.append(chat)
        reply = self.replies.pop(0)
        if reply is None:
            raise ModelStreamBroken("it broke off")
        yield reply
        yield Usage(prompt_tokens=1, completion_tokens=1)


def dataset(*cases: Case) -> Dataset:
    return Dataset(name="tiny", path=Path("tiny"), cases=cases, sha256="0" * 64)


def head(name: str = "retrieval-tiny-1", **changed: object) -> Head:
    values: dict[str, object] = {
        "run": name,
        "kind": "retrieval",
        "dataset": "tiny",
        "dataset_path": "tiny",
        "dataset_sha256": "0" * 64,
        "split": "all",
        "questions": 3,
        "settings": {"retrieval.dense": "True"},
        "code": "0.1.0+abc",
        "corpus": "tiny-1",
        "machine": "test",
    }
    return Head.model_validate(values | changed)


CASES = (
    Case(id="q1", question="one", relevant={"a": 1}, slices={"language": "en"}, place="q:1"),
    Case(id="q2", question="two", relevant={"b": 1}, slices={"language": "en"}, place="q:2"),
    Case(id="q3", question="三", relevant={"c": 1}, slices={"language": "zh"}, place="q:3"),
)
FOUND = {
    "one": [passage("a"), passage("x"), passage("a", page=2)],
    "two": [passage("x"), passage("b")],
    "三": [passage("x")],
}
