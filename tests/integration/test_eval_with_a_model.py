"""Evaluating generated answers: a server that dies in the middle, and a judge on a real vLLM."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.judge.judging import judge
from eval.judge.verdict import Measure, Verdict
from eval.measure import Kind, Plan, measure
from eval.runs import open_run
from eval.structured import served_model
from eval.written import Written, written
from ingest.model import Chunk
from kb_assistant.settings import Settings
from kb_assistant.settings_sources import load
from tests.servers.chat_server import chat_server
from tests.servers.fixtures import vllm_server as vllm_server
from tests.servers.vllm_server import Server

TOPICS = {
    "leave": "Every employee has 25 days of annual leave per year.",
    "travel": "Train journeys are booked in second class.",
    "password": "A password has at least 14 characters.",
}
QUESTIONS = {
    "q1": ("How many days of annual leave?", "leave", "25 days"),
    "q2": ("Which class for train journeys?", "travel", "second class"),
    "q3": ("How long must a password be?", "password", "14 characters"),
}


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    folder = tmp_path / "handbook"
    (folder / "qrels").mkdir(parents=True)
    write(folder / "corpus.jsonl", [{"_id": key, "text": text} for key, text in TOPICS.items()])
    write(
        folder / "queries.jsonl", [{"_id": k, "text": one} for k, (one, _, _) in QUESTIONS.items()]
    )
    golds = [{"query_id": k, "answers": [gold]} for k, (_, _, gold) in QUESTIONS.items()]
    write(folder / "answers.jsonl", golds)
    rows = "".join(f"{key}\t{document}\t1\n" for key, (_, document, _) in QUESTIONS.items())
    qrels = folder / "qrels" / "test.tsv"
    qrels.write_text("query-id\tcorpus-id\tscore\n" + rows, encoding="utf-8")
    return folder


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def settings(home: Path, url: str, model: str = "m", key: str = "") -> Settings:
    given = {"llm.base_url": url, "llm.model": model, "llm.api_key": key, "llm.max_tokens": "64"}
    return load(home=home, overrides={"retrieval.dense": "false", **given}).settings


def test_a_model_server_that_dies_leaves_failed_rows_that_the_summary_counts(
    handbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from eval.cli.show import show_run

    plan = Plan(Kind.ANSWERS, str(handbook))
    with chat_server("It is 25 days [1].") as server:
        run = measure(settings(tmp_path / "home", server.url), plan)

        show_run(run, as_json=True)
        told = capsys.readouterr()
        assert json.loads(told.out)["counts"]["failed"] == 2
        assert "2 of 3 questions failed and count nowhere" in told.err
        assert [one.state for one in open_run(run.folder).results] == ["done", "failed", "failed"]
        assert "closed the connection" in run.failed[0].error

        server.replies += ["", "", "Second class [1].", "14 characters [1]."]
        again = measure(settings(tmp_path / "home", server.url), plan)

    assert again.folder == run.folder
    assert [one.state for one in again.results] == ["done", "done", "done"]
    assert len(server.requests) == 5


def test_a_judge_without_a_model_says_which_settings_it_needs(
    handbook: Path, tmp_path: Path
) -> None:
    from eval.cli import app
    from kb_assistant.cli.context import Options

    run = measure(
        load(home=tmp_path / "home", overrides={"retrieval.dense": "false"}).settings,
        Plan(Kind.ANSWERS, str(handbook)),
    )
    options = Options(home=tmp_path / "home", config=None, overrides=())

    result = CliRunner().invoke(app, ["judge", run.head.run], obj=options)

    assert str(result.exception).startswith("no model is set: give llm.base_url and llm.model")


@pytest.mark.vllm
@pytest.mark.xdist_group("vllm")
def test_a_real_server_judges_in_the_shape_that_it_is_asked_for(
    handbook: Path, tmp_path: Path, vllm_server: Server
) -> None:
    plain = load(home=tmp_path / "home", overrides={"retrieval.dense": "false"}).settings
    run = measure(plain, Plan(Kind.ANSWERS, str(handbook)))
    served = settings(
        tmp_path / "home", vllm_server.base_url, vllm_server.model, vllm_server.api_key
    )

    found = judge(run, list(Measure), served_model(served, Verdict))

    # A model with random weights judges at random, and may fill its tokens with a reason; but the
    # server takes the schema, and no judgement is lost.
    assert len(found) == 6
    assert all(one.verdict or "ReplyError" in one.error for one in found)


@pytest.mark.vllm
@pytest.mark.xdist_group("vllm")
def test_a_real_server_writes_questions_in_the_shape_that_it_is_asked_for(
    tmp_path: Path, vllm_server: Server
) -> None:
    served = settings(
        tmp_path / "home", vllm_server.base_url, vllm_server.model, vllm_server.api_key
    )
    chunk = Chunk(id="c", document_id="d", text=f"{TOPICS['leave']} {TOPICS['travel']}")
    failures: list[str] = []

    found = list(written("a.md", [chunk], served_model(served, Written), most=3, failures=failures))

    # A model with random weights writes noise; what does not fit is told, nothing is lost.
    assert all(one.question for one in found)
    assert len(found) + len(failures) <= 3
    assert all("reply" in one for one in failures)
