"""Language models behind any OpenAI-compatible server (vLLM, llama.cpp, Ollama), by LlamaIndex."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelStreamBroken
from kb_assistant.model import Usage

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import ChatResponse

_NO_KEY = "none"
"""Sent where no key is set: for an empty one LlamaIndex would send OPENAI_API_KEY instead."""
_USAGE = {"stream_options": {"include_usage": True}}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAILikeModel:
    """A model on an OpenAI-compatible server.

    `base_url` ends in /v1 as a rule. `timeout` is how many seconds may pass without a token.
    `reply_schema` is the JSON schema that a reply shall keep to, where the server can see to it.
    """

    base_url: str
    model: str
    api_key: str = ""
    timeout: float = 60.0
    max_tokens: int = 1024
    temperature: float = 0.0
    reply_schema: Mapping[str, object] | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        """Yield the reply piece by piece and then, where the server tells, what it took.

        Raises ModelServerDown, ModelServerStalled or ModelStreamBroken. Leaving the iteration early
        drops the connection, which makes the server stop generating.
        """
        from kb_assistant.answer.failures import FOREIGN, named
        from kb_assistant.answer.sse import Watch

        watch = Watch(timeout=self.timeout)
        begun = finished = False
        try:
            with watch.client() as client:
                for response in _responses(self, client, chat):
                    begun = True
                    finished = finished or _is_last(response)
                    yield from _pieces(response)
        except FOREIGN as error:
            raise named(error, address=self.base_url, timeout=self.timeout, begun=begun) from error
        if not (finished or watch.done):
            raise ModelStreamBroken(
                f"the model server at {self.base_url} closed the connection before the answer was "
                "complete: see its log, then ask again"
            )


def _responses(
    server: OpenAILikeModel, client: "httpx.Client", chat: Sequence[Message]
) -> Iterator["ChatResponse"]:
    """Ask for the usage and the schema too, but not of a server that refuses to be asked."""
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike  # type: ignore[import-untyped]  # no stubs

    from kb_assistant.answer.failures import Refused

    model = OpenAILike(
        model=server.model,
        api_base=server.base_url,
        api_key=server.api_key or _NO_KEY,
        is_chat_model=True,
        max_tokens=server.max_tokens,
        temperature=server.temperature,
        timeout=server.timeout,
        # A question waits for its answer: whoever asked decides whether to ask again.
        max_retries=0,
        http_client=client,
    )
    said = [ChatMessage(role=message.role, content=message.content) for message in chat]
    try:
        yield from model.stream_chat(said, **_USAGE, **_format(server.reply_schema))
    except Refused as error:
        if not any(option in str(error) for option in ("stream_options", "response_format")):
            raise
        yield from model.stream_chat(said)


def _format(schema: Mapping[str, object] | None) -> dict[str, object]:
    if schema is None:
        return {}
    named = {"name": "reply", "schema": dict(schema)}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _pieces(response: "ChatResponse") -> Iterator[str | Usage]:
    if response.delta:
        yield response.delta
    counts = response.additional_kwargs
    if "prompt_tokens" in counts:
        yield Usage(
            prompt_tokens=counts["prompt_tokens"] or 0,
            completion_tokens=counts["completion_tokens"] or 0,
        )


def _is_last(response: "ChatResponse") -> bool:
    choices = getattr(response.raw, "choices", None) or []
    return any(choice.finish_reason for choice in choices)
