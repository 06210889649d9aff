"""What a peer must do to be measured beside us."""

from collections.abc import Sequence
from typing import Protocol

from eval.datasets.model import CorpusRow


class Peer(Protocol):
    """A system that is given documents and then finds them again."""

    @property
    def name(self) -> str:
        """What the tables call it, with its set-up."""

    def add(self, rows: Sequence[CorpusRow]) -> None:
        """Take in the whole corpus; called once."""

    def search(self, question: str, k: int) -> Sequence[str]:
        """Return the ids of up to `k` documents, best first, each once."""
