import json
import os
from pathlib import Path

import pytest

from eval.compare import compare
from eval.datasets.model import Case
from eval.errors import RunError
from eval.evaluate import answers, evaluate, retrieval
from eval.gate import checked
from eval.runs import Run, open_run, record
from eval.shapes import printed

from .doubles import CASES, FOUND, Shelf, dataset, head, passage


def made(runs: Path, name: str, shelf: Shelf, **changed: object) -> Run:
    recording = record(runs, head(name, **changed))
    return evaluate(dataset(*CASES), retrieval(shelf), recording)


BETTER = FOUND | {"三": [passage("c")]}


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    made(tmp_path, "retrieval-tiny-2", Shelf(BETTER))
    return tmp_path


def test_a_comparison_says_what_changed_and_that_one_question_proves_nothing(
    tmp_path: Path,
) -> None:
    first = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    second = made(tmp_path, "retrieval-tiny-2", Shelf(BETTER))

    found = compare(first, second, leading="RR@10")

    difference = next(each for each in found.differences if each.metric == "RR@10")
    assert (difference.first, difference.second) == (0.5, pytest.approx(1.5 / 1.8))
    assert difference.p == 1.0
    assert not difference.significant
    assert [(each.id, each.first, each.second) for each in found.changed] == [("q3", 0.0, 1.0)]


def test_a_change_over_many_questions_is_significant_after_correction(tmp_path: Path) -> None:
    cases = [Case(id=str(n), question=str(n), relevant={"a": 1}) for n in range(40)]
    good = {case.question: [passage("a")] for case in cases}
    bad = {case.question: [passage("x"), passage("a")] for case in cases}
    pair = [
        evaluate(dataset(*cases), retrieval(Shelf(found)), record(tmp_path, head(name)))
        for name, found in (("r-1", bad), ("r-2", good))
    ]

    found = compare(pair[0], pair[1])

    by_name = {each.metric: each for each in found.differences}
    assert by_name["RR@10"].significant
    # All differ by the same; forty questions do not fix the change to the last digit.
    assert (by_name["RR@10"].low, by_name["RR@10"].high) == pytest.approx((0.196, 0.716), abs=0.01)
    assert by_name["R@10"].corrected == 1.0
    assert all(each.corrected >= each.p for each in found.differences)


@pytest.mark.parametrize(
    "changed",
    [{"dataset": "other"}, {"dataset_sha256": "1" * 64}, {"split": "tuning"}, {"kind": "answers"}],
)
def test_runs_over_other_questions_are_not_compared(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    first = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    second = made(tmp_path, "retrieval-tiny-2", Shelf(FOUND), **changed)

    with pytest.raises(RunError, match=f"the runs differ in {next(iter(changed))}: "):
        compare(first, second)


def test_an_unknown_metric_is_refused_with_those_there_are(tmp_path: Path) -> None:
    run = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))

    with pytest.raises(RunError, match=r"no metric ndcg; there are: nDCG@10, R@10"):
        compare(run, run, leading="ndcg")


def test_a_run_that_fell_too_far_does_not_pass(runs: Path) -> None:
    verdict = checked(runs, "retrieval-tiny-1", "retrieval-tiny-2", ["RR@10"], max_drop=0.01)

    assert not verdict.passed
    assert verdict.checks[0].baseline == pytest.approx(5 / 6)


def test_a_run_that_holds_or_rises_passes(runs: Path) -> None:
    assert checked(runs, "retrieval-tiny-2", "retrieval-tiny-1", ["RR@10"], max_drop=0).passed
    assert checked(runs, "retrieval-tiny-1", "retrieval-tiny-2", ["RR@10"], max_drop=0.34).passed


def test_without_a_name_the_newest_run_like_the_baseline_is_held_against_it(runs: Path) -> None:
    newer = (runs / "retrieval-tiny-2" / "run.json").stat().st_mtime + 1
    os.utime(runs / "retrieval-tiny-1" / "run.json", (newer, newer))

    verdict = checked(runs, "", "retrieval-tiny-2", ["RR@10"], max_drop=0)

    assert verdict.checks[0].value == 0.5


def test_a_printed_result_kept_with_the_code_is_a_baseline(runs: Path, tmp_path: Path) -> None:
    run = made(runs, "retrieval-tiny-2", Shelf(BETTER))
    path = tmp_path / "baseline.json"
    path.write_text(printed(run).model_dump_json(), encoding="utf-8")

    assert {"run", "dataset", "metrics", "counts"} <= set(json.loads(path.read_text("utf-8")))
    assert not checked(runs, "retrieval-tiny-1", str(path), ["RR@10"], max_drop=0).passed


def test_a_run_with_failed_questions_does_not_pass(tmp_path: Path) -> None:
    made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    with record(tmp_path, head("retrieval-tiny-2")) as recording:
        recording.add(retrieval(Shelf(BETTER))(CASES[0]))
    shelf = Shelf(BETTER)
    shelf.down = True
    made(tmp_path, "retrieval-tiny-2", shelf)

    verdict = checked(tmp_path, "retrieval-tiny-2", "retrieval-tiny-1", ["RR@10"], max_drop=0)

    assert verdict.failed == 2
    assert not verdict.passed


def test_a_run_that_was_stopped_is_neither_passed_nor_a_baseline(tmp_path: Path) -> None:
    made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    with record(tmp_path, head("retrieval-tiny-2")) as recording:
        recording.add(retrieval(Shelf(BETTER))(CASES[0]))

    for run, base in ((1, 2), (2, 1)):
        with pytest.raises(RunError, match="retrieval-tiny-2: was stopped after 1 of 3 questions"):
            checked(
                tmp_path, f"retrieval-tiny-{run}", f"retrieval-tiny-{base}", ["RR@10"], max_drop=0
            )


@pytest.mark.parametrize("hashed", [True, False])
def test_a_printed_baseline_of_other_questions_does_not_compare(
    tmp_path: Path, hashed: bool
) -> None:
    run = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    told = printed(run).model_dump()
    other = {"dataset_sha256": "1" * 64} if hashed else {"counts": {"questions": 2}}
    old = {} if hashed else {"dataset_sha256": ""}
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps(told | old | other), encoding="utf-8")

    with pytest.raises(RunError, match="only the same questions compare"):
        checked(tmp_path, "retrieval-tiny-1", str(file), ["RR@10"], max_drop=0)
    with pytest.raises(RunError, match="no complete run of the same questions"):
        checked(tmp_path, "", str(file), ["RR@10"], max_drop=0)


@pytest.mark.parametrize(
    ("base", "metric", "reason"),
    [
        ("retrieval-tiny-2", "ndcg", "the run has no metric ndcg"),
        ("retrieval-tiny-9", "RR@10", "no such run"),
        ("broken.json", "RR@10", "is not what `kb eval … --json` prints"),
    ],
)
def test_a_gate_that_cannot_be_judged_says_why(
    runs: Path, base: str, metric: str, reason: str
) -> None:
    if base == "broken.json":
        (runs / base).write_text("{}", encoding="utf-8")
        base = str(runs / base)

    with pytest.raises(RunError, match=reason):
        checked(runs, "retrieval-tiny-1", base, [metric], max_drop=0)


def forty(folder: Path, name: str, good: int, slices: list[dict[str, str]]) -> Run:
    """Make a run over 40 questions, the first `good` of which find their document first."""
    cases = [
        Case(id=f"{n:02}", question=str(n), relevant={"a": 1}, slices=slices[n]) for n in range(40)
    ]
    found = {str(n): [passage("a" if n < good else "x")] for n in range(40)}
    return evaluate(dataset(*cases), retrieval(Shelf(found)), record(folder, head(name)))


def test_the_groups_of_a_comparison_are_corrected_for_all_groups_together(tmp_path: Path) -> None:
    slices = [{"half": str(n // 20), "team": f"T{n % 4}"} for n in range(40)]
    first, second = (forty(tmp_path, f"r-{n}", 7 * n, slices) for n in (0, 1))

    found = compare(first, second)

    groups = {group.value: group.difference for each in found.slices for group in each.groups}
    assert set(groups) == {"0", "1", "T0", "T1", "T2", "T3"}
    assert groups["0"].p == pytest.approx(2 / 2**7)
    assert groups["0"].corrected == pytest.approx(6 * groups["0"].p)
    assert not groups["0"].significant


def test_changed_questions_are_listed_by_what_tells_most_of_such_a_run(tmp_path: Path) -> None:
    cases = [
        Case(id=str(n), question=str(n), answers=(("words",),), answerable=True, relevant={"a": 1})
        for n in range(3)
    ]
    pair = [
        evaluate(
            dataset(*cases),
            answers(Shelf({str(n): [passage("a", text=text)] for n in range(3)})),
            record(tmp_path, head(f"a-{text}", kind="answers")),
        )
        for text in ("words", "other")
    ]

    found = compare(pair[0], pair[1])

    assert found.leading == "answer held"
    assert (found.better, found.worse, len(found.changed)) == (0, 3, 3)


def test_a_run_that_was_stopped_is_compared_with_a_warning(tmp_path: Path) -> None:
    whole = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))
    with record(tmp_path, head("retrieval-tiny-2")) as recording:
        recording.add(retrieval(Shelf(BETTER))(CASES[0]))
    stopped = open_run(tmp_path / "retrieval-tiny-2")

    found = compare(whole, stopped)

    assert found.paired == 1
    assert found.warnings == (
        "retrieval-tiny-2 was stopped: 2 of its 3 questions were not asked; the command that made "
        "it goes on",
    )


def test_what_did_not_change_at_all_is_not_called_chance(tmp_path: Path) -> None:
    run = made(tmp_path, "retrieval-tiny-1", Shelf(FOUND))

    assert {each.verdict for each in compare(run, run).differences} == {"no change"}
