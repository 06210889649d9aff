"""A small embedder for tests: words hashed into a vector; it speaks English and numbers only."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

DIMENSION = 64


class BagEmbedder:
    """Satisfies `indexes.embed.Embedder`."""

    def __init__(
        self, name: str = "bag", languages: frozenset[str] | None = frozenset({"en"})
    ) -> None:
        self.name = name
        self.fingerprint = hashlib.sha256(name.encode()).hexdigest()[:16]
        self.dimension = DIMENSION
        self.languages = languages
        self.max_tokens = 100
        self.embedded: list[str] = []

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+", text))

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, text: str) -> np.ndarray:
        return self._vector(text)

    def _vector(self, text: str) -> np.ndarray:
        found = np.full(DIMENSION, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            seed = hashlib.sha256(f"{self.name} {word}".encode()).digest()
            found += np.random.default_rng(list(seed[:8])).standard_normal(DIMENSION)
        return (found / np.linalg.norm(found)).astype(np.float32)
