"""Asking a language model for a reply in a fixed shape, and trusting nothing that comes back."""

import json
from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from eval.datasets.lines import explained
from eval.errors import ReplyError, RunError
from kb_assistant.answer.openai_like import OpenAILikeModel
from kb_assistant.answer.prompt import Message
from kb_assistant.model import Usage
from kb_assistant.settings import Settings

Shape = TypeVar("Shape", bound=BaseModel)
_AGAIN = "That could not be read ({reason}). Reply with the JSON object alone."


class Model(Protocol):
    """A language model that continues a chat."""

    @property
    def name(self) -> str:
        """The model's name."""

    def stream(self, chat: Sequence[Message]) -> Iterator[str | Usage]:
        """Yield the reply piece by piece."""


def served_model(settings: Settings, shape: type[BaseModel]) -> OpenAILikeModel:
    """Return the model that the settings name, told to reply in a shape where its server can.

    Raises:
        RunError: the settings name none.
    """
    llm = settings.llm
    if not (llm.base_url and llm.model):
        raise RunError("no model is set: give llm.base_url and llm.model, or --set them")
    return OpenAILikeModel(
        base_url=llm.base_url,
        model=llm.model,
        api_key=llm.api_key.get_secret_value(),
        timeout=llm.timeout_seconds,
        max_tokens=llm.max_tokens,
        temperature=0.0,
        reply_schema=shape.model_json_schema(),
    )


def asked_for(model: Model, chat: Sequence[Message], shape: type[Shape]) -> Shape:
    """Return the model's reply as a checked value; a reply that does not fit is asked for again.

    Raises:
        ReplyError: the second reply does not fit either.
        ModelError: the server cannot be used.
    """
    text = _said(model, chat)
    try:
        return parsed(text, shape)
    except ReplyError as error:
        again = _AGAIN.format(reason=error)
        more = (
            Message(role="assistant", content=text),
            Message(role="user", content=again),
        )
        return parsed(_said(model, (*chat, *more)), shape)


def parsed(text: str, shape: type[Shape]) -> Shape:
    """Return the JSON object that stands in a reply, whatever stands around it.

    Raises:
        ReplyError: there is none, or it has another shape.
    """
    start, end = text.find("{"), text.rfind("}")
    if not 0 <= start < end:
        raise ReplyError("the model's reply holds no JSON object")
    try:
        # Some servers let raw control characters into strings.
        return shape.model_validate(json.loads(text[start : end + 1], strict=False))
    except ValidationError as error:
        raise ReplyError(f"the model's reply does not fit: {explained(error)}") from error
    except ValueError as error:
        raise ReplyError("the model's reply is no JSON") from error


def _said(model: Model, chat: Sequence[Message]) -> str:
    return "".join(piece for piece in model.stream(chat) if isinstance(piece, str))
