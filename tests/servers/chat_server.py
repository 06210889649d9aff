"""A small chat server whose replies a test writes; it speaks the OpenAI protocol, streamed."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class ChatServer(ThreadingHTTPServer):
    """Gives its replies one after the other, then breaks off every further one in the middle."""

    daemon_threads = True

    def __init__(self, replies: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Exchange)
        self.replies = list(replies)
        self.requests: list[dict[str, object]] = []

    @property
    def url(self) -> str:
        """What `llm.base_url` is to be."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: object) -> None:
        """A client that leaves early is no error here."""


class _Exchange(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        number = len(self.server.requests) - 1
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if number >= len(self.server.replies):
            self._data({"content": "This is cut"})
            return
        self._data({"content": self.server.replies[number]})
        self._data({}, finish_reason="stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _data(self, delta: dict[str, str], **choice: object) -> None:
        choices = [{"index": 0, "delta": delta, **choice}]
        row = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        self.wfile.write(f"data: {json.dumps(row | {'choices': choices})}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def chat_server(*replies: str) -> Iterator[ChatServer]:
    """Serve the replies on a free port of this machine."""
    server = ChatServer(replies)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
