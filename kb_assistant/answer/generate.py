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
    begun = silent = False
    for piece in reply:
        if isinstance(piece, Usage):
            yield piece
        elif not silent:
            held = held + piece if begun else _after_thinking(held + piece)
            shown, held, silent = _split(held)
            if begun or not _is_prelude(shown):
                yield from filter(None, (shown,))
                begun = True
            elif not silent:
                held = shown + held
    if held.startswith(_OPEN) and not begun:
        raise ModelStreamBroken(
            "the model used up its tokens thinking and never answered: raise llm.max_tokens, or "
            "give its server a --reasoning-parser"
        )
    if held and not silent:
        yield held


def _after_thinking(text: str) -> str:
    opening, closed, rest = text.lstrip().partition(_CLOSE)
    return rest if closed and opening.startswith(_OPEN) else text.lstrip()


def _split(text: str) -> tuple[str, str, bool]:
    """Return what may be shown, what must wait for more, and whether NOT_FOUND ended the answer."""
    before, refused, _ = text.partition(NOT_FOUND)
    if refused:
        return before, "", True
    waiting = next(n for n in range(len(NOT_FOUND), -1, -1) if text.endswith(NOT_FOUND[:n]))
    return text[: len(text) - waiting], text[len(text) - waiting :], False


def _is_prelude(text: str) -> bool:
    """Tell whether the reply's first letters may still turn out to be thinking or a refusal."""
    return text.startswith(_OPEN) or _OPEN.startswith(text) or not text.strip(_DECORATION)
