import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from eval.datasets.model import Case
from eval.errors import RunError
from eval.evaluate import answers, conversation, evaluate, retrieval, traced, warmed
from eval.result import Result, State
from eval.runs import Run, all_runs, find_run, open_run, record, run_name, source_hash
from eval.score import by_slice, latency, risk, summary, values
from eval.shapes import Cost, printed
from kb_assistant.model import Question, Turn
from kb_assistant.retrieve.trace import Stage, StageName, Trace, Understood

from .doubles import CASES, FOUND, Shelf, dataset, head, passage


def finished(runs: Path, shelf: Shelf, name: str = "retrieval-tiny-1") -> Run:
    return evaluate(dataset(*CASES), retrieval(shelf), record(runs, head(name)))


def test_a_run_keeps_the_order_that_the_assistant_gave(tmp_path: Path) -> None:
    run = finished(tmp_path, Shelf(FOUND))

    assert [result.ranking for result in run.results] == [("a", "x"), ("x", "b"), ("x",)]
    assert values(run.results)["RR@10"] == [1.0, 0.5, 0.0]
    assert open_run(run.folder) == run
    assert run.head.complete


def test_the_run_file_is_one_that_trec_eval_reads(tmp_path: Path) -> None:
    run = finished(tmp_path, Shelf(FOUND))

    lines = (run.folder / "run.trec").read_text(encoding="utf-8").splitlines()

    assert lines[:2] == [
        "q1 Q0 a 1 1.000000 retrieval-tiny-1",
        "q1 Q0 x 2 0.500000 retrieval-tiny-1",
    ]


class _Stopped(Exception):
    pass


def stopping_after(count: int) -> Callable[[Result], None]:
    left = [count]

    def tell(_: Result) -> None:
        left[0] -= 1
        if not left[0]:
            raise _Stopped

    return tell


def test_a_run_that_was_stopped_goes_on_where_it_stopped(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)
    with pytest.raises(_Stopped):
        evaluate(dataset(*CASES), retrieval(shelf), record(tmp_path, head()), stopping_after(2))
    assert not open_run(tmp_path / "retrieval-tiny-1").head.complete

    run = finished(tmp_path, shelf)

    assert shelf.asked == ["one", "two", "三"]
    assert len(run.done) == 3


def test_a_line_that_a_kill_left_half_written_is_asked_again(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)
    run = finished(tmp_path, shelf)
    path = run.folder / "questions.jsonl"
    raw = path.read_bytes()
    path.write_bytes(raw[:-20])

    again = finished(tmp_path, shelf)

    assert shelf.asked == ["one", "two", "三", "三"]
    assert [result.ranking for result in again.results] == [one.ranking for one in run.results]


@pytest.mark.parametrize("left", ['{"id":"q3","question":"', '{"id":"q3","question":"三'])
def test_half_a_line_of_a_killed_run_is_no_result_for_those_who_read_it(
    tmp_path: Path, left: str
) -> None:
    with record(tmp_path, head()) as recording:
        recording.add(retrieval(Shelf(FOUND))(CASES[0]))
    with (recording.folder / "questions.jsonl").open("ab") as file:
        file.write(left.encode()[:-1])

    assert [result.id for result in open_run(recording.folder).results] == ["q1"]
    assert len(finished(tmp_path, Shelf(FOUND)).done) == 3


def test_what_ends_a_line_for_unicode_ends_no_row(tmp_path: Path) -> None:
    case = Case(id="q1", question="one\u2028two\x85three", relevant={"a": 1})
    with record(tmp_path, head()) as recording:
        recording.add(retrieval(Shelf(FOUND))(case))

    assert open_run(recording.folder).results[0].question == case.question


def test_a_server_that_dies_leaves_failed_rows_which_are_asked_again(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)
    shelf.down = True
    run = finished(tmp_path, shelf)
    assert [result.state for result in run.results] == [State.FAILED] * 3
    assert run.failed[0].error == "ModelServerDown: nothing answers at http://127.0.0.1:1"
    assert summary(run.done) == {}

    shelf.down = False
    mended = finished(tmp_path, shelf)

    assert (len(mended.done), len(mended.failed)) == (3, 0)


def test_a_damaged_run_is_refused_with_the_remedy(tmp_path: Path) -> None:
    run = finished(tmp_path, Shelf(FOUND))
    path = run.folder / "questions.jsonl"
    path.write_text("{}\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    with pytest.raises(RunError, match="measure again with --fresh"):
        record(tmp_path, head())
    with pytest.raises(RunError, match="measure again with --fresh"):
        open_run(run.folder)
    with record(tmp_path, head(), fresh=True) as recording:
        assert recording.done == frozenset()


def test_a_folder_that_is_no_run_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "retrieval-tiny-1").mkdir()
    (tmp_path / "retrieval-tiny-1" / "thesis.txt").write_text("years of work", encoding="utf-8")

    with pytest.raises(RunError, match="is no run folder; move it away"):
        record(tmp_path, head(), fresh=True)


def test_runs_are_found_by_name_beginning_or_path(tmp_path: Path) -> None:
    first = finished(tmp_path, Shelf(FOUND), "retrieval-tiny-1")
    finished(tmp_path, Shelf(FOUND), "retrieval-tiny-2")

    assert find_run("retrieval-tiny-1", tmp_path) == first.folder
    assert find_run(str(first.folder), tmp_path / "elsewhere") == first.folder
    with pytest.raises(RunError, match="several runs begin so; there are: retrieval-tiny-1, retr"):
        find_run("retrieval", tmp_path)
    with pytest.raises(RunError, match="no such run; there are: none yet"):
        find_run("answers", tmp_path / "elsewhere")
    assert {one.run for one in all_runs(tmp_path)} == {"retrieval-tiny-1", "retrieval-tiny-2"}


def test_the_name_of_a_run_changes_with_anything_that_its_numbers_depend_on() -> None:
    one = {"kind": "retrieval", "dataset": "tiny", "settings": {"a": "1"}}

    assert run_name(one) == run_name(dict(reversed(one.items())))
    assert run_name(one) != run_name(one | {"settings": {"a": "2"}})
    assert run_name(one).startswith("retrieval-tiny-")


def test_other_weights_or_prompts_make_another_run(tmp_path: Path) -> None:
    (tmp_path / "eval").mkdir()
    weights = tmp_path / "eval" / "reranker.npz"
    hashes = set()
    for content in (b"old", b"new"):
        weights.write_bytes(content)
        hashes.add(source_hash(tmp_path, ["eval"]))

    assert len(hashes) == 2


def test_an_answer_is_kept_with_its_citations_and_timings(tmp_path: Path) -> None:
    case = Case(
        id="q1",
        question="one",
        relevant={"a": 1},
        pages=(1,),
        answers=(("25 days",),),
        answerable=True,
    )
    shelf = Shelf({"one": [passage("a", text="Leave is 25 days.", score=7.0)]})

    run = evaluate(dataset(case), answers(shelf), record(tmp_path, head()))

    table = values(run.results)
    assert table["answer held"] == [1.0]
    assert table["citation precision"] == [1.0]
    assert table["page citation recall"] == [1.0]
    assert table["page Success@1"] == [1.0]
    assert run.results[0].reply is not None
    assert run.results[0].reply.confidence == 0.75
    assert set(latency(run.results)) == {"total", "search", "answer"}


def test_answering_and_refusing_are_judged(tmp_path: Path) -> None:
    cases = [
        Case(id="answered", question="one", answerable=True),
        Case(id="wrongly refused", question="nothing", answerable=True),
        Case(id="wrongly answered", question="two", answerable=False),
        Case(id="refused", question="nothing", answerable=False),
        Case(id="unknown", question="nothing"),
    ]

    run = evaluate(dataset(*cases), answers(Shelf(FOUND)), record(tmp_path, head()))

    table = values(run.results)
    assert table["right decision"] == [1.0, 0.0, 0.0, 1.0, None]
    assert table["answered"] == [1.0, 0.0, None, None, None]
    assert table["refused"] == [None, None, 0.0, 1.0, None]


class Tracing:
    """Finds two passages; the right one is found second and reranked to the top."""

    def trace(self, question: Question, k: int) -> Trace:
        wrong, right = passage("x"), passage("b")
        stages = (
            Stage(name=StageName.FOUND, passages=(wrong, right), seconds=0.5),
            Stage(name=StageName.RERANKED, passages=(right, wrong), seconds=0.25),
            Stage(name=StageName.SHOWN, passages=(right,)[:k], seconds=0.0),
        )
        meant = Understood(text=question.text, scope=question.scope, language="en")
        return Trace(understood=meant, stages=stages, seconds=0.75)


def test_a_search_keeps_where_each_stage_put_the_right_document(tmp_path: Path) -> None:
    cases = dataset(*CASES[:2])

    run = evaluate(cases, traced(Tracing()), record(tmp_path, head()))

    assert run.results[1].stages == {"found": 2, "reranked": 1, "shown": 1}
    assert run.results[0].stages == {"found": 0, "reranked": 0, "shown": 0}
    assert latency(run.results)["reranked"]["p50"] == 0.25


def test_a_follow_up_is_searched_with_history_without_and_rewritten(tmp_path: Path) -> None:
    case = Case(
        id="q1",
        question="two",
        history=(Turn(question="before", answer="so"),),
        rewrite="one",
        relevant={"a": 1},
    )

    run = evaluate(dataset(case), conversation(Shelf(FOUND)), record(tmp_path, head()))

    table = values(run.results)
    assert table["RR@10"] == [0.0]
    assert table["RR@10 (last turn)"] == [0.0]
    assert table["RR@10 (of those with a rewrite)"] == [0.0]
    assert table["RR@10 (rewritten by a person)"] == [1.0]


def test_loading_models_counts_in_no_question(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)

    run = evaluate(dataset(*CASES), warmed(retrieval(shelf), shelf), record(tmp_path, head()))

    assert shelf.asked == ["one …", "one", "two", "三"]
    assert [one.id for one in run.results] == ["q1", "q2", "q3"]


def test_a_server_that_is_down_while_warming_up_fails_the_questions_alone(tmp_path: Path) -> None:
    shelf = Shelf(FOUND)
    shelf.down = True

    run = evaluate(dataset(*CASES), warmed(retrieval(shelf), shelf), record(tmp_path, head()))

    assert len(run.failed) == 3


def test_what_is_printed_tells_the_time_of_each_stage_and_what_the_tokens_cost(
    tmp_path: Path,
) -> None:
    case = Case(id="1", question="one", answers=(("words",),))
    prices = {"llm.prompt_price": "2.0", "llm.completion_price": "4.0", "llm.currency": "CNY"}
    run = evaluate(
        dataset(case),
        answers(Shelf(FOUND)),
        record(tmp_path, head(kind="answers", settings=prices)),
    )
    reply = run.results[0].reply
    assert reply is not None
    paid = reply.model_copy(update={"prompt_tokens": 500_000, "completion_tokens": 250_000})
    dear = replace(run, results=(run.results[0].model_copy(update={"reply": paid}),))

    told = printed(dear)

    assert told.cost == Cost(amount=2.0, currency="CNY")
    assert told.latency["search"]["p50"] == 0.25
    assert list(told.latency)[0] == "total"
    assert printed(run).cost is None


def test_results_break_down_by_what_the_questions_have(tmp_path: Path) -> None:
    run = finished(tmp_path, Shelf(FOUND))

    (language,) = by_slice(run.results, least=1)
    english, chinese = language.groups

    assert (language.name, language.more) == ("language", 0)
    assert (english.value, english.count) == ("en", 2)
    assert english.metrics["RR@10"].value == 0.75
    assert chinese.metrics["RR@10"].value == 0.0


def test_a_run_says_what_it_was_made_with(tmp_path: Path) -> None:
    run = finished(tmp_path, Shelf(FOUND))

    written = json.loads((run.folder / "run.json").read_text(encoding="utf-8"))

    assert written["settings"] == {"retrieval.dense": "True"}
    assert (written["code"], written["dataset_sha256"]) == ("0.1.0+abc", "0" * 64)


def test_a_long_gold_answer_is_judged_by_its_words_not_by_being_repeated(tmp_path: Path) -> None:
    gold = "staff who have been with the company for more than two years may carry over five days"
    case = Case(id="1", question="one", answers=((gold,),))
    shelf = Shelf({"one": [passage("a", text="After two years staff may carry over five days.")]})

    run = evaluate(dataset(case), answers(shelf), record(tmp_path, head(kind="answers")))

    table = values(run.results)
    assert "answer held" not in table
    assert table["F1"][0] is not None
    assert risk(run.results).risk == pytest.approx((1 - table["F1"][0],))
