import os
from contextlib import closing
from pathlib import Path

import pytest

from eval.corpus import live_state
from eval.drift import drift
from eval.evaluate import evaluate, retrieval
from eval.runs import Run, record
from indexes.catalog.faq import Faq, FaqState
from kb_assistant.faq.document import document_of
from kb_assistant.settings_sources import load
from kb_assistant.wiring import open_knowledge_base

from .doubles import CASES, FOUND, Shelf, dataset, head


def made(runs: Path, name: str, found: dict[str, list[object]], age: int, **changed: object) -> Run:
    shelf = Shelf(found)  # type: ignore[arg-type]  # lists of passages
    run = evaluate(dataset(*CASES), retrieval(shelf), record(runs, head(name, **changed)))
    os.utime(run.folder / "run.json", (1_000_000 - age, 1_000_000 - age))
    return run


def live(change: int, documents: str, official: str) -> str:
    return f"live, change {change}, documents {documents}, official answers {official}"


def test_a_run_tells_how_it_differs_from_the_last_one_over_the_same_questions(
    tmp_path: Path,
) -> None:
    made(tmp_path, "retrieval-tiny-old", {}, age=9)
    made(tmp_path, "retrieval-tiny-other", FOUND, age=1, dataset_sha256="1" * 64)
    made(tmp_path, "retrieval-tiny-last", {}, age=5, corpus=live(7, "aa", "bb"))
    now = made(tmp_path, "retrieval-tiny-now", FOUND, age=0, corpus=live(9, "cc", "bb"))

    found = drift(now, tmp_path)

    assert found is not None
    assert found.before == "retrieval-tiny-last"
    assert found.difference.metric == "nDCG@10"
    assert found.difference.change > 0.4
    assert found.causes == ("the documents",)


@pytest.mark.parametrize(
    ("before", "now", "causes"),
    [
        (
            {"corpus": live(7, "aa", "bb")},
            {"corpus": live(8, "aa", "cc")},
            ("the official answers",),
        ),
        (
            {"corpus": live(7, "aa", "bb")},
            {"corpus": live(8, "aa", "bb")},
            ("words, synonyms or readers of the knowledge base",),
        ),
        # The corpus that a dataset brings is kept by another name without vectors.
        (
            {"corpus": "tiny-1", "settings": {"retrieval.dense": "True"}},
            {"corpus": "tiny-2", "settings": {"retrieval.dense": "False"}},
            ("retrieval.dense",),
        ),
        ({"code": "1"}, {"code": "2"}, ("the code",)),
    ],
)
def test_drift_is_put_down_to_what_changed_and_nothing_else(
    tmp_path: Path, before: dict[str, object], now: dict[str, object], causes: tuple[str, ...]
) -> None:
    made(tmp_path, "retrieval-tiny-last", {}, age=5, **before)

    found = drift(made(tmp_path, "retrieval-tiny-now", FOUND, age=0, **now), tmp_path)

    assert found is not None
    assert found.causes == causes


def test_the_state_of_the_live_base_tells_documents_from_official_answers(tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    memo.write_text("# Leave\n\nEverybody has 25 days.\n", encoding="utf-8")
    settings = load(home=tmp_path / "home", overrides={"retrieval.dense": "false"}).settings
    with closing(open_knowledge_base(settings)) as base:
        states = [live_state(base)]
        base.library.add([memo])
        states.append(live_state(base))
        entry = Faq(
            id="1",
            collection="default",
            question="How many days?",
            answer="25 days.",
            state=FaqState.APPROVED,
        )
        shown = document_of(entry, count_tokens=len, max_tokens=100)
        base.catalog.curation.publish_faq(entry, shown.document, shown.elements, shown.chunks)
        states.append(live_state(base))

    documents, official = zip(*(one.split(", ")[2:] for one in states), strict=True)
    assert documents[0] != documents[1] == documents[2]
    assert official[0] == official[1] != official[2]


def test_the_first_run_has_nothing_to_drift_from(tmp_path: Path) -> None:
    assert drift(made(tmp_path, "retrieval-tiny-now", FOUND, age=0), tmp_path) is None
