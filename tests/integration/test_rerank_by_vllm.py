"""The served reranker against a real vLLM server, which scores pairs with a tiny model."""

import json
from collections.abc import Iterator

import pytest

from kb_assistant.errors import ModelServerDown
from kb_assistant.retrieve.served_reranker import ServedReranker
from tests.servers.fixtures import refuse_without_vllm
from tests.servers.vllm_server import Server, running_server

pytestmark = [pytest.mark.vllm, pytest.mark.xdist_group("vllm")]

# As vLLM serves Qwen3-Reranker: a chat model that is asked for one of two words.
AS_RERANKER = {
    "architectures": ["Qwen3ForSequenceClassification"],
    "classifier_from_token": ["a", "b"],
    "is_original_qwen3_reranker": True,
    "num_labels": 1,
}
TEXTS = ["Employees have 25 days of leave.", "Train journeys are booked early.", "年假为二十五天。"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    refuse_without_vllm()
    with running_server("--runner", "pooling", "--hf-overrides", json.dumps(AS_RERANKER)) as served:
        yield served


def test_every_text_gets_its_own_score_in_the_order_of_the_texts(server: Server) -> None:
    reranker = ServedReranker(base_url=server.base_url, model=server.model, api_key=server.api_key)

    scores = reranker.scores("How many days of leave?", TEXTS, seconds=60)
    turned = reranker.scores("How many days of leave?", TEXTS[::-1], seconds=60)

    assert len(set(scores)) == len(TEXTS)
    assert scores == pytest.approx(turned[::-1], abs=1e-3)


@pytest.mark.parametrize(
    ("model", "key", "told"),
    [("nowhere", "", r"404.*nowhere.*rerank\.model"), ("", "wrong", r"401.*rerank\.api_key")],
)
def test_a_refusal_names_the_setting_to_correct(
    server: Server, model: str, key: str, told: str
) -> None:
    reranker = ServedReranker(
        base_url=server.base_url, model=model or server.model, api_key=key or server.api_key
    )

    with pytest.raises(ModelServerDown, match=told):
        reranker.scores("How many days of leave?", TEXTS, seconds=60)
