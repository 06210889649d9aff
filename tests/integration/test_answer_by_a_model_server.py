"""A model server that is down, refuses, stalls or breaks off ends in an error with its remedy."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from kb_assistant.answer.openai_like import OpenAILikeModel
from kb_assistant.answer.prompt import Message
from kb_assistant.errors import ModelServerDown, ModelServerStalled, ModelStreamBroken
from kb_assistant.model import Usage

CHAT = [Message(role="system", content="Be short."), Message(role="user", content="Hello?")]


class Exchange(BaseHTTPRequestHandler):
    """One request to a small server; what it answers is up to `behave`."""

    server: "Server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        self.server.behave(self)

    def refuse(self, status: int, body: object) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def begin(self, content_type: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.end_headers()
        self.wfile.flush()

    def raw(self, line: str) -> None:
        self.wfile.write(f"{line}\n\n".encode())
        self.wfile.flush()

    def data(self, value: object) -> None:
        self.raw(f"data: {json.dumps(value)}")

    def say(self, *pieces: str) -> None:
        for piece in pieces:
            self.data(chunk({"content": piece}))

    def stop(self) -> None:
        self.data(chunk({}, finish_reason="stop"))

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Server(ThreadingHTTPServer):
    """Listens on a free port of this machine and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, behave: Callable[[Exchange], None]) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.behave = behave
        self.requests: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: object) -> None:
        """A client that leaves early is no error here."""


@contextmanager
def serving(behave: Callable[[Exchange], None]) -> Iterator[Server]:
    server = Server(behave)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def chunk(delta: dict[str, str], **choice: object) -> dict[str, object]:
    return {
        "id": "1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": delta, **choice}],
    }


def reply(server: Server, *, timeout: float = 20.0) -> list[str | Usage]:
    model = OpenAILikeModel(base_url=server.url, model="m", timeout=timeout, max_tokens=50)
    return list(model.stream(CHAT))


def well(exchange: Exchange) -> None:
    exchange.begin()
    exchange.data(chunk({"role": "assistant", "content": ""}))
    exchange.say("It is ", "25 days ", "[1].")
    exchange.stop()
    usage = {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17}
    exchange.data({**chunk({}), "choices": [], "usage": usage})
    exchange.raw("data: [DONE]")


def test_a_reply_comes_piece_by_piece_and_ends_with_its_usage() -> None:
    with serving(well) as server:
        said = reply(server)

    assert said == ["It is ", "25 days ", "[1].", Usage(prompt_tokens=12, completion_tokens=5)]
    (request,) = server.requests
    assert request["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Hello?"},
    ]
    assert request["stream"] is True
    assert (request["model"], request["max_tokens"], request["temperature"]) == ("m", 50, 0.0)


def test_the_api_key_is_sent_and_none_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "somebody-elses")
    with serving(well) as server:
        for key in ("ours", ""):
            list(OpenAILikeModel(base_url=server.url, model="m", api_key=key).stream(CHAT))

    assert server.keys[0] == "Bearer ours"
    assert "somebody-elses" not in str(server.keys[1])


def test_a_reply_may_lack_the_done_line() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("Yes.")
        exchange.stop()

    with serving(behave) as server:
        assert reply(server) == ["Yes."]


def test_a_reply_may_lack_the_finish_reason() -> None:
    def behave(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say("Yes.")
        exchange.raw("data: [DONE]")

    with serving(behave) as server:
        assert reply(server) == ["Yes."]


def test_a_server_that_knows_no_stream_options_is_asked_without() -> None:
    def behave(exchange: Exchange) -> None:
        if "stream_options" in exchange.server.requests[-1]:
            exchange.refuse(400, {"error": {"message": "unknown field: stream_options"}})
        else:
            well(exchange)

    with serving(behave) as server:
        assert reply(server)[:3] == ["It is ", "25 days ", "[1]."]


def test_a_server_that_is_down_is_named_with_the_remedy() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"

        with pytest.raises(ModelServerDown, match=rf"{url}.*kb llm serve.*llm\.base_url"):
            list(OpenAILikeModel(base_url=url, model="m").stream(CHAT))


@pytest.mark.parametrize("url", ["127.0.0.1:9/v1", "http://[::1/v1", "http://no-such.invalid/v1"])
def test_an_address_that_cannot_be_one_is_named(url: str) -> None:
    with pytest.raises(ModelServerDown, match=r"llm\.base_url"):
        list(OpenAILikeModel(base_url=url, model="m").stream(CHAT))


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"error": "Unauthorized"}, r"401.*llm\.api_key"),
        (403, {"error": {"message": "no"}}, r"403.*llm\.api_key"),
        (
            404,
            {"error": {"message": "The model `m` does not exist.", "code": 404}},
            r"404: The model `m` does not exist.*llm\.model",
        ),
        (
            400,
            {"error": {"message": "This model's maximum context length is 2048 tokens."}},
            r"maximum context length is 2048.*llm\.context_tokens",
        ),
        (400, {"object": "error", "message": "too long", "code": 400}, r"400.*too long"),
        (429, {"error": {"message": "slow down"}}, r"429: slow down.*later"),
        (503, {"error": {"message": "queue full"}}, r"503: queue full.*later"),
        (500, {"error": {"message": "boom"}}, r"500: boom.*log"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words_with_a_remedy(
    status: int, body: object, told: str
) -> None:
    with (
        serving(lambda exchange: exchange.refuse(status, body)) as server,
        pytest.raises(ModelServerDown, match=told) as caught,
    ):
        reply(server)

    assert server.url in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(server.requests) == 1


def silent(exchange: Exchange) -> None:
    exchange.server.over.wait()


def silent_after_headers(exchange: Exchange) -> None:
    exchange.begin()
    exchange.server.over.wait()


def silent_after_some_words(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("It is ")
    exchange.server.over.wait()


def comments_only(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("It is ")
    while not exchange.server.over.wait(0.05):
        exchange.raw(": ping")


@pytest.mark.parametrize(
    "behave", [silent, silent_after_headers, silent_after_some_words, comments_only]
)
def test_a_server_that_stalls_is_given_up_after_the_timeout(
    behave: Callable[[Exchange], None],
) -> None:
    with (
        serving(behave) as server,
        pytest.raises(ModelServerStalled, match=r"0\.5 seconds.*llm\.timeout_seconds"),
    ):
        reply(server, timeout=0.5)

    assert len(server.requests) == 1


def error_in_the_stream(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("It is ")
    exchange.data({"error": {"message": "EngineCore died", "code": 500}})
    exchange.raw("data: [DONE]")


def closed_in_the_middle(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("It is ")


def closed_inside_a_chunk(exchange: Exchange) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Type", "text/event-stream")
    exchange.send_header("Content-Length", "5000")
    exchange.end_headers()
    exchange.say("It is ")


def closed_before_the_first_word(exchange: Exchange) -> None:
    exchange.begin()


def not_json(exchange: Exchange) -> None:
    exchange.begin()
    exchange.say("It is ")
    exchange.raw("data: {oops")


def not_the_protocol(exchange: Exchange) -> None:
    exchange.begin()
    exchange.data({"object": "error", "message": "wrong door"})


def a_web_page(exchange: Exchange) -> None:
    exchange.begin("text/html")
    exchange.raw("<html>Welcome!</html>")


@pytest.mark.parametrize(
    "behave",
    [
        error_in_the_stream,
        closed_in_the_middle,
        closed_inside_a_chunk,
        closed_before_the_first_word,
        not_json,
        not_the_protocol,
        a_web_page,
    ],
)
def test_a_stream_that_breaks_is_an_error_and_no_short_answer(
    behave: Callable[[Exchange], None],
) -> None:
    with serving(behave) as server, pytest.raises(ModelStreamBroken) as caught:
        reply(server)

    assert server.url in str(caught.value)


def test_the_words_before_a_break_have_been_passed_on() -> None:
    with serving(error_in_the_stream) as server:
        pieces = OpenAILikeModel(base_url=server.url, model="m").stream(CHAT)

        assert next(pieces) == "It is "
        with pytest.raises(ModelStreamBroken, match="EngineCore died"):
            next(pieces)


def test_leaving_early_drops_the_connection() -> None:
    dropped = Event()

    def behave(exchange: Exchange) -> None:
        exchange.begin()
        try:
            while not exchange.server.over.is_set():
                exchange.say("word ")
                time.sleep(0.01)
        except OSError:
            dropped.set()

    with serving(behave) as server:
        pieces = OpenAILikeModel(base_url=server.url, model="m").stream(CHAT)
        assert next(pieces) == "word "
        pieces.close()  # type: ignore[attr-defined]  # it is a generator

        assert dropped.wait(10)
