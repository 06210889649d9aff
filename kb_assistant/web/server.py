"""Runs the web app on a port of this machine."""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kb_assistant.errors import SettingsError

if TYPE_CHECKING:
    from kb_assistant.wiring import KnowledgeBase

SECONDS_TO_FINISH = 3
"""How long answers that are being written may go on after the server was told to stop."""


def run(kb: "KnowledgeBase", *, host: str, port: int, notify: Callable[[str], None]) -> None:
    """Serve until interrupted; `notify` is told the address as soon as the page can be opened.

    Raises SettingsError when the port is taken or the address is not one of this machine's.
    """
    with listening(host, port) as listener:
        import uvicorn

        from kb_assistant.web.app import create_app

        config = uvicorn.Config(
            create_app(kb), log_level="warning", timeout_graceful_shutdown=SECONDS_TO_FINISH
        )
        notify(f"kb-assistant is ready on {_address(listener)} (Ctrl+C stops it)")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that takes connections; raises SettingsError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host} port {port}: {_reason(error)}; choose another with --port or "
            "--host (settings web.port, web.host)"
        ) from error
    # Only of a socket that says it speaks TCP does asyncio send small packets at once. Else a
    # reply's body waits until the client has confirmed its headers: 40 ms.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _reason(error: OSError) -> str:
    # Python adds the address in its own spelling to the system's words.
    return (error.strerror or str(error)).partition(" (while")[0].lower()
