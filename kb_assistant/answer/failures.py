"""What went wrong with a model server, in words that say how to mend it."""

import httpx
import openai

from kb_assistant.errors import ModelError, ModelServerDown, ModelServerStalled, ModelStreamBroken

Refused = openai.APIStatusError
"""The server answered the request with an error status."""

FOREIGN = (
    openai.OpenAIError,
    httpx.HTTPError,
    httpx.InvalidURL,
    ValueError,
    TypeError,
    AttributeError,
)
"""What talking to a server may raise; what is not the protocol trips over the last three."""

_REMEDIES = {
    400: "lower llm.context_tokens or llm.max_tokens if the model's context is too short",
    401: "set llm.api_key to the key that the server was started with",
    403: "set llm.api_key to a key that may use this model",
    404: "set llm.model to a model that the server names at /models, and check that llm.base_url "
    "ends as the server wants it, mostly in /v1",
    413: "lower llm.context_tokens",
    422: "see whether the server speaks the OpenAI chat protocol",
    429: "it takes no more requests at present: ask again later",
    503: "it is busy or still starting: ask again later",
}


def named(error: Exception, *, address: str, timeout: float, begun: bool) -> ModelError:
    """Return our error for one that LlamaIndex, openai or httpx raised while talking to `address`.

    `begun` tells that some of the reply had come.
    """
    if isinstance(error, Refused):
        remedy = _REMEDIES.get(error.status_code, "see the server's log")
        return ModelServerDown(
            f"the model server at {address} refused the request ({error.status_code}: "
            f"{_message(error)}): {remedy}"
        )
    if _stalled(error):
        return ModelServerStalled(
            f"the model server at {address} sent nothing for {timeout:g} seconds: see whether it "
            "is overloaded, or raise llm.timeout_seconds"
        )
    if begun or not isinstance(error, openai.APIConnectionError | httpx.InvalidURL):
        return ModelStreamBroken(
            f"the model server at {address} broke off its answer ({_message(error)}): see its log "
            "and that it speaks the OpenAI chat protocol, then ask again"
        )
    return ModelServerDown(
        f"no model server answers at {address} ({_message(error)}): start it (kb llm serve MODEL) "
        "or correct llm.base_url"
    )


def _stalled(error: Exception) -> bool:
    """Tell whether the server was reached and then kept silent."""
    waited = isinstance(error, openai.APITimeoutError | httpx.TimeoutException)
    return waited and not isinstance(error.__cause__ or error, httpx.ConnectTimeout)


def _message(error: Exception) -> str:
    """Return the shortest text that says what happened, on one line and of bearable length."""
    body = error.body if isinstance(error, openai.APIError) else None
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        text = body["message"]
    else:
        text = str(error.__cause__ or error) or type(error).__name__
    return " ".join(text.split())[:300]
