import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from indexes.model import EVERYTHING
from kb_assistant.asked import answer_id
from kb_assistant.errors import NothingKept
from kb_assistant.model import Answer, Question
from kb_assistant.settings_sources import load
from kb_assistant.wiring import KnowledgeBase, open_knowledge_base


@contextmanager
def leave_base(folder: Path, *, keep: bool) -> Iterator[KnowledgeBase]:
    document = folder / "leave.md"
    document.write_text("# Leave\n\nEvery employee has 25 days of leave.\n", encoding="utf-8")
    given = {"retrieval.dense": "false", "answer.keep_questions": str(keep)}
    settings = load(home=folder / "home", overrides=given).settings
    with closing(open_knowledge_base(settings)) as base:
        base.library.add([document])
        yield base


def ask(base: KnowledgeBase, text: str) -> Answer:
    *_, answer = base.assistant.ask(Question(text=text, scope=EVERYTHING))
    assert isinstance(answer, Answer)
    return answer


def test_a_question_is_kept_with_its_verdict_what_was_found_and_its_rating(tmp_path: Path) -> None:
    with leave_base(tmp_path, keep=True) as base:
        answer = ask(base, "How many days of leave?")
        base.rate(answer.question, answer.text, rating="dislike", comment="too short")

    lines = (tmp_path / "home" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked, rated = map(json.loads, lines)
    assert asked["question"] == "How many days of leave?"
    assert (asked["verdict"], asked["documents"]) == ("answered", ["leave.md"])
    assert asked["found"] == [{"document": "leave.md", "page": None}]
    assert 0 < asked["confidence"] <= 1
    assert rated["rated"] == asked["id"] == answer_id(answer.question, answer.text)
    assert (rated["rating"], rated["comment"]) == ("dislike", "too short")


def test_where_the_setting_is_off_nothing_is_written_at_all(tmp_path: Path) -> None:
    with leave_base(tmp_path, keep=False) as base:
        before = {path for path in (tmp_path / "home").rglob("*") if path.is_file()}
        ask(base, "How many days of leave?")
        ask(base, "Who won the world cup in 1998?")
        with pytest.raises(NothingKept, match=r"answer\.keep_questions"):
            base.rate("q", "a", rating="like")
        after = {path for path in (tmp_path / "home").rglob("*") if path.is_file()}

    assert after == before


def test_evidence_orders_answers_by_how_sure_they_are(tmp_path: Path) -> None:
    with leave_base(tmp_path, keep=False) as base:
        sure, unsure = ask(base, "How many days of leave?"), ask(base, "Who owns the leave portal?")

    assert 0 <= unsure.confidence < sure.confidence <= 1
