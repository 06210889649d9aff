"""A reranker on a server: what it is asked, and what goes wrong in words that help."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep

import pytest

from kb_assistant.errors import ModelError, ModelServerDown, ModelServerStalled
from kb_assistant.retrieve.local_reranker import LocalReranker
from kb_assistant.retrieve.served_reranker import ServedReranker

Reply = Callable[[dict], tuple[int, object]]


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], str]]:
    servers: list[ThreadingHTTPServer] = []

    def start(reply: Reply) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, answer = reply(body)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def by_length(body: dict) -> tuple[int, object]:
    scored = [
        {"index": place, "relevance_score": len(text), "document": {"text": text}}
        for place, text in enumerate(body["documents"])
    ]
    return 200, {"id": "rerank-1", "model": body["model"], "results": scored[::-1]}


def test_scores_come_back_in_the_order_of_the_texts(serve: Callable[[Reply], str]) -> None:
    reranker = ServedReranker(base_url=serve(by_length), model="m")

    assert reranker.scores("?", ["a", "abc", "ab"], seconds=5) == [1.0, 3.0, 2.0]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (lambda body: (404, {"error": "no model m"}), "check rerank.model"),
        (lambda body: (200, {"data": []}), "does not answer as a reranker"),
        (lambda body: (200, {"results": []}), "scored 0 of 1 texts"),
    ],
)
def test_a_server_that_does_not_rerank_is_named(
    serve: Callable[[Reply], str], reply: Reply, says: str
) -> None:
    reranker = ServedReranker(base_url=serve(reply), model="m")

    with pytest.raises(ModelServerDown, match=says):
        reranker.scores("?", ["a"], seconds=5)


def test_a_server_that_takes_too_long_is_left(serve: Callable[[Reply], str]) -> None:
    def slow(body: dict) -> tuple[int, object]:
        sleep(1.0)
        return by_length(body)

    with pytest.raises(ModelServerStalled, match=r"raise rerank\.seconds"):
        ServedReranker(base_url=serve(slow), model="m").scores("?", ["a"], seconds=0.1)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "http://[", "nowhere"])
def test_an_address_where_nothing_answers_is_named(address: str) -> None:
    with pytest.raises(ModelServerDown, match=r"correct rerank\.base_url"):
        ServedReranker(base_url=address, model="m").scores("?", ["a"], seconds=1)


def test_a_model_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(ModelError, match=r"set rerank\.model"):
        LocalReranker(f"{tmp_path}/nothing").scores("?", ["a"], seconds=1)
