"""Embedding with real models: the packaged one, one by path, and one on a server."""

import json
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexes.embed import Embedder, load_embedder
from indexes.errors import ModelUnavailable

TEXTS = [
    "Employees have thirty days of annual leave.",
    "short",
    "",
    "The quick brown fox jumps over the lazy dog. " * 40,
    "RTX-4090D 功耗 425W",
    "Revenue | 2023 | 4,500\nCosts | 2023 | 3,100",
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def packaged(cache: Path) -> Embedder:
    return load_embedder("", cache=cache)


def reference(folder: Path, prompt: str = "") -> Any:
    from indexes.embed.sentence import encode, load

    return encode(load(folder), TEXTS, prompt)


def test_the_packaged_model_gives_the_vectors_of_sentence_transformers(packaged: Embedder) -> None:
    from indexes.embed.source import locate

    ours = packaged.embed_passages(TEXTS)

    assert ours.shape == (len(TEXTS), 384)
    assert ours.dtype == np.float32
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert (ours * reference(locate("").folder)).sum(axis=1).min() >= 0.9999
    assert np.allclose(packaged.embed_query(TEXTS[0]), ours[0], atol=1e-5)
    assert packaged.embed_passages([]).shape == (0, 384)


def test_the_packaged_model_serves_english_and_counts_its_own_tokens(packaged: Embedder) -> None:
    assert packaged.languages == {"en"}
    assert packaged.max_tokens == 254
    assert packaged.count_tokens("annual leave") == 2
    assert packaged.count_tokens("") == 0
    assert packaged.count_tokens("word " * 1000) == 1000


def test_the_second_start_needs_no_torch(packaged: Embedder, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from indexes.embed import load_embedder\n"
        f"found = load_embedder('', cache=Path({str(cache)!r}))\n"
        "assert found.embed_query('hello').shape == (384,)\n"
        "assert not {'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)\n"
        f"assert found.fingerprint == {packaged.fingerprint!r}"
    )

    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cache_that_was_damaged_is_made_again(cache: Path, packaged: Embedder) -> None:
    for described in cache.rglob("embedder.json"):
        described.write_text("{", encoding="utf-8")

    again = load_embedder("default", cache=cache)

    assert again.fingerprint == packaged.fingerprint
    assert np.allclose(again.embed_query("hello"), packaged.embed_query("hello"), atol=1e-5)


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny BERT with random weights that knows Chinese and wants prefixes."""
    from indexes.embed.languages import COMMON_HAN

    folder = tmp_path_factory.mktemp("bilingual")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ":", "query", "passage", "leave", "days"]
    vocabulary = [*words, *dict.fromkeys(COMMON_HAN)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _save_bert(folder, len(vocabulary))
    (folder / "model" / "README.md").write_text(
        "---\nlanguage:\n- zh\n- en\n---\n", encoding="utf-8"
    )
    return folder / "model"


def _save_bert(folder: Path, size: int) -> None:
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    transformer = models.Transformer(str(folder / "bert"), max_seq_length=48)
    pooling = models.Pooling(32, pooling_mode="cls")
    made = SentenceTransformer(
        modules=[transformer, pooling],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    made.save(str(folder / "model"))


def test_a_model_by_path_keeps_its_prefixes_pooling_and_languages(
    bilingual: Path, tmp_path: Path
) -> None:
    found = load_embedder(str(bilingual), cache=tmp_path)

    assert found.languages == {"zh", "en"}
    assert found.dimension == 32
    assert found.max_tokens == 48 - 2 - found.count_tokens("passage: ")
    passages = found.embed_passages(TEXTS)
    assert (passages * reference(bilingual, "passage: ")).sum(axis=1).min() >= 0.9999
    query = found.embed_query(TEXTS[0])
    assert float(query @ reference(bilingual, "query: ")[0]) >= 0.9999
    assert not np.allclose(query, passages[0], atol=1e-3)


def test_a_model_that_declares_no_prefixes_gets_those_of_its_family(
    bilingual: Path, tmp_path: Path
) -> None:
    import shutil

    copy = tmp_path / "multilingual-e5-tiny"
    shutil.copytree(bilingual, copy)
    settings = json.loads((copy / "config_sentence_transformers.json").read_text("utf-8"))
    settings["prompts"] = {}
    (copy / "config_sentence_transformers.json").write_text(json.dumps(settings), "utf-8")
    plain = shutil.copytree(copy, tmp_path / "plain")

    found = load_embedder(str(copy), cache=tmp_path / "cache")

    query = found.embed_query(TEXTS[0])
    assert float(query @ reference(bilingual, "query: ")[0]) >= 0.9999
    # The same weights without the prefixes give vectors that must not be mixed with these.
    assert found.fingerprint != load_embedder(str(plain), cache=tmp_path / "cache").fingerprint


def test_the_fingerprint_is_of_the_content_and_not_of_the_place(
    bilingual: Path, tmp_path: Path
) -> None:
    import shutil

    from indexes.embed.source import fingerprint

    copy = tmp_path / "elsewhere"
    shutil.copytree(bilingual, copy)
    assert fingerprint(copy) == fingerprint(bilingual)

    (copy / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")

    assert fingerprint(copy) != fingerprint(bilingual)


@pytest.mark.parametrize("name", ["no/such-model-anywhere", "not a name at all", "x" * 300])
def test_a_model_that_is_nowhere_is_named_with_the_remedy(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)

    with pytest.raises(ModelUnavailable, match="give the path of a downloaded copy"):
        load_embedder(name, cache=tmp_path)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ModelUnavailable, match="holds no model weights"):
        load_embedder(str(tmp_path), cache=tmp_path / "cache")


def test_a_folder_with_broken_weights_is_refused(bilingual: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "broken"
    shutil.copytree(bilingual, copy)
    (copy / "config.json").write_text("{}", encoding="utf-8")

    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        load_embedder(str(copy), cache=tmp_path / "cache")
    assert list((tmp_path / "cache").rglob("embedder.json")) == []


class Server(BaseHTTPRequestHandler):
    """Answers like OpenAI's API, with the length of each text as its direction."""

    def do_GET(self) -> None:
        self._answer(200, {"data": [{"id": "tiny", "max_model_len": 100}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer key":
            self._answer(401, {"error": "Unauthorized"})
            return
        vectors = [
            {"index": place, "embedding": [3.0, float(len(text)), 0.0]}
            for place, text in enumerate(asked["input"])
        ]
        self._answer(200, {"data": vectors[::-1]})

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_served_model_embeds_in_order_and_of_length_one(address: str, tmp_path: Path) -> None:
    found = load_embedder(f"{address}#tiny", cache=tmp_path, api_key="key")

    vectors = found.embed_passages(["x" * length for length in range(150)])

    assert (found.dimension, found.languages, found.max_tokens) == (3, None, 92)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.all(np.diff(vectors[:, 1]) > 0)
    assert np.allclose(found.embed_query("xxxx"), [0.6, 0.8, 0.0])
    assert found.embed_passages([]).shape == (0, 3)
    assert found.count_tokens("年假有 thirty days") >= 5


@pytest.mark.parametrize(
    ("model", "key", "said"),
    [("other", "key", "it serves: tiny"), ("tiny", "wrong", "HTTP 401"), ("", "key", "tiny")],
)
def test_a_server_that_refuses_is_quoted(
    address: str, tmp_path: Path, model: str, key: str, said: str
) -> None:
    with pytest.raises(ModelUnavailable, match=said):
        load_embedder(f"{address}#{model}", cache=tmp_path, api_key=key)


def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="start it"):
        load_embedder("http://127.0.0.1:9/v1#tiny", cache=tmp_path)
