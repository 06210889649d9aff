"""Cross-encoders on a server that offers `/rerank`, such as vLLM."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from kb_assistant.errors import ModelServerDown, ModelServerStalled

if TYPE_CHECKING:
    import httpx


class _Result(BaseModel):
    model_config = ConfigDict(extra="ignore")
    index: int
    relevance_score: float


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")
    results: list[_Result]


class ServedReranker:
    """A cross-encoder on a server, asked at `base_url`/rerank."""

    def __init__(self, *, base_url: str, model: str, api_key: str = "") -> None:
        import httpx

        self._address = base_url.rstrip("/")
        self._model = model
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        # One connection a question: nothing stays open that somebody would have to close.
        self._client = httpx.Client(
            headers=headers, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def scores(self, question: str, texts: Sequence[str], *, seconds: float) -> Sequence[float]:
        """Return the server's score of each text; raise ModelServerDown or ModelServerStalled."""
        body = {"model": self._model, "query": question, "documents": list(texts)}
        response = self._posted(body, seconds)
        try:
            results = _Reply.model_validate_json(response.content).results
        except ValidationError as error:
            raise ModelServerDown(
                f"{self._address}/rerank does not answer as a reranker does "
                f"({error.errors()[0]['msg']}): correct rerank.base_url"
            ) from error
        found = {result.index: result.relevance_score for result in results}
        if found.keys() != set(range(len(texts))):
            raise ModelServerDown(
                f"{self._address}/rerank scored {len(found)} of {len(texts)} texts: see its log"
            )
        return [found[place] for place in range(len(texts))]

    def _posted(self, body: object, seconds: float) -> "httpx.Response":
        import httpx

        try:
            response = self._client.post(f"{self._address}/rerank", json=body, timeout=seconds)
            response.raise_for_status()
        except httpx.TimeoutException as error:
            raise ModelServerStalled(
                f"the reranker at {self._address} sent nothing within {seconds:.1f} seconds: see "
                "whether it is overloaded, lower rerank.top_n or raise rerank.seconds"
            ) from error
        except httpx.HTTPStatusError as error:
            status, said = error.response.status_code, error.response.text[:200]
            raise ModelServerDown(
                f"the reranker at {self._address} refused the request ({status}: {said}): check "
                "rerank.model and rerank.api_key"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelServerDown(
                f"no reranker answers at {self._address} ({error}): start it or correct "
                "rerank.base_url"
            ) from error
        return response
