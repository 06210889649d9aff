"""Killed anywhere, the knowledge base opens as if nothing had happened."""

import contextlib
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexes.catalog import Catalog
from indexes.model import EVERYTHING, Leg, Scope
from indexes.verify import verify

CRASHES = int(os.environ.get("KB_CRASHES", "5"))
WORKER = Path(__file__).with_name("crash_worker.py")
QUESTIONS = ("apple pear", "年假 员工", "rtx4090d", "2023 cherry")


@contextlib.contextmanager
def running(folder: Path, seed: int) -> Iterator[subprocess.Popen]:
    """A worker that has begun; it is killed, not asked to stop."""
    command = [sys.executable, str(WORKER), str(folder / "kb.db"), str(folder / "index"), str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        yield worker
    finally:
        worker.kill()
        worker.communicate()


def answers(kb: Any) -> list:
    """All that can be found, by leg and scope; words are compared without their scores.

    BM25 counts deleted chunks until their segment is merged, so those scores depend on history.
    """
    found = []
    for scope in (EVERYTHING, Scope(), Scope(groups=frozenset({"hr"}))):
        for question in QUESTIONS:
            dense = kb.search(question, scope=scope, legs=frozenset({Leg.DENSE}), k=1000)
            words = kb.search(question, scope=scope, legs=frozenset({Leg.LEXICAL}), k=1000)
            found.append([(one.chunk.id, round(one.scores.dense, 4)) for one in dense])
            found.append(sorted(one.chunk.id for one in words))
    return found


def check(folder: Path, open_base: Callable) -> None:
    catalog = Catalog.open(str(folder / "kb.db"))
    healed = open_base(catalog, folder / "index")
    fresh = open_base(catalog, folder / f"fresh-{time.monotonic_ns()}")
    try:
        assert verify(healed.index) == []
        assert answers(healed) == answers(fresh)
        assert healed.index.status().healthy
    finally:
        catalog.close()


@pytest.mark.parametrize("seed", range(CRASHES))
def test_after_a_kill_at_any_moment_the_indexes_equal_the_truth(
    tmp_path: Path, open_base: Callable, seed: int
) -> None:
    draw = random.Random(seed)
    for life in range(3):
        with running(tmp_path, seed * 10 + life) as worker:
            time.sleep(draw.uniform(0.0, 1.5))
            assert worker.poll() is None

        check(tmp_path, open_base)


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path, open_base: Callable) -> None:
    with contextlib.ExitStack() as started:
        workers = [started.enter_context(running(tmp_path, seed)) for seed in range(4)]
        time.sleep(3)
        assert [worker.poll() for worker in workers] == [None] * 4

    check(tmp_path, open_base)
