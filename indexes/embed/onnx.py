"""Runs an embedding model that was exported to ONNX; starts within a fraction of a second."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexes.embed.batches import batches
from indexes.embed.prepared import Prepared
from indexes.embed.tokens import Tokenizer, padded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOKENS_PER_BATCH = 512
"""Larger batches fall out of the processor's cache: 3,072 tokens run a third slower per core."""


class OnnxEmbedder:
    """An `Embedder` on onnxruntime; safe to share between threads."""

    def __init__(self, name: str, prepared: Prepared) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # has no types

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        # Its threads would turn in circles after each question for work that does not come: four
        # times the processor's time that the model takes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.name = name
        self.fingerprint = prepared.fingerprint
        self.dimension = prepared.dimension
        self.languages = prepared.languages
        self._prepared = prepared
        self._tokenizer = Tokenizer(prepared.tokenizer, prepared.limit)
        self._session = onnxruntime.InferenceSession(
            str(prepared.model), options, providers=["CPUExecutionProvider"]
        )
        self.model_seconds = 0.0
        """How long the model itself has run so far; roughly, where threads share it."""
        self.max_tokens = self._tokenizer.room - self.count_tokens(prepared.passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model makes of a text."""
        return self._tokenizer.count(text)

    def embed_passages(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row per text, each of length 1."""
        return self._embed([self._prepared.passage_prompt + text for text in texts])

    def embed_query(self, text: str) -> "NDArray[np.float32]":
        """Return the vector of a question, of length 1."""
        row: NDArray[np.float32] = self._embed([self._prepared.query_prompt + text])[0]
        return row

    def _embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        rows = self._tokenizer.encode(texts)
        vectors = np.zeros((len(rows), self.dimension), dtype=np.float32)
        for places in batches([len(row) for row in rows], TOKENS_PER_BATCH):
            vectors[places] = self._run([rows[place] for place in places])
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(norms, 1e-12)
        return vectors

    def _run(self, rows: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        import numpy as np

        ids, mask = padded(rows, self._prepared.pad)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        inputs = {name: given[name] for name in self._prepared.inputs}
        began = time.perf_counter()
        found: NDArray[np.float32] = self._session.run(None, inputs)[0]
        self.model_seconds += time.perf_counter() - began
        return found
