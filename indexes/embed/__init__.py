"""Turns texts into vectors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from indexes.embed.load import load_embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Embedder", "load_embedder"]


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1.

    `fingerprint` changes with anything that changes the vectors. `languages` are those that the
    model was made for; None means all. `max_tokens` is the longest text that it sees whole.
    """

    @property
    def name(self) -> str:
        """The name in the settings."""

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on, in short."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages that the model serves; None means all."""

    @property
    def max_tokens(self) -> int:
        """Tokens of the longest text that the model sees whole."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model makes of a text."""

    def embed_passages(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row per text, each of length 1."""

    def embed_query(self, text: str) -> "NDArray[np.float32]":
        """Return the vector of a question, of length 1."""
