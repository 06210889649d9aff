"""The main path: a question goes in, pieces of the answer come out, then the cited answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from types import MappingProxyType
from typing import Protocol

from indexes.model import Passage, Scope
from ingest.language import language
from ingest.model import Document
from kb_assistant.answer.cite import cited
from kb_assistant.answer.engine import Engine, Terms
from kb_assistant.errors import InvalidQuestion, QuestionTooLong
from kb_assistant.model import Answer, Official, Question, Usage, Verdict

NOT_FOUND = {
    "en": "I found nothing in the knowledge base that answers this.",
    "zh": "知识库里没有找到能回答这个问题的内容。",
}


Widen = Callable[[Sequence[Passage], Scope], Sequence[Passage]]
"""Adds to passages what stands around them, as far as the scope may see it."""


class Retriever(Protocol):
    """Finds passages for a question."""

    def search(self, question: Question, k: int) -> Sequence[Passage]:
        """Return up to `k` passages that the asker may read, best first."""
        ...


class OfficialAnswers(Protocol):
    """Knows the answers that people approved."""

    def match(self, question: Question) -> Official | None:
        """Return the approved entry that answers, if the asker may read one."""
        ...


class Recorder(Protocol):
    """Keeps what was asked."""

    def record(self, answer: Answer) -> None:
        """Keep one answered question."""
        ...


class Assistant:
    """Answers questions from the knowledge base; web page, API and command line all call it."""

    def __init__(
        self,
        retriever: Retriever,
        engine: Engine,
        *,
        terms: Terms,
        passages: int,
        longest_question: int,
        faq: OfficialAnswers | None = None,
        recorder: Recorder | None = None,
        widen: Widen | None = None,
    ) -> None:
        self._retriever = retriever
        self._engine = engine
        self._terms = terms
        self._passages = passages
        self._longest_question = longest_question
        self._faq = faq
        self._recorder = recorder
        self._widen = widen or (lambda found, scope: found)

    def search(self, question: Question, k: int = 10) -> list[Passage]:
        """Return the `k` passages that fit the question best; raises InvalidQuestion."""
        return list(self._retriever.search(self._checked(question), k))

    def ask(self, question: Question) -> Iterator[str | Answer]:
        """Yield the reply piece by piece, then the finished `Answer`, whose text replaces them.

        Raises InvalidQuestion before anything is yielded, ModelError when the model's server fails.
        """
        question = self._checked(question)
        clock = _Clock()
        official = self._faq.match(question) if self._faq else None
        clock.lap("faq")
        if official:
            yield official.answer
            yield self._recorded(_officially(question, official, clock))
            return
        found = self._retriever.search(question, self._passages)
        passages = self._widen(found, question.scope)
        clock.lap("search")
        draft, usage = "", Usage()
        for piece in self._engine.stream(question, passages):
            if isinstance(piece, Usage):
                usage = piece
                continue
            draft += piece
            yield piece
        clock.lap("answer")
        answer = cited(question.text, draft, passages, terms=self._terms)
        clock.lap("cite")
        yield self._finished(answer, passages, usage, clock)

    def _finished(
        self, answer: Answer, passages: Sequence[Passage], usage: Usage, clock: "_Clock"
    ) -> Answer:
        answer = replace(
            answer, engine=self._engine.name, usage=usage, timings=MappingProxyType(clock.laps)
        )
        if answer.verdict is Verdict.NOT_FOUND:
            text = NOT_FOUND["zh" if language(answer.question) == "zh" else "en"]
            answer = replace(answer, text=text, nearest=_documents(passages))
        return self._recorded(answer)

    def _recorded(self, answer: Answer) -> Answer:
        if self._recorder:
            self._recorder.record(answer)
        return answer

    def _checked(self, question: Question) -> Question:
        text = question.text.strip()
        if not text:
            raise InvalidQuestion("the question is blank; write what you want to know")
        if len(text) > self._longest_question:
            raise QuestionTooLong(
                f"the question has {len(text):,} characters, the limit is "
                f"{self._longest_question:,} (setting answer.question_characters); shorten it"
            )
        return replace(question, text=text)


class _Clock:
    """Seconds that each stage took."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.laps[stage] = now - self._last
        self._last = now


def _officially(question: Question, official: Official, clock: _Clock) -> Answer:
    return Answer(
        question=question.text,
        text=official.answer,
        verdict=Verdict.FAQ,
        official=official,
        confidence=1.0,
        engine="faq",
        timings=MappingProxyType(clock.laps),
    )


def _documents(passages: Sequence[Passage], most: int = 3) -> tuple[Document, ...]:
    distinct = {passage.document.id: passage.document for passage in passages}
    return tuple(distinct.values())[:most]
