import os
from pathlib import Path

from eval.drift import drift
from eval.evaluate import evaluate, retrieval
from eval.runs import Run, record

from .doubles import CASES, FOUND, Shelf, dataset, head


def made(runs: Path, name: str, found: dict[str, list[object]], age: int, **changed: object) -> Run:
    shelf = Shelf(found)  # type: ignore[arg-type]  # lists of passages
    run = evaluate(dataset(*CASES), retrieval(shelf), record(runs, head(name, **changed)))
    os.utime(run.folder / "run.json", (1_000_000 - age, 1_000_000 - age))
    return run


def test_a_run_tells_how_it_differs_from_the_last_one_over_the_same_questions(
    tmp_path: Path,
) -> None:
    made(tmp_path, "retrieval-tiny-old", {}, age=9)
    made(tmp_path, "retrieval-tiny-other", FOUND, age=1, dataset_sha256="1" * 64)
    made(tmp_path, "retrieval-tiny-last", {}, age=5, corpus="live, change 7")
    now = made(tmp_path, "retrieval-tiny-now", FOUND, age=0)

    found = drift(now, tmp_path)

    assert found is not None
    assert found.before == "retrieval-tiny-last"
    assert found.difference.metric == "nDCG@10"
    assert found.difference.change > 0.4
    assert found.causes == ("the documents",)


def test_the_first_run_has_nothing_to_drift_from(tmp_path: Path) -> None:
    assert drift(made(tmp_path, "retrieval-tiny-now", FOUND, age=0), tmp_path) is None
