"""Lets an engine that cannot read a conversation answer follow-up questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexes.model import Passage
from kb_assistant.answer.engine import Engine
from kb_assistant.model import Question, Usage
from kb_assistant.retrieve.rewrite import Rewriter


@dataclass(frozen=True, slots=True)
class StandaloneEngine:
    """Asks `engine` the question as it was searched for: without what only the history tells."""

    engine: Engine
    rewriter: Rewriter

    @property
    def name(self) -> str:
        """The engine's name."""
        return self.engine.name

    def stream(self, question: Question, passages: Sequence[Passage]) -> Iterator[str | Usage]:
        """Yield what the engine says to the self-contained question."""
        if question.history:
            whole = self.rewriter.standalone(question.text, question.history)
            question = replace(question, text=whole.text)
        yield from self.engine.stream(question, passages)
