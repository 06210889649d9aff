"""Watching a model server's event stream for what LlamaIndex does not pass on."""

import time
from collections.abc import Iterator

import httpx

_DATA = b"data:"
_DONE = b"[DONE]"


class Watch:
    """Sees the bytes of a response go by: whether data keeps coming, and whether it said [DONE]."""

    def __init__(self, *, timeout: float) -> None:
        self.done = False
        self._timeout = timeout

    def client(self) -> httpx.Client:
        """Return a client whose responses are watched; closing it breaks off the request."""
        return httpx.Client(timeout=self._timeout, event_hooks={"response": [self._attach]})

    def pieces(self, stream: httpx.SyncByteStream) -> Iterator[bytes]:
        """Pass the bytes on; raise httpx.ReadTimeout when only comments came for too long."""
        tail = b""
        newest = time.monotonic()
        for piece in stream:
            tail = tail[-len(_DONE) :] + piece
            self.done = self.done or _DONE in tail
            if _DATA in tail:
                newest = time.monotonic()
            elif time.monotonic() - newest > self._timeout:
                raise httpx.ReadTimeout("the server sends no data")
            yield piece

    def _attach(self, response: httpx.Response) -> None:
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Watched(response.stream, self)


class _Watched(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch

    def __iter__(self) -> Iterator[bytes]:
        return self._watch.pieces(self._stream)

    def close(self) -> None:
        self._stream.close()
