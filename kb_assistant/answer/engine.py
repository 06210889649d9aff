"""What the main path asks of whatever writes answers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from indexes.model import Passage
from kb_assistant.model import Question, Usage

Terms = Callable[[str], list[str]]
"""The analysis of text into search terms, the same that the lexical index uses."""


class Engine(Protocol):
    """Writes an answer from passages."""

    @property
    def name(self) -> str:
        """What the answer says of who wrote it."""

    def stream(self, question: Question, passages: Sequence[Passage]) -> Iterator[str | Usage]:
        """Yield the answer's text piece by piece, and what it cost where that is known.

        A mark `[n]` after a sentence cites `passages[n - 1]`. An engine that finds no answer in the
        passages yields no text at all.
        """
