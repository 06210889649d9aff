"""Answers written by a language model from the passages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexes.model import Passage
from kb_assistant.answer.prompt import NOT_FOUND, Message, messages
from kb_assistant.errors import ModelStreamBroken
from kb_assistant.model import Question, Usage

_OPEN, _CLOSE = "<think>", "</think>"
_DECORATION = " \n\t\"'`*_#>-.:“”「『【[("
"""What models put around a refusal that should have stood alone."""


class ChatModel(Protocol):
    """A language model that continues a chat."""

    @property
    def name(self) -> str:
        """The model's name, as an answer shows it."""

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        """Yield the reply piece by piece and then, where the server tells, what it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerativeEngine:
    """The engine that lets a language model write; `budget` bounds the prompt, in tokens."""

    model: ChatModel
    budget: int

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def stream(self, question: Question, passages: Sequence[Passage]) -> Iterator[str | Usage]:
        """Yield the model's reply as it comes; no text when it finds no answer.

        Raises a `ModelError` when the server cannot be used.
        """
        if not passages:
            return
        yield from answer_only(self.model.stream(messages(question, passages, budget=self.budget)))


def answer_only(reply: Iterator[str | Usage]) -> Iterator[str | Usage]:
    """Pass on what a person should see: not the NOT_FOUND reply, and no thinking aloud before it.

    A piece is held back as long as it may be the beginning of either.
    """
    held = ""
    begun = refused = False
    for piece in _after_thinking(reply):
        if isinstance(piece, Usage):
            yield piece
        elif not refused:
            shown, held, refused = _split(held + piece)
            if begun or shown.strip(_DECORATION):
                begun = True
                yield shown
            elif not refused:
                held = shown + held
    if held and not refused:
        yield held


def _after_thinking(reply: Iterator[str | Usage]) -> Iterator[str | Usage]:
    """Pass on the reply without the <think> block that it may begin with."""
    held = ""
    begun = False
    for piece in reply:
        if begun or isinstance(piece, Usage):
            yield piece
            continue
        held = _thought_through((held + piece).lstrip())
        begun = not (held.startswith(_OPEN) or _OPEN.startswith(held))
        if begun:
            yield held
    if held.startswith(_OPEN):
        raise ModelStreamBroken(
            "the model used up its tokens thinking and never answered: raise llm.max_tokens, or "
            "give its server a --reasoning-parser"
        )
    if not begun:
        yield held


def _thought_through(text: str) -> str:
    """Return what follows a <think> block that has ended, else the text as it is."""
    _, closed, rest = text.partition(_CLOSE)
    return rest.lstrip() if closed and text.startswith(_OPEN) else text


def _split(text: str) -> tuple[str, str, bool]:
    """Return what may be shown, what must wait for more, and whether NOT_FOUND ended the answer."""
    before, refused, _ = text.partition(NOT_FOUND)
    if refused:
        return before, "", True
    waiting = next(n for n in range(len(NOT_FOUND), -1, -1) if text.endswith(NOT_FOUND[:n]))
    return text[: len(text) - waiting], text[len(text) - waiting :], False
