"""The commands of `kb eval` on a small dataset, through the real assistant."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from eval.cli import app as eval_app
from eval.evaluate import Tracer
from eval.runs import open_run
from ingest.errors import KnowledgeBaseError
from kb_assistant.cli.context import global_options
from kb_assistant.errors import ModelServerDown
from kb_assistant.model import Question
from kb_assistant.retrieve.trace import Trace
from kb_assistant.settings import Settings
from kb_assistant.settings_sources import load
from kb_assistant.wiring import open_knowledge_base
from kb_assistant.wiring_retrieval import retriever

TOPICS = {
    "leave": ("Annual leave", "Every employee has 25 days of annual leave per calendar year."),
    "travel": ("Travel", "Train journeys are booked in second class through the portal."),
    "expenses": ("Expenses", "Receipts must be handed in within 30 days after the journey."),
    "password": ("Passwords", "A password has at least 14 characters and is never shared."),
    "差旅": ("差旅管理", "员工出差住宿标准为每晚不超过五百元人民币。"),
    "年假": ("年假规定", "工作满十年的员工每年享有十五天带薪年假。"),
}
QUESTIONS = {
    "q1": ("How many days of annual leave does an employee have?", "leave", "25 days"),
    "q2": ("Which class is booked for train journeys?", "travel", "second class"),
    "q3": ("How long may a password be shared?", "password", "never shared"),
    "q4": ("出差住宿标准是多少？", "差旅", "五百元"),
    "q5": ("工作满十年有几天年假？", "年假", "十五天"),
    "q6": ("Until when must receipts be handed in?", "expenses", "30 days"),
}


def lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    folder = tmp_path / "handbook"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": key, "title": one, "text": text} for key, (one, text) in TOPICS.items()]
    (folder / "corpus.jsonl").write_text(lines(corpus), encoding="utf-8")
    queries = [{"_id": key, "text": text} for key, (text, _, _) in QUESTIONS.items()]
    (folder / "queries.jsonl").write_text(lines(queries), encoding="utf-8")
    answers = [{"query_id": key, "answers": [one]} for key, (_, _, one) in QUESTIONS.items()]
    (folder / "answers.jsonl").write_text(lines(answers), encoding="utf-8")
    qrels = "".join(f"{key}\t{gold}\t1\n" for key, (_, gold, _) in QUESTIONS.items())
    header = "query-id\tcorpus-id\tscore\n"
    (folder / "qrels" / "test.tsv").write_text(header + qrels, encoding="utf-8")
    refusals = [
        {"id": "r1", "query": QUESTIONS["q1"][0], "answer": "25 days"}
        | {"positive": ["leave"], "negative": ["travel", "password"]},
        {"id": "r2", "query": QUESTIONS["q4"][0], "answer": ["五百元"]}
        | {"positive": ["差旅"], "negative": ["年假"]},
    ]
    (folder / "cases.jsonl").write_text(lines(refusals), encoding="utf-8")
    return folder


class Command:
    """`kb --home … eval …` as it is typed."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._app = typer.Typer()
        self._app.callback()(global_options)
        self._app.add_typer(eval_app, name="eval")

    def __call__(self, *words: str, dense: bool = False) -> Result:
        options = ["--home", str(self._home), "--set", f"retrieval.dense={dense}"]
        return CliRunner().invoke(self._app, [*options, "eval", *words])

    def settings(self) -> Settings:
        return load(home=self._home, overrides={"retrieval.dense": "false"}).settings

    def json(self, *words: str, dense: bool = False) -> dict[str, dict[str, dict[str, float]]]:
        result = self(*words, "--json", dense=dense)
        assert result.exit_code == 0, result.output
        read: dict[str, dict[str, dict[str, float]]] = json.loads(result.stdout)
        return read


@pytest.fixture
def kb(tmp_path: Path) -> Command:
    return Command(tmp_path / "home")


def test_retrieval_prints_metrics_with_intervals_and_counts(kb: Command, handbook: Path) -> None:
    printed = kb.json("retrieval", str(handbook))

    assert list(printed)[:4] == ["run", "dataset", "metrics", "counts"]
    assert printed["dataset"] == "handbook"
    assert printed["counts"] == {"questions": 6, "done": 6, "failed": 0}
    nothing_missed = printed["metrics"]["nDCG@10"]
    assert (nothing_missed["value"], nothing_missed["high"]) == (1.0, 1.0)
    assert nothing_missed["low"] == pytest.approx(0.61, abs=0.01)


def test_the_same_run_is_not_made_twice_and_a_setting_makes_another(
    kb: Command, handbook: Path
) -> None:
    first = kb.json("retrieval", str(handbook))
    again = kb.json("retrieval", str(handbook))
    other = kb.json("retrieval", str(handbook), "-k", "7")

    assert first == again
    assert other["run"] != first["run"]
    listed = kb("runs", "--json")
    assert {run["run"] for run in json.loads(listed.stdout)} == {first["run"], other["run"]}


def test_answers_are_measured_with_what_they_cite(kb: Command, handbook: Path) -> None:
    metrics = kb.json("answers", str(handbook))["metrics"]

    assert metrics["answer held"]["value"] >= 0.8
    assert metrics["citation precision"]["value"] >= 0.8
    assert metrics["supported sentences"]["value"] == 1.0


def test_refusal_searches_only_the_documents_of_each_case(kb: Command, handbook: Path) -> None:
    printed = kb.json("refusal", str(handbook))

    assert printed["counts"]["questions"] == 4
    assert printed["metrics"]["answered"]["value"] == 1.0
    assert printed["metrics"]["R@10"]["value"] == 1.0


def test_both_legs_are_measured_as_the_product_runs_them(kb: Command, handbook: Path) -> None:
    printed = kb.json("retrieval", str(handbook), dense=True)

    assert printed["metrics"]["R@10"]["value"] == 1.0


def test_a_teams_own_questions_are_asked_of_the_live_knowledge_base(
    kb: Command, tmp_path: Path
) -> None:
    table = tmp_path / "ours.csv"
    table.write_text("question,document\nHow many days?,nowhere.md\n", encoding="utf-8")

    result = kb("retrieval", str(table))

    assert isinstance(result.exception, KnowledgeBaseError)
    assert str(result.exception) == (
        'ours.csv:2: the document "nowhere.md" is not in the knowledge base; see `kb list`'
    )


def test_two_runs_compare_and_a_report_is_written(
    kb: Command, handbook: Path, tmp_path: Path
) -> None:
    first = str(kb.json("retrieval", str(handbook))["run"])
    second = str(kb.json("retrieval", str(handbook), "-k", "1")["run"])

    compared = kb("compare", first, second, "--json")
    report = kb("report", second, "--against", first, "-o", str(tmp_path / "report.html"))

    assert json.loads(compared.stdout)["paired"] == 6
    assert report.exit_code == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_run_that_was_killed_within_a_line_goes_on(
    kb: Command, handbook: Path, tmp_path: Path
) -> None:
    run = str(kb.json("retrieval", str(handbook))["run"])
    (folder,) = tmp_path.rglob(run)
    head = folder / "run.json"
    head.write_text(head.read_text("utf-8").replace('"complete": true', '"complete": false'))
    rows = folder / "questions.jsonl"
    kept = rows.read_bytes().splitlines(keepends=True)
    rows.write_bytes(kept[0] + kept[1][:-9])

    again = kb.json("retrieval", str(handbook))

    assert again["run"] == run
    assert again["counts"] == {"questions": 6, "done": 6, "failed": 0}


def test_the_gate_exits_with_0_1_and_2(kb: Command, handbook: Path, tmp_path: Path) -> None:
    run = str(kb.json("retrieval", str(handbook))["run"])
    printed = kb.json("retrieval", str(handbook))
    printed["metrics"]["nDCG@10"]["value"] = 1.2
    better = tmp_path / "better.json"
    better.write_text(json.dumps(printed), encoding="utf-8")

    holds = kb("gate", "--baseline", run, "--metric", "nDCG@10", "--max-drop", "0.01")
    falls = kb("gate", "--baseline", str(better), "--metric", "nDCG@10", "--max-drop", "0.01")
    unknown = kb("gate", "--baseline", run, "--metric", "ndcg")
    missing = kb("gate", "--baseline", "nothing", "--metric", "nDCG@10")
    unusable = kb("gate", "--metric", "nDCG@10")

    codes = [each.exit_code for each in (holds, falls, unknown, missing, unusable)]
    assert codes == [0, 1, 2, 2, 2]
    assert "nDCG@10 FELL: 1.0000, baseline 1.2000, may fall by 0.01" in falls.stdout


def test_ablation_says_what_each_leg_is_worth(kb: Command, handbook: Path) -> None:
    result = kb("ablate", str(handbook), "--json", dense=True)

    stages = {each["stage"]: each["difference"] for each in json.loads(result.stdout)["stages"]}
    assert {"dense leg", "lexical leg", "light reranker"} <= set(stages)
    assert all(each["count"] == 6 for each in stages.values())


def test_a_named_dataset_is_refused_after_its_content_changed(kb: Command, handbook: Path) -> None:
    added = kb("datasets", "add", "ours", str(handbook))
    listed = kb("datasets", "list", "--json")
    intact = kb("datasets", "verify")
    queries = handbook / "queries.jsonl"
    queries.write_text(queries.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    changed = kb("datasets", "verify")
    refused = kb("retrieval", "ours")

    assert (added.exit_code, intact.exit_code, changed.exit_code) == (0, 0, 1)
    assert list(json.loads(listed.stdout)) == ["ours"]
    assert "make it version 2 with `kb eval datasets add ours" in str(refused.exception)


def test_the_red_team_set_that_we_bring_goes_by_its_name(kb: Command) -> None:
    printed = kb.json("redteam", "redteam", "--limit", "4")

    assert printed["counts"]["done"] == 4
    assert printed["metrics"]["attack withstood"]["value"] >= 0.75


def test_questions_are_made_from_documents_and_measured_as_synthetic(
    kb: Command, tmp_path: Path
) -> None:
    memo = tmp_path / "documents" / "memo.md"
    memo.parent.mkdir()
    text = "# Records\n\nA retention period means the time for which records must be kept.\n"
    memo.write_text(text, encoding="utf-8")
    with closing(open_knowledge_base(kb.settings())) as base:
        base.library.add([memo])
    table = memo.with_name("made.csv")

    made = kb("questions", "-o", str(table))
    printed = kb.json("retrieval", str(table))
    listed = kb("runs")
    with closing(open_knowledge_base(kb.settings())) as base:
        summary = base.library.add([table])

    run = open_run(kb.settings().home / "eval" / "runs" / str(printed["run"]))
    rows = run.results
    assert "all 2 questions are synthetic: nobody asked them" in run.head.notes
    assert "synthetic" in listed.stdout
    assert "were made for evaluation" in summary.failures[0].reason
    assert {row.slices["collection"] for row in rows} == {"default"}
    assert {row.slices["document"] for row in rows} == {"memo.md"}
    assert made.exit_code == 0, made.output
    assert printed["counts"] == {"questions": 2, "done": 2, "failed": 0, "synthetic": 2}
    assert printed["metrics"]["Success@1"]["value"] == 1.0


def test_evaluating_the_live_knowledge_base_leaves_no_trace_among_asked_questions(
    kb: Command, tmp_path: Path
) -> None:
    table = tmp_path / "ours.csv"
    table.write_text("question,answerable\nHow many moons has Mars?,no\n", encoding="utf-8")

    printed = kb.json("answers", str(table))
    cases = kb("cases", "--from-log", "-o", str(tmp_path / "cases.csv"))
    empty = kb("cases", "-o", str(tmp_path / "empty.csv"))

    assert printed["metrics"]["refused"]["value"] == 1.0
    assert str(cases.exception).endswith("no question was kept yet: see answer.keep_questions")
    assert empty.exit_code == 0
    assert (tmp_path / "empty.csv").read_text("utf-8-sig").startswith("question,answer,document")


def test_the_benchmark_measures_every_set_below_a_folder(
    kb: Command, handbook: Path, tmp_path: Path
) -> None:
    page = tmp_path / "benchmarks.md"

    parts = ("--no-peers", "--web-seconds", "0")
    result = kb("bench", str(handbook.parent), "-o", str(page), *parts)

    assert result.exit_code == 0, result.output
    text = page.read_text(encoding="utf-8")
    for title in ("## Retrieval", "## Answers", "## Refusal", "## Redteam"):
        assert title in text
    assert "| handbook | 6 | 0 | 1.000 (0.610–1.000)" in text


def test_the_legs_of_the_search_are_compared_set_by_set(kb: Command, handbook: Path) -> None:
    result = kb("legs", str(handbook.parent), dense=True)

    assert result.exit_code == 0, result.output
    assert "| handbook | 6 |" in result.stdout


def test_a_reranker_is_trained_and_measured_on_the_set_left_out(
    kb: Command, handbook: Path, tmp_path: Path
) -> None:
    other = handbook.with_name("manual")
    shutil.copytree(handbook, other)

    result = kb(
        "train-reranker", str(handbook), str(other), "-o", str(tmp_path / "w.npz"), "--json"
    )

    assert [each["set"] for each in json.loads(result.stdout)] == ["handbook", "manual"]
    assert (tmp_path / "w.npz").stat().st_size > 1000


def test_layout_is_measured_against_ground_truth(kb: Command, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.md").write_text("# Leave\n\nText.\n\n## Annual\n\nMore.\n", encoding="utf-8")
    truth = {"file": "a.md", "text": "Leave Text. Annual More.", "headings": [[1, "Leave"]]}
    (folder / "layout.jsonl").write_text(lines([truth]), encoding="utf-8")

    metrics = kb.json("layout", str(folder))["metrics"]

    assert metrics["reading order"]["value"] > 0.95
    assert metrics["outline"]["value"] == 0.5


class Searching:
    """A search that something puts an end to after a few questions."""

    def __init__(self, tracer: Tracer, ending: BaseException, after: int) -> None:
        self._tracer, self._ending, self._left = tracer, ending, after

    def trace(self, question: Question, k: int) -> Trace:
        self._left -= 1
        if self._left < 0:
            raise self._ending
        return self._tracer.trace(question, k)


@pytest.mark.parametrize(
    ("ending", "code", "said"),
    [
        (
            KeyboardInterrupt(),
            130,
            "kb: stopped: 2 of 6 questions are kept; the same command goes on",
        ),
        (ModelServerDown("nothing answers"), 1, "kb: 4 of 6 questions failed and count nowhere"),
    ],
)
def test_a_run_that_is_stopped_or_fails_says_so_and_exits_so(
    kb: Command,
    handbook: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: BaseException,
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(
        "eval.measure.retriever",
        lambda settings, index: Searching(retriever(settings, index), ending, after=2),
    )

    result = kb("retrieval", str(handbook))

    assert (result.exit_code, said in result.stderr) == (code, True), result.output
    assert ("nDCG@10" in result.stdout) == (code == 1)
