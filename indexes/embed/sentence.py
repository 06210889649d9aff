"""Loads models with sentence-transformers: to export them, and to run those that do not export."""

import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.embed.prepared import Prepared
from indexes.embed.tokens import Tokenizer
from indexes.errors import ModelUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

EXPORTED = frozenset({"bert", "roberta", "xlm-roberta", "mpnet", "distilbert", "nomic_bert"})
"""Kinds of model that are exported: encoders, small enough to gain from it on a CPU."""
LARGEST_EXPORT = 1_600_000_000
"""Bytes of weights; an ONNX file holds two gigabytes at most."""

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_log = logging.getLogger(__name__)


class SentenceEmbedder:
    """An `Embedder` on sentence-transformers, on a GPU where there is one."""

    def __init__(self, name: str, prepared: Prepared, model: "SentenceTransformer") -> None:
        self.name = name
        self.fingerprint = prepared.fingerprint
        self.dimension = prepared.dimension
        self.languages = prepared.languages
        self._prepared = prepared
        self._model = model
        self._tokenizer = Tokenizer(prepared.tokenizer, prepared.limit)
        self.max_tokens = self._tokenizer.room - self.count_tokens(prepared.passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model makes of a text."""
        return self._tokenizer.count(text)

    def embed_passages(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row per text, each of length 1."""
        return self._embed(texts, self._prepared.passage_prompt)

    def embed_query(self, text: str) -> "NDArray[np.float32]":
        """Return the vector of a question, of length 1."""
        row: NDArray[np.float32] = self._embed([text], self._prepared.query_prompt)[0]
        return row

    def _embed(self, texts: Sequence[str], prompt: str) -> "NDArray[np.float32]":
        return encode(self._model, texts, prompt)


def load(folder: Path) -> "SentenceTransformer":
    """Load a model; raise `ModelUnavailable` when the folder does not hold one."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # theirs
    try:
        return SentenceTransformer(str(folder), device=_device())
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelUnavailable(
            f"the embedding model in {folder} cannot be loaded: {error}; fetch it again"
        ) from error


def encode(
    model: "SentenceTransformer", texts: Sequence[str], prompt: str
) -> "NDArray[np.float32]":
    """Return the vectors of texts, of length 1, as sentence-transformers makes them."""
    import numpy as np

    if not texts:
        return np.zeros((0, dimension(model)), dtype=np.float32)
    found = model.encode(
        list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
    )
    return np.asarray(found, dtype=np.float32)


def dimension(model: "SentenceTransformer") -> int:
    """Return the length of the model's vectors."""
    size = model.get_embedding_dimension()
    if size is None:
        raise ModelUnavailable("the embedding model does not say how long its vectors are")
    return int(size)


def prompts(model: "SentenceTransformer") -> tuple[str, str]:
    """Return what the model wants before a question and before a passage."""
    named = {key: prompt or "" for key, prompt in model.prompts.items()}
    default = named.get(model.default_prompt_name or "", "")
    query = named.get("query") or default
    passage = named.get("passage") or named.get("document") or named.get("corpus") or default
    return query, passage


def export(model: "SentenceTransformer", file: Path) -> tuple[str, ...]:
    """Write the whole model as an ONNX graph; return its inputs, () when it cannot be exported.

    The graph is kept only when its vectors are those of sentence-transformers.
    """
    if not _exportable(model):
        return ()
    try:
        inputs = _export(model, file)
    except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
        _log.info("the embedding model runs in torch, its ONNX export failed: %s", error)
        return ()
    return inputs


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _exportable(model: "SentenceTransformer") -> bool:
    transformer = model[0]
    config = getattr(getattr(transformer, "auto_model", None), "config", None)
    size = sum(part.numel() * part.element_size() for part in model.parameters())
    return (
        model.device.type == "cpu"
        and getattr(config, "model_type", "") in EXPORTED
        and size <= LARGEST_EXPORT
    )


def _export(model: "SentenceTransformer", file: Path) -> tuple[str, ...]:
    import torch

    tokens = model.tokenizer(["one short text", "two"], padding=True, return_tensors="pt")
    # The exporter names the inputs in the order of the signature below, not in that of the dict.
    inputs = tuple(name for name in _INPUTS if name in tokens)
    features = {name: tokens[name] for name in inputs}

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self,
            input_ids: "Tensor",
            attention_mask: "Tensor",
            token_type_ids: "Tensor | None" = None,
        ) -> "Tensor":
            given = {"input_ids": input_ids, "attention_mask": attention_mask}
            if token_type_ids is not None:
                given["token_type_ids"] = token_type_ids
            found: Tensor = self.model(given)["sentence_embedding"]
            return found

    # The exporter warns of every branch that depends on a shape; the caller compares the vectors.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            (features,),
            str(file),
            dynamo=False,
            input_names=list(inputs),
            output_names=["embedding"],
            dynamic_axes={
                **{name: {0: "texts", 1: "tokens"} for name in inputs},
                "embedding": {0: "texts"},
            },
            opset_version=17,
        )
    return inputs
