"""Embeds through any server that speaks OpenAI's `/v1/embeddings`, such as vLLM."""

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from indexes.embed.families import family_prompts, with_prompts
from indexes.errors import ModelUnavailable

if TYPE_CHECKING:
    import httpx
    import numpy as np
    from numpy.typing import NDArray

_Reply = TypeVar("_Reply", bound=BaseModel)
TEXTS_PER_REQUEST = 64
SECONDS = 120.0
DEFAULT_LIMIT = 512
_PIECE = re.compile(r"[A-Za-z]+|\d|[^\sA-Za-z\d]")


class _Vector(BaseModel):
    model_config = ConfigDict(extra="ignore")
    index: int
    embedding: list[float]


class _Vectors(BaseModel):
    model_config = ConfigDict(extra="ignore")
    data: list[_Vector]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str
    max_model_len: int | None = None


class _Models(BaseModel):
    model_config = ConfigDict(extra="ignore")
    data: list[_Model]


class ServedEmbedder:
    """An `Embedder` on a server; its name in the settings is "http://HOST:PORT/v1#MODEL".

    Which languages the model serves cannot be asked: it is taken to serve all. Tokens are
    estimated, from above. What it wants before questions and passages is known by its family.
    """

    languages: frozenset[str] | None = None

    def __init__(self, name: str, *, api_key: str = "") -> None:
        import httpx

        self.name = name
        self._base, _, self._model = name.partition("#")
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        # One connection a request: nothing stays open that somebody would have to close.
        self._client = httpx.Client(
            base_url=self._base.rstrip("/"),
            headers=headers,
            timeout=SECONDS,
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._query_prompt, self._passage_prompt = family_prompts(self._model)
        self.max_tokens = self._limit() - 8 - self.count_tokens(self._passage_prompt)
        self.dimension = len(self._request(["dimension"])[0])
        told = f"served {self._model} {self.dimension}"
        served = hashlib.sha256(told.encode()).hexdigest()[:16]
        self.fingerprint = with_prompts(served, self._query_prompt, self._passage_prompt)

    def count_tokens(self, text: str) -> int:
        """Return at least as many tokens as most models make of a text."""
        return sum(1 + (len(piece) - 1) // 4 for piece in _PIECE.findall(text))

    def embed_passages(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Return one row per text, each of length 1."""
        return self._embed([self._passage_prompt + text for text in texts])

    def embed_query(self, text: str) -> "NDArray[np.float32]":
        """Return the vector of a question, of length 1."""
        row: NDArray[np.float32] = self._embed([self._query_prompt + text])[0]
        return row

    def _embed(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        rows: list[list[float]] = []
        for start in range(0, len(texts), TEXTS_PER_REQUEST):
            rows.extend(self._request(texts[start : start + TEXTS_PER_REQUEST]))
        vectors = np.asarray(rows, dtype=np.float32).reshape(len(rows), self.dimension)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _limit(self) -> int:
        models = self._read(self._send("GET", "/models"), _Models).data
        known = {model.id: model for model in models}
        if self._model not in known:
            there = ", ".join(sorted(known)) or "none"
            raise ModelUnavailable(
                f"{self._base} does not serve the embedding model {self._model!r}; "
                f"it serves: {there}"
            )
        return known[self._model].max_model_len or DEFAULT_LIMIT

    def _request(self, texts: Sequence[str]) -> list[list[float]]:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        found = self._read(self._send("POST", "/embeddings", body), _Vectors).data
        if sorted(vector.index for vector in found) != list(range(len(texts))):
            raise ModelUnavailable(
                f"{self._base} returned {len(found)} vectors for {len(texts)} texts"
            )
        return [vector.embedding for vector in sorted(found, key=lambda vector: vector.index)]

    def _send(self, method: str, path: str, body: object = None) -> "httpx.Response":
        import httpx

        try:
            response = self._client.request(method, path, json=body)
            response.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise ModelUnavailable(
                f"the embedding server {self._base} refused: HTTP {error.response.status_code} "
                f"{error.response.text[:200]}"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelUnavailable(
                f"the embedding server {self._base} does not answer ({error}): start it, or check "
                "the address in the settings"
            ) from error
        return response

    def _read(self, response: "httpx.Response", shape: type[_Reply]) -> _Reply:
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            raise ModelUnavailable(
                f"{self._base} does not speak OpenAI's embeddings API: {error.errors()[0]['msg']}"
            ) from error
