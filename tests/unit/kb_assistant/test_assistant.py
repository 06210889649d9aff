"""The main path: pieces, then the answer; what is refused; what is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from indexes.model import Passage
from ingest.model import Box, Chunk, Document, Span
from kb_assistant.assistant import Assistant
from kb_assistant.errors import InvalidQuestion
from kb_assistant.model import Answer, Question, Usage, Verdict

TEXT = "Employees have 25 days of annual leave."
LEAVE = Passage(
    document=Document(id="d", collection="c", uri="handbook.pdf", title="Handbook"),
    chunk=Chunk(
        id="k",
        document_id="d",
        text=TEXT,
        spans=(Span(start=0, end=len(TEXT), box=Box(page=3, x0=1, y0=2, x1=3, y1=4)),),
    ),
)


@dataclass
class OnePassage:
    def search(self, question: Question, k: int) -> Sequence[Passage]:
        return [LEAVE][:k]


@dataclass
class Says:
    """An engine that says what it was given."""

    pieces: Sequence[str | Usage]
    name: str = "says"

    def stream(self, question: Question, passages: Sequence[Passage]) -> Iterator[str | Usage]:
        yield from self.pieces


@dataclass
class Notebook:
    answers: list[Answer] = field(default_factory=list)

    def record(self, answer: Answer) -> None:
        self.answers.append(answer)


def assistant(*pieces: str | Usage, recorder: Notebook | None = None) -> Assistant:
    return Assistant(
        OnePassage(),
        Says(pieces),
        terms=lambda text: text.lower().split(),
        passages=8,
        longest_question=100,
        recorder=recorder,
    )


def test_pieces_come_first_and_the_cited_answer_last() -> None:
    said = list(
        assistant("You have 25 days ", "[1].", Usage(prompt_tokens=7)).ask(Question(text="?a"))
    )

    assert said[:2] == ["You have 25 days ", "[1]."]
    answer = said[-1]
    assert isinstance(answer, Answer)
    assert (answer.text, answer.verdict) == ("You have 25 days [1].", Verdict.ANSWERED)
    assert [(each.mark, each.page, each.quote) for each in answer.citations] == [(1, 3, TEXT)]
    assert answer.usage == Usage(prompt_tokens=7)
    assert set(answer.timings) == {"faq", "search", "answer", "cite"}


def test_a_citation_of_a_passage_that_does_not_exist_is_dropped_and_counted() -> None:
    *_, answer = assistant("You have 25 days [9].").ask(Question(text="How many days?"))

    assert isinstance(answer, Answer)
    assert (answer.citations, answer.dropped_marks) == ((), 1)
    assert "[9]" not in answer.text


@pytest.mark.parametrize(
    ("question", "says"), [("Who?", "I found nothing"), ("有几天？", "没有找到")]
)
def test_an_engine_that_says_nothing_means_not_found_in_the_language_of_the_question(
    question: str, says: str
) -> None:
    (answer,) = assistant().ask(Question(text=question))

    assert isinstance(answer, Answer)
    assert answer.verdict is Verdict.NOT_FOUND
    assert says in answer.text
    assert answer.nearest == (LEAVE.document,)


@pytest.mark.parametrize("text", ["", "  \n\t ", "　"])
def test_a_blank_question_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuestion, match="blank"):
        list(assistant("x").ask(Question(text=text)))


def test_a_question_that_is_too_long_is_refused_with_the_limit() -> None:
    with pytest.raises(InvalidQuestion, match=r"100,000 characters, the limit is 100"):
        list(assistant("x").ask(Question(text="x" * 100_000)))


def test_what_was_asked_is_recorded_once() -> None:
    notebook = Notebook()

    list(assistant("25 days [1].", recorder=notebook).ask(Question(text="How many days?")))

    assert [answer.question for answer in notebook.answers] == ["How many days?"]
