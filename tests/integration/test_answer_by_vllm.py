"""The generative engine against a real vLLM server."""

from collections.abc import Iterator

import pytest

from indexes.model import Passage
from ingest.model import Chunk, Document
from kb_assistant.answer.generate import GenerativeEngine
from kb_assistant.answer.openai_like import OpenAILikeModel
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelServerDown
from kb_assistant.model import Question, Usage
from tests.servers.fixtures import vllm_server as vllm_server
from tests.servers.vllm_server import Server

pytestmark = [pytest.mark.vllm, pytest.mark.xdist_group("vllm")]

PASSAGE = Passage(
    chunk=Chunk(id="c", document_id="d", text="Employees have 25 days of leave."),
    document=Document(id="d", collection="default", uri="handbook.pdf", title="Handbook"),
)


def model(server: Server, **changes: object) -> OpenAILikeModel:
    settings = {
        "base_url": server.base_url,
        "model": server.model,
        "api_key": server.api_key,
        "max_tokens": 16,
        "timeout": 120.0,
    }
    return OpenAILikeModel(**(settings | changes))  # type: ignore[arg-type]  # checked by the test


def test_a_reply_streams_and_ends_with_its_usage(vllm_server: Server) -> None:
    engine = GenerativeEngine(model=model(vllm_server), budget=1200)

    said = list(engine.stream(Question(text="How much leave?"), [PASSAGE]))

    usage = said[-1]
    assert isinstance(usage, Usage)
    assert usage.prompt_tokens > 50
    assert 1 <= usage.completion_tokens <= 16


def chat(words: int = 1) -> list[Message]:
    return [Message(role="user", content="hello " * words)]


@pytest.mark.parametrize(
    ("changes", "words", "told"),
    [
        ({"model": "no-such-model"}, 1, r"404.*no-such-model.*llm\.model"),
        ({"api_key": "wrong"}, 1, r"401.*llm\.api_key"),
        ({}, 20_000, r"400.*llm\.context_tokens"),
    ],
)
def test_a_refusal_is_told_with_a_remedy(
    vllm_server: Server, changes: dict[str, object], words: int, told: str
) -> None:
    with pytest.raises(ModelServerDown, match=told):
        list(model(vllm_server, **changes).stream(chat(words)))


def test_leaving_early_is_no_error(vllm_server: Server) -> None:
    pieces: Iterator[str | Usage] = model(vllm_server, max_tokens=400).stream(chat())

    next(pieces)
    pieces.close()  # type: ignore[attr-defined]  # it is a generator
