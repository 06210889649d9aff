from dataclasses import replace
from pathlib import Path

import pytest

from kb_assistant.asked import AskedQuestions
from kb_assistant.errors import ModelServerDown
from kb_assistant.model import Turn
from kb_assistant.web.chat_events import Chat
from kb_assistant.web.conversation import Exchange, kept


@pytest.fixture
def chat(world) -> Chat:
    return Chat(world.kb)


def told(chat: Chat, question: str, stored: object = None) -> Exchange | None:
    """Return the last value of an exchange that was asked for."""
    *_, (_, last) = chat.asked(question, stored, "en")
    return last


def test_a_fresh_visitor_sees_examples_from_the_documents_and_the_documents(chat) -> None:
    thread, documents = chat.opened(None, "en")

    assert "What would you like to know?" in thread
    assert "What do the documents say about “Spare parts in stock”?" in thread
    assert "handbook.pdf · 2 pages" in documents
    assert "Salaries" not in thread + documents


def test_the_page_opens_in_chinese_for_whoever_reads_chinese(chat) -> None:
    thread, documents = chat.opened(None, "zh")

    assert "你想了解什么？" in thread
    assert "2 页" in documents


def test_a_kept_conversation_is_shown_again(chat) -> None:
    thread, _ = chat.opened(kept([Exchange(question="How?", text="So.")]), "en")

    assert "How?" in thread and "So." in thread


def test_a_question_is_first_shown_as_being_searched_and_ends_as_an_exchange(chat, world) -> None:
    world.answers("Twenty days [1].", world.citation())

    steps = list(chat.asked("How many days?", None, "en"))

    assert "Looking through the documents" in steps[0][0]
    assert steps[-1][1].text == "Twenty days [1]."
    assert steps[-1][1].sources[0].page == 2


def test_earlier_turns_go_along(chat, world) -> None:
    world.answers("Yes.")

    told(chat, "And then?", kept([Exchange(question="How?", text="So.")]))

    assert world.assistant.asked[0].history == (Turn(question="How?", answer="So."),)


def test_stopping_ends_the_assistants_work_and_keeps_what_came(chat, world, monkeypatch) -> None:
    monkeypatch.setattr("kb_assistant.web.chat_events.REDRAW_SECONDS", 0.0)
    world.assistant.script[:] = ["Twenty ", "days"]
    steps = chat.asked("How?", None, "en")
    next(steps)
    _, so_far = next(steps)

    steps.close()

    assert (so_far.text, so_far.state) == ("Twenty ", "stopped")
    assert world.assistant.ended == 1


def test_a_blank_question_does_nothing(chat) -> None:
    assert list(chat.asked("  \n", None, "en")) == []


def test_a_failure_becomes_an_exchange_that_names_the_error(chat, world) -> None:
    world.assistant.script[:] = [ModelServerDown("nothing answers")]

    failed = told(chat, "How?")

    assert (failed.state, failed.error, failed.text) == (
        "failed",
        "ModelServerDown",
        "nothing answers",
    )


def test_an_endless_question_fails_and_is_kept_cut(chat) -> None:
    failed = told(chat, "x" * 100_000)

    assert failed.error == "QuestionTooLong"
    assert len(failed.question) == 2_000


def test_finishing_adds_the_latest_exchange_to_the_conversation(chat) -> None:
    thread, stored = chat.finished(Exchange(question="New?", text="Yes."), [], "en")

    assert "New?" in thread
    assert [each["question"] for each in stored] == ["New?"]


def test_finishing_without_an_exchange_changes_nothing(chat) -> None:
    before = kept([Exchange(question="How?", text="So.")])

    thread, stored = chat.finished(None, before, "en")

    assert stored == before
    assert thread.count("<article") == 1


def test_clearing_shows_the_empty_page_and_keeps_nothing(chat) -> None:
    thread, stored = chat.cleared("en")

    assert "kb-welcome" in thread
    assert stored == []


def test_an_upload_shows_progress_and_what_became_of_each_file(chat, world, tmp_path) -> None:
    paths = [tmp_path / "好.txt", tmp_path / "bad.pdf"]
    for path in paths:
        path.write_text("text", encoding="utf-8")

    steps = [report for report, _ in chat.uploaded([str(path) for path in paths], "en")]

    assert "Reading 好.txt" in steps[0] and "0/2" in steps[0]
    assert "1 of 2 files ready" in steps[-1]
    assert "the file is &lt;empty&gt;" in steps[-1]
    stored = world.kb.settings.home / "uploads"
    assert sorted(path.name for path in stored.iterdir()) == ["bad.pdf", "好.txt"]


def test_the_same_name_again_replaces_the_uploaded_file(chat, world, tmp_path) -> None:
    path = tmp_path / "note.txt"
    for text in ("one", "two"):
        path.write_text(text, encoding="utf-8")
        list(chat.uploaded([str(path)], "en"))

    assert (world.kb.settings.home / "uploads" / "note.txt").read_text(encoding="utf-8") == "two"


def test_an_upload_that_cannot_be_stored_fails_with_the_reason(chat, world, tmp_path: Path) -> None:
    world.kb.settings.home.mkdir()
    (world.kb.settings.home / "uploads").write_text("in the way", encoding="utf-8")
    path = tmp_path / "note.txt"
    path.write_text("text", encoding="utf-8")

    *_, (report, _) = chat.uploaded([str(path)], "en")

    assert "Could not be added" in report and "note.txt" in report


def test_what_a_visitor_thinks_of_an_answer_is_kept_only_where_questions_are(
    world, tmp_path: Path
) -> None:
    path = tmp_path / "questions.jsonl"

    Chat(world.kb).rated("How?", "So.", "dislike")
    assert not path.exists()

    keeping = Chat(replace(world.kb, asked=AskedQuestions(path)))
    keeping.rated("How?", "So.", "dislike")
    keeping.rated("How?", "So.", "rubbish")
    assert path.read_text(encoding="utf-8").count('"rating": "dislike"') == 1
    assert "rubbish" not in path.read_text(encoding="utf-8")


def test_every_finished_answer_can_be_rated(chat) -> None:
    exchanges = kept(
        [Exchange(question="<How?>", text="So."), Exchange(question="x", state="failed")]
    )

    thread, _ = chat.opened(exchanges, "en")

    assert thread.count('data-rating="like"') == thread.count('data-rating="dislike"') == 1
    assert 'data-asked="&lt;How?&gt;"' in thread
