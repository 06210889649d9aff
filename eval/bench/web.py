"""The web server under load: the real server, asked by several users at once."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from time import perf_counter

import httpx

from eval.errors import RunError
from eval.metrics.latency import percentiles

PATHS = ("/api/search", "/api/ask")
USERS = (1, 8, 32)
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one number of users got from one path; `first_byte` is the median."""

    path: str
    users: int
    requests: int
    failed: int
    rate: float
    seconds: dict[str, float]
    first_byte: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    seconds: float
    first_byte: float
    ok: bool


def measure_web(
    home: Path, questions: Sequence[str], *, seconds: float, users: Sequence[int] = USERS
) -> list[Load]:
    """Serve the knowledge base in `home` and ask it by every path with every number of users.

    Raises:
        RunError: the server does not start.
    """
    with serving(home) as address:
        for path in PATHS:
            _asked(address, path, questions[:1], until=perf_counter() + 0.01)
        return [
            under_load(address, path, questions, users=number, seconds=seconds)
            for path in PATHS
            for number in users
        ]


def under_load(
    address: str, path: str, questions: Sequence[str], *, users: int, seconds: float
) -> Load:
    """Let `users` ask one after the other for so many seconds; what was begun is waited for."""
    started = perf_counter()
    with ThreadPoolExecutor(max_workers=users) as pool:
        # Each user begins elsewhere, so that they do not all ask the same.
        turns = [[*questions[place % len(questions) :], *questions] for place in range(users)]
        until = started + seconds
        asked = [pool.submit(_asked, address, path, turn, until=until) for turn in turns]
        replies = [reply for each in asked for reply in each.result()]
    took = perf_counter() - started
    good = [one for one in replies if one.ok]
    return Load(
        path=path,
        users=users,
        requests=len(replies),
        failed=len(replies) - len(good),
        rate=len(good) / took,
        seconds=percentiles([one.seconds for one in good]),
        first_byte=percentiles([one.first_byte for one in good]).get("p50", 0.0),
    )


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Run `kb serve` on a free port for the knowledge base in `home`; yields its address.

    Raises:
        RunError: it does not start.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = "from kb_assistant.cli.main import main; main()"
    words = ["--home", str(home), "--set", "answer.keep_questions=false", "serve"]
    process = subprocess.Popen(
        [sys.executable, "-c", command, *words, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = perf_counter() + _START_SECONDS
    while perf_counter() < deadline:
        if process.poll() is not None:
            raise RunError(f"the web server ended with {process.returncode}: try `kb serve`")
        if _healthy(address):
            return
        time.sleep(0.2)
    raise RunError(f"the web server did not start in {_START_SECONDS:.0f} s: try `kb serve`")


def _healthy(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False


def _asked(address: str, path: str, questions: Sequence[str], *, until: float) -> list[_Reply]:
    with httpx.Client(base_url=address, timeout=120, trust_env=False) as client:
        replies = [_reply(client, path, questions[0])]
        for number in islice(count(1), 1_000_000):
            if perf_counter() >= until:
                break
            replies.append(_reply(client, path, questions[number % len(questions)]))
        return replies


def _reply(client: httpx.Client, path: str, question: str) -> _Reply:
    started = perf_counter()
    first = 0.0
    last = b""
    try:
        with client.stream("POST", path, json={"question": question}) as response:
            for piece in response.iter_bytes():
                first = first or perf_counter() - started
                last = piece
            ok = response.is_success and b"event: error" not in last
    except httpx.HTTPError:
        ok = False
    return _Reply(seconds=perf_counter() - started, first_byte=first, ok=ok)
