"""Cutting text in several processes gives what cutting it in one does, whatever becomes of them."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from indexes.catalog.collections import Vocabulary
from indexes.catalog.feed import Entry, Traits
from indexes.lexical import workers
from indexes.lexical.analysis import Analyzer
from indexes.lexical.workers import Portion, cut

SENTENCES = ("Annual leave is 20 days.", "员工每年有20天年假。", "The RTX-4090D draws 425 W.")


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory: pytest.TempPathFactory) -> Analyzer:
    return Analyzer(tmp_path_factory.getbasetemp() / "words")


@pytest.fixture
def portions() -> list[Portion]:
    entries = [entry(number) for number in range(700)]
    words = {"hr": Vocabulary(words=frozenset({"annual leave"}))}
    return [
        Portion(entries=entries[:300], vocabularies={}),
        Portion(entries=entries[300:], vocabularies=words),
    ]


def entry(number: int) -> Entry:
    return Entry(
        number=number,
        document=number // 100,
        traits=Traits(collection="hr", readers=frozenset({"staff"})),
        title="Handbook 2024",
        uri="handbook.pdf",
        heading_path=("Leave", "年假"),
        text=f"{SENTENCES[number % 3]} No. {number}",
        text_hash="",
        language="en",
        vector=b"",
    )


def test_several_processes_cut_chunks_as_one_does_and_in_their_order(
    portions: list[Portion], analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 2)

    several = list(cut(portions, analyzer, chunks=workers.MANY))

    assert several == list(cut(portions, analyzer, chunks=700))
    assert [posting.number for posting in several] == list(range(700))
    assert "annualleave" not in several[0].text.split()
    assert "annualleave" in several[300].text.split()


def test_few_chunks_start_no_process(
    portions: list[Portion], analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "ProcessPoolExecutor", None)

    assert len(list(cut(portions, analyzer, chunks=workers.MANY - 1))) == 700


def test_the_work_of_a_killed_process_is_done_all_the_same(
    portions: list[Portion], analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 2)

    def interrupted() -> Iterator[Portion]:
        yield portions[0]
        for child in multiprocessing.active_children():
            child.kill()
        yield portions[1]

    found = list(cut(interrupted(), analyzer, chunks=workers.MANY))

    assert found == list(cut(portions, analyzer, chunks=700))


CUTTING_WITHOUT_END = """
import itertools, multiprocessing, sys
from dataclasses import replace
from pathlib import Path
from indexes.catalog.feed import Entry, Traits
from indexes.lexical import workers
from indexes.lexical.analysis import Analyzer
from indexes.lexical.workers import Portion, cut

entry = Entry(
    number=1, document=1, traits=Traits(collection="c"), title="", uri="", heading_path=(),
    text="words", text_hash="", language="en", vector=b"",
)
workers._cores = lambda: 2
portions = (Portion(entries=[entry], vocabularies={}) for _ in itertools.count())
for posting in cut(portions, Analyzer(Path(sys.argv[1])), chunks=workers.MANY):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_processes_end_when_the_one_that_started_them_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CUTTING_WITHOUT_END, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()

    assert children
    assert gone(children, seconds=30)


def gone(processes: list[int], *, seconds: float) -> bool:
    """Wait until none of the processes is there any more; end those that stay."""
    until = time.monotonic() + seconds
    while any(map(is_there, processes)):
        if time.monotonic() > until:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            return False
        time.sleep(0.1)
    return True


def is_there(process: int) -> bool:
    with suppress(OSError):
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        # An orphan that nobody waited for is there by name alone.
        return status.rpartition(")")[2].split()[0] != "Z"
    return False
