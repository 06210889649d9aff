"""Follow-ups: what is carried over from the last turns, and what is left alone."""

from collections.abc import Iterator, Sequence

import pytest

from kb_assistant.answer.prompt import Message
from kb_assistant.answer.standalone import StandaloneEngine
from kb_assistant.errors import ModelServerDown
from kb_assistant.model import Question, Turn, Usage
from kb_assistant.retrieve.rewrite import RuleRewriter
from kb_assistant.retrieve.rewrite_by_model import ModelRewriter


def history(*questions: str) -> list[Turn]:
    return [Turn(question=question, answer="…") for question in questions]


@pytest.mark.parametrize(
    ("before", "asked", "searched"),
    [
        ("What is throat cancer?", "Is it treatable?", "Is throat cancer treatable?"),
        (
            "Tell me about lung cancer.",
            "What are its symptoms?",
            "What are lung cancer’s symptoms?",
        ),
        ("What is the travel policy?", "What about hotels?", "What about hotels travel policy?"),
        ("What was the revenue of Acme in 2023?", "Why?", "Why Acme 2023?"),
        ("年假有多少天？", "它可以结转吗？", "年假可以结转吗？"),
        ("差旅报销标准是多少？", "那住宿呢？", "那住宿呢差旅报销标准？"),
    ],
)
def test_a_follow_up_takes_what_it_leans_on_from_the_question_before(
    before: str, asked: str, searched: str
) -> None:
    found = RuleRewriter().standalone(asked, history(before))

    assert found.text == searched
    assert found.notes


def test_the_topic_is_carried_over_several_turns() -> None:
    found = RuleRewriter().standalone(
        "Can it spread?", history("What is throat cancer?", "Is it treatable?")
    )

    assert found.text == "Can throat cancer spread?"


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("What is throat cancer?", "How many days of annual leave does a manager have?"),
        ("What is throat cancer?", "A heat pump seems suitable. How much does it cost?"),
        ("年假有多少天？", "试用期员工的工资标准是多少？"),
        ("Who?", "Is it treatable?"),
    ],
)
def test_a_question_that_stands_by_itself_is_left_alone(before: str, asked: str) -> None:
    found = RuleRewriter().standalone(asked, history(before))

    assert (found.text, found.notes) == (asked, ())


class Says:
    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.asked: Sequence[Message] = ()

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        self.asked = chat
        yield self.reply
        yield Usage(prompt_tokens=9)


class Down:
    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        raise ModelServerDown("nothing answers")
        yield ""


def test_a_model_rewrites_and_is_told_what_was_said() -> None:
    model = Says("Is throat cancer treatable?")

    found = ModelRewriter(model=model, rules=RuleRewriter()).standalone(
        "Is it treatable?", history("What is throat cancer?")
    )

    assert found.text == "Is throat cancer treatable?"
    assert "What is throat cancer?" in model.asked[-1].content


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Yes, with surgery, radiation and chemotherapy in most patients.",
        "Is throat cancer treatable?\nIs it dangerous?",
        "喉癌可以治疗吗？",
        "Is throat cancer treatable? " * 40,
    ],
)
def test_a_reply_that_is_no_rewriting_is_replaced_by_the_rules(reply: str) -> None:
    found = ModelRewriter(model=Says(reply), rules=RuleRewriter()).standalone(
        "Is it treatable?", history("What is throat cancer?")
    )

    assert found.text == "Is throat cancer treatable?"
    assert "no rewriting" in found.notes[0]


def test_where_the_model_cannot_be_used_the_rules_rewrite_and_say_so() -> None:
    found = ModelRewriter(model=Down(), rules=RuleRewriter()).standalone(
        "Is it treatable?", history("What is throat cancer?")
    )

    assert found.text == "Is throat cancer treatable?"
    assert "nothing answers" in found.notes[0]


class Echo:
    name = "echo"

    def stream(self, question: Question, passages: Sequence[object]) -> Iterator[str | Usage]:
        yield question.text


def test_an_engine_that_quotes_is_asked_the_whole_question() -> None:
    engine = StandaloneEngine(Echo(), RuleRewriter())
    follow_up = Question(text="Is it treatable?", history=tuple(history("What is throat cancer?")))

    assert list(engine.stream(follow_up, [])) == ["Is throat cancer treatable?"]
    assert list(engine.stream(Question(text="Is it treatable?"), [])) == ["Is it treatable?"]
