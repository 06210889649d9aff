"""Killed anywhere, the knowledge base opens as if nothing had happened."""

import importlib.util
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from indexes.model import EVERYTHING, Leg, Scope
from indexes.verify import verify

CRASHES = int(os.environ.get("KB_CRASHES", "6"))
LIVES = 5
"""Kills of one knowledge base, one after the other."""
WORKER = Path(__file__).with_name("crash_worker.py")
QUESTIONS = ("apple pear", "年假 员工", "rtx4090d", "2023 cherry")
SCOPES = (EVERYTHING, Scope(), Scope(groups=frozenset({"hr"})))


class Nursery:
    """The process that forks the ones that are killed; forking spares them the imports."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
        self._process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            bufsize=0,
        )

    def start(self, command: str, *arguments: object) -> int:
        """Fork a child; return its number."""
        line = " ".join(map(str, (command, *arguments)))
        self._process.stdin.write(f"{line}\n".encode())
        return int(self.line())

    def line(self) -> str:
        return self._process.stdout.readline().decode().strip()

    def killed(self, child: int) -> int:
        """Kill a child that changes; return how many steps it had done."""
        os.kill(child, signal.SIGKILL)
        told = b""
        while not told.endswith(b"|"):
            told += self._process.stdout.read(4096)
        return told.count(b".")

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.end()


@pytest.fixture(scope="module")
def worker() -> ModuleType:
    """The code of the workers, to do the same here without being killed."""
    sys.modules["doubles"] = sys.modules["index_doubles"]
    spec = importlib.util.spec_from_file_location("crash_worker", WORKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(base: Any) -> list:
    """All that can be found, by leg and scope; words are compared without their scores.

    BM25 counts deleted chunks until their segment is merged, so those scores depend on history.
    """
    found = [base.index.embedder.name]
    for scope in SCOPES:
        for question in QUESTIONS:
            for leg in Leg:
                hits = base.index.search(question, scope=scope, legs=frozenset({leg}), k=1000)
                scores = [(one.chunk.id, round(one.scores.dense or 0, 3)) for one in hits]
                found.append(sorted(scores))
    return found


def checked(base: Any) -> list:
    """Hold that the indexes are what the catalog says, and return what they find."""
    assert verify(base.index) == []
    assert base.index.status().healthy
    return answers(base)


@pytest.mark.parametrize("number", range(-(-CRASHES // LIVES)))
def test_after_a_kill_at_any_moment_all_is_as_if_it_had_not_happened(
    tmp_path: Path, nursery: Nursery, worker: ModuleType, number: int
) -> None:
    draw = random.Random(number)
    twin = worker.Base(tmp_path / "twin.db", tmp_path / "twin")
    for life in range(min(LIVES, CRASHES - number * LIVES)):
        seed = number * 1000 + life
        child = nursery.start("change", tmp_path / "kb.db", tmp_path / "index", seed)
        assert nursery.line() == "ready"
        time.sleep(draw.choice([0.0, 0.02, 0.1, 0.3, 1.0]) * draw.random())
        done = nursery.killed(child)

        healed = worker.Base(tmp_path / "kb.db", tmp_path / "index")
        found = checked(healed)
        healed.close()

        # The step that was under way happened as a whole or not at all.
        steps = random.Random(seed)
        for _ in range(done):
            twin.step(steps)
        if found != answers(twin):
            twin.step(steps)
            assert found == answers(twin)
    twin.close()


def test_twenty_processes_that_add_at_once_lose_nothing_and_add_nothing_twice(
    tmp_path: Path, nursery: Nursery, worker: ModuleType
) -> None:
    children = [
        nursery.start("add", tmp_path / "kb.db", tmp_path / "index", number) for number in range(20)
    ]

    assert [nursery.line() for _ in children] == ["done"] * 20
    base = worker.Base(tmp_path / "kb.db", tmp_path / "index")
    names = {f"own-{number}-{place}.txt" for number in range(20) for place in range(3)}
    assert {document.uri for document in base.catalog.documents()} == {
        *names,
        "shared-0.txt",
        "shared-1.txt",
    }
    checked(base)
    base.close()


def test_a_reader_in_another_process_sees_a_commit_without_being_started_again(
    tmp_path: Path, nursery: Nursery, worker: ModuleType
) -> None:
    reader = worker.Base(tmp_path / "kb.db", tmp_path / "index")
    assert reader.index.search("apple pear plum cherry", scope=EVERYTHING, k=10) == []

    nursery.start("add", tmp_path / "kb.db", tmp_path / "index", 1)
    give_up = time.monotonic() + 60
    while len({one.document.uri for one in found(reader)}) < 5 and time.monotonic() < give_up:
        time.sleep(0.05)

    assert nursery.line() == "done"
    assert len({one.document.uri for one in found(reader)}) == 5
    reader.close()


def found(base: Any) -> list:
    question = "apple pear plum cherry 年假 员工 制度 RTX-4090D 2023"
    return base.index.search(question, scope=EVERYTHING, k=1000)
