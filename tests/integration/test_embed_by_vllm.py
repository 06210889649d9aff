"""The served embedder against a real vLLM server, which embeds with a tiny model."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexes.embed import load_embedder
from indexes.errors import ModelUnavailable
from tests.servers.fixtures import refuse_without_vllm
from tests.servers.vllm_server import Server, running_server

pytestmark = [pytest.mark.vllm, pytest.mark.xdist_group("vllm")]

TEXTS = ["Employees have 25 days of leave.", "年假为二十五天。"]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    refuse_without_vllm()
    with running_server("--runner", "pooling", "--convert", "embed") as served:
        yield served


def test_texts_become_vectors_of_length_one_in_their_order(server: Server, tmp_path: Path) -> None:
    found = load_embedder(
        f"{server.base_url}#{server.model}", cache=tmp_path, api_key=server.api_key
    )

    vectors = found.embed_passages(TEXTS)

    assert (found.dimension, vectors.shape) == (128, (2, 128))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(found.embed_query(TEXTS[1]), vectors[1], atol=1e-4)
    assert not np.allclose(vectors[0], vectors[1], atol=0.1)


def test_a_text_that_is_too_long_is_refused_with_what_the_server_says(
    server: Server, tmp_path: Path
) -> None:
    found = load_embedder(
        f"{server.base_url}#{server.model}", cache=tmp_path, api_key=server.api_key
    )

    with pytest.raises(ModelUnavailable, match="maximum context length"):
        found.embed_passages(["days " * 2 * found.max_tokens])


def test_a_model_that_the_server_lacks_is_named(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="does not serve.*'nowhere'.*it serves: tiny"):
        load_embedder(f"{server.base_url}#nowhere", cache=tmp_path, api_key=server.api_key)
