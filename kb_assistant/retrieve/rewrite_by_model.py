"""Makes a follow-up question self-contained by asking a language model, whose reply is checked."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.language import language
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelError
from kb_assistant.model import Turn, Usage
from kb_assistant.retrieve.rewrite import Rewriter, Rewritten

RULES = """\
Rewrite the last question so that it can be understood without the conversation before it.
Put in the names, subjects and times that it leaves out. Change nothing else and add nothing.
If it can be understood by itself, repeat it word for word.
Do not answer it. Write the question alone, on one line, in its own language.
"""
_TURNS = 4
_LONGEST_TURN = 400
_LONGEST = 4
_KNOWN = 0.7
_WORD = re.compile(r"[a-z0-9]{2,}|[\u3400-\u9fff]", re.IGNORECASE)
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)

_log = logging.getLogger(__name__)


class ChatModel(Protocol):
    """A language model that continues a chat."""

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        """Yield the reply piece by piece; raise `ModelError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRewriter:
    """Asks `model`; where it cannot be used or replies with something else, `rules` rewrite."""

    model: ChatModel
    rules: Rewriter

    def standalone(self, text: str, history: Sequence[Turn]) -> Rewritten:
        """Return the question with all that it leaves to the history."""
        try:
            reply = "".join(
                p for p in self.model.stream(_chat(text, history)) if isinstance(p, str)
            )
        except ModelError as error:
            _log.warning("the follow-up is rewritten by rules: %s", error)
            return self._by_rules(text, history, f"the language model cannot be used ({error})")
        found = _THOUGHT.sub("", reply).strip().strip("\"'“”「」")
        if not is_rewriting(found, text, history):
            return self._by_rules(text, history, "the language model's reply is no rewriting")
        if found == text:
            return Rewritten(text=text)
        return Rewritten(text=found, notes=(f"follow-up: rewritten by the model to {found!r}",))

    def _by_rules(self, text: str, history: Sequence[Turn], why: str) -> Rewritten:
        ruled = self.rules.standalone(text, history)
        return Rewritten(text=ruled.text, notes=(f"follow-up: by rules, {why}", *ruled.notes))


def is_rewriting(found: str, text: str, history: Sequence[Turn]) -> bool:
    """Tell whether a reply can be the same question, told whole.

    It is one line in the question's language, not several times as long, and at least seven tenths
    of its words were said in the question or before it: an answer would bring other words.
    """
    if not found or "\n" in found or language(found) != language(text):
        return False
    if len(found) > _LONGEST * len(text) + 200:
        return False
    said = set(_words(text))
    for turn in history:
        said.update(_words(turn.question), _words(turn.answer))
    words = _words(found)
    return bool(words) and sum(word in said for word in words) >= _KNOWN * len(words)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _chat(text: str, history: Sequence[Turn]) -> list[Message]:
    lines = []
    for turn in history[-_TURNS:]:
        lines.append(f"User: {turn.question[:_LONGEST_TURN]}")
        if turn.answer:
            lines.append(f"Assistant: {turn.answer[:_LONGEST_TURN]}")
    said = "\n".join(lines)
    return [
        Message(role="system", content=RULES),
        Message(role="user", content=f"Conversation:\n{said}\n\nLast question: {text}"),
    ]
