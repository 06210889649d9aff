"""Cutting text in several processes gives what cutting it in one does, whatever becomes of them."""

import multiprocessing
from collections.abc import Iterator

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
