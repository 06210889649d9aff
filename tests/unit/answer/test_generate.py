"""A model's refusal and its thinking aloud never reach the reader, however they are cut up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from indexes.model import Passage
from kb_assistant.answer.generate import GenerativeEngine, answer_only
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelStreamBroken
from kb_assistant.model import Question, Usage


def pieces_of(text: str, size: int) -> Iterator[str | Usage]:
    return (text[at : at + size] for at in range(0, len(text), size))


SIZES = (1, 2, 3, 7, 100)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "reply",
    [
        "NOT_FOUND",
        "NOT_FOUND.",
        "\n NOT_FOUND\n",
        '"NOT_FOUND"',
        "**NOT_FOUND**",
        "NOT_FOUND. The passages speak of other things.",
        "<think>Hm, [1] is about cars.</think>\n\nNOT_FOUND",
        "  ",
        "",
    ],
)
def test_a_refusal_yields_no_text(reply: str, size: int) -> None:
    assert "".join(map(str, answer_only(pieces_of(reply, size)))).strip() == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("It is 25 days [1].", "It is 25 days [1]."),
        ("NOTE the date [1].", "NOTE the date [1]."),
        ("NOT_", "NOT_"),
        ("- one [1]\n- two [2]", "- one [1]\n- two [2]"),
        ("**Yes** [1].", "**Yes** [1]."),
        ("<think>So: NOT_FOUND?</think>It is 25 [1].", "It is 25 [1]."),
        ("<b>bold</b> [1]", "<b>bold</b> [1]"),
        ("二十五天[1]。", "二十五天[1]。"),
    ],
)
def test_an_answer_is_passed_on_whole(reply: str, shown: str, size: int) -> None:
    assert "".join(map(str, answer_only(pieces_of(reply, size)))) == shown


@pytest.mark.parametrize("size", SIZES)
def test_a_refusal_after_some_words_ends_the_answer_unseen(size: int) -> None:
    reply = "Sorry. NOT_FOUND and more words"

    assert "".join(map(str, answer_only(pieces_of(reply, size)))) == "Sorry. "


def test_an_answer_is_not_held_back_once_it_has_begun() -> None:
    pieces = answer_only(iter(["It ", "is ", "25 ", "days [1]."]))

    assert list(pieces) == ["It ", "is ", "25 ", "days [1]."]


def test_the_usage_is_passed_on_after_a_refusal() -> None:
    usage = Usage(prompt_tokens=9, completion_tokens=3)

    assert list(answer_only(iter(["NOT_", "FOUND", usage]))) == [usage]


def test_a_model_that_only_thinks_is_an_error_that_names_the_remedy() -> None:
    with pytest.raises(ModelStreamBroken, match=r"llm\.max_tokens"):
        list(answer_only(iter(["<think>", "Let me see…"])))


@dataclass(frozen=True)
class Parrot:
    """A chat model that says one thing."""

    reply: str
    name: str = "parrot"

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        yield from self.reply
        yield Usage(prompt_tokens=len(chat), completion_tokens=len(self.reply))


def test_the_engine_streams_what_its_model_says(passage: Callable[..., Passage]) -> None:
    engine = GenerativeEngine(model=Parrot("25 days [1]."), budget=2000)

    said = list(engine.stream(Question(text="How much leave?"), [passage("25 days of leave.")]))

    assert "".join(str(piece) for piece in said[:-1]) == "25 days [1]."
    assert said[-1] == Usage(prompt_tokens=2, completion_tokens=12)
    assert engine.name == "parrot"


def test_without_passages_the_model_is_not_asked() -> None:
    engine = GenerativeEngine(model=Parrot("I know it by heart."), budget=2000)

    assert list(engine.stream(Question(text="How much leave?"), [])) == []
