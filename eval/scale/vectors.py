"""Made vectors with the shape of real ones: by topic, by document, and in few directions mostly.

The shares are chosen so that neighbours lie about as near as those of abstracts embedded by
MiniLM: local intrinsic dimension 19 (there 18), mean inner product 0.11 (there 0.12).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSION = 384
COMMON, TOPIC, DOCUMENT, CHUNK = 0.12, 0.25, 0.30, 0.45
"""Shares of the squared length: of all text, of a topic, of a document, of a chunk alone."""
TOPIC_CHUNKS = 500
DECAY = 0.6
"""The i-th direction has the variance i ** -DECAY."""


class Space:
    """Where made vectors lie; the same for the same seed."""

    def __init__(self, *, chunks: int, seed: int = 7) -> None:
        import numpy as np

        draw = np.random.default_rng(seed)
        turned, _ = np.linalg.qr(draw.standard_normal((DIMENSION, DIMENSION)))
        variance = np.arange(1, DIMENSION + 1) ** -DECAY
        spread = np.sqrt(variance / variance.sum())
        self._map: NDArray[np.float32] = (spread[:, None] * turned).astype(np.float32)
        self._common = self._noise(draw, 1)[0] * np.sqrt(COMMON)
        self._topics = self._noise(draw, max(10, chunks // TOPIC_CHUNKS)) * np.sqrt(TOPIC)

    def document(self, draw: "np.random.Generator", chunks: int) -> "NDArray[np.float32]":
        """Return the vectors of a document's chunks, of length 1."""
        import numpy as np

        topic = self._topics[draw.integers(len(self._topics))]
        middle = self._common + topic + self._noise(draw, 1) * np.sqrt(DOCUMENT)
        return _unit(middle + self._noise(draw, chunks) * np.sqrt(CHUNK))

    def question(
        self, draw: "np.random.Generator", chunk: "NDArray[np.float32]"
    ) -> "NDArray[np.float32]":
        """Return the vector of a question that a chunk answers."""
        import numpy as np

        found: NDArray[np.float32] = _unit(chunk + self._noise(draw, 1) * np.sqrt(CHUNK))[0]
        return found

    def _noise(self, draw: "np.random.Generator", count: int) -> "NDArray[np.float32]":
        import numpy as np

        return draw.standard_normal((count, DIMENSION), dtype=np.float32) @ self._map


def _unit(vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    import numpy as np

    found: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found.astype(np.float32)
