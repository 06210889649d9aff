"""One vLLM server for all tests of a run, also when pytest-xdist spreads them over processes."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.missing import refuse
from tests.servers.vllm_environment import is_installed, locked
from tests.servers.vllm_server import HOW_TO_INSTALL, Server, is_healthy, running_server


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server that all processes of this run share.

    Skips when vLLM is not installed, but fails under `CI=true`.
    """
    refuse_without_vllm()
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with shared_server(folder) as server:
        yield server


def refuse_without_vllm() -> None:
    """Skip the test when vLLM is not installed; fail it under `CI=true`."""
    if not is_installed():
        refuse(f"vLLM for tests is not installed: {HOW_TO_INSTALL}")


@contextmanager
def shared_server(folder: Path) -> Iterator[Server]:
    """Join the server that is noted in `folder`, or start it and note it there.

    Whoever started it waits at the end until all who joined have left. Joining is holding a lock,
    which goes with its process: one that dies has left.
    """
    note = folder / "vllm-server.json"
    with ExitStack() as stack:
        with locked(folder / "vllm-start.lock"):
            server = _noted(note)
            if server:
                stack.enter_context(locked(_visitors(note, server), shared=True))
            else:
                server = stack.enter_context(running_server())
                note.write_text(json.dumps(asdict(server), default=str), encoding="utf-8")
                stack.callback(_wait_for_visitors, note, server)
        yield server


def _noted(note: Path) -> Server | None:
    if not note.exists():
        return None
    fields = json.loads(note.read_text(encoding="utf-8"))
    server = Server(**{**fields, "log": Path(fields["log"])})
    return server if is_healthy(server.base_url) else None


def _visitors(note: Path, server: Server) -> Path:
    return note.with_name(f"vllm-visitors-{server.pid}.lock")


def _wait_for_visitors(note: Path, server: Server) -> None:
    with locked(note.with_name("vllm-start.lock")):
        note.unlink()
    with locked(_visitors(note, server)):
        return
