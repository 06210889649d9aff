"""Headers that keep the page to this machine, and a bound on how large a request may be."""

from collections.abc import MutableMapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_BYTES = 2 * 1024**2
"""Largest body of an API request: a question with its history is a few kilobytes."""

# Gradio's page builds code and styles at run time; where it may fetch from is what matters here.
POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Guard:
    """ASGI middleware: adds the headers to every reply, refuses API bodies that are too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith("/api/") and _announced(scope) > BODY_BYTES:
            await _too_large()(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))


def _announced(scope: MutableMapping[str, object]) -> int:
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return BODY_BYTES + 1
    return int(length) if length.isdecimal() else 0


def _too_large() -> JSONResponse:
    limit = f"{BODY_BYTES // 1024**2} MB"
    message = f"the request is too large or does not say how large it is; the limit is {limit}"
    return JSONResponse({"error": "RequestTooLarge", "message": message}, status_code=413)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
