"""FAQ entries: what is approved answers in its own words, and nothing else does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexes.catalog.faq import Faq, FaqState
from indexes.errors import UnknownFaq
from indexes.lexical.analysis import Analyzer
from indexes.model import EVERYTHING, Scope
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.assistant import Assistant
from kb_assistant.errors import InvalidEntry
from kb_assistant.faq.editing import FaqEditor, Written
from kb_assistant.faq.match import FaqMatcher
from kb_assistant.model import Answer, Question, Verdict

LEAVE = "How many days of annual leave do employees have?"


class Desk:
    """The entries of a knowledge base, and what it answers."""

    def __init__(self, kb: Any, words: Path) -> None:
        self.kb = kb
        self.editor = FaqEditor(kb.index, max_tokens=64)
        self.matcher = FaqMatcher(kb.index, Analyzer(words))
        self.assistant = Assistant(
            kb.assistant,
            ExtractiveEngine(kb.index.terms, least=0.5),
            terms=kb.index.terms,
            passages=8,
            longest_question=400,
            faq=self.matcher,
        )

    def official(self, question: str, answer: str, **fields: Any) -> Faq:
        kept = self.editor.write(entry(question, answer, **fields))
        return self.editor.approve(kept.faq.id)

    def ask(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        *_, answer = self.assistant.ask(Question(text=question, scope=scope))
        return answer


def entry(question: str, answer: str, **fields: Any) -> Faq:
    return Faq(id="", question=question, answer=answer, **{"collection": "hr", **fields})


@pytest.fixture
def desk(kb: Any, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(kb, tmp_path / "words")


@pytest.mark.parametrize(
    "question",
    [
        LEAVE,
        "how many days of annual leave do employees have",
        "Hi, could you tell me how many days of ANNUAL LEAVE do employees have? Thanks!",
        "What is my holiday allowance?",
    ],
)
def test_the_same_question_is_answered_in_the_own_words_of_the_entry(
    desk: Desk, question: str
) -> None:
    made = desk.official(
        LEAVE, "25 days.\nPart-time pro rata.", variants=("what is my holiday allowance",)
    )

    answer = desk.ask(question)

    assert (answer.verdict, answer.text, answer.engine) == (Verdict.FAQ, made.answer, "faq")
    assert answer.official is not None
    assert (answer.official.question, answer.official.exact) == (LEAVE, True)


def test_a_chinese_question_is_the_same_in_either_script_and_manner(desk: Desk) -> None:
    desk.official("如何申请年休假", "在OA系统提交申请。")

    answer = desk.ask("請問，怎樣申請年休假呢？")

    assert (answer.verdict, answer.text) == (Verdict.FAQ, "在OA系统提交申请。")


def test_a_question_much_like_it_is_answered_and_says_which_it_took_it_for(desk: Desk) -> None:
    desk.official(LEAVE, "25 days.")
    desk.official("如何申请年休假和调休", "在OA系统提交申请。")

    english = desk.ask("How many days of annual leave do our employees have?").official
    chinese = desk.ask("员工如何申请年休假和调休").official

    assert english is not None
    assert (english.question, english.exact) == (LEAVE, False)
    assert chinese is not None
    assert (chinese.question, chinese.exact) == ("如何申请年休假和调休", False)


@pytest.mark.parametrize(
    "question",
    [
        "How many days of annual leave do employees not have?",
        "How many days of annual leave do 3 employees have?",
        "How tall is the Eiffel tower?",
        "年假有几天",
        "?",
    ],
)
def test_a_question_that_means_something_else_is_not_answered_so(desk: Desk, question: str) -> None:
    desk.official(LEAVE, "25 days.")

    assert desk.ask(question).verdict is not Verdict.FAQ


def test_a_negative_question_blocks_the_entry(desk: Desk) -> None:
    desk.official(
        LEAVE,
        "25 days.",
        negatives=("How many days of annual leave do interns have?",),
    )

    assert desk.ask("How many days of annual leave do interns have?").official is None
    assert desk.ask("how many days of annual leave do the interns have").official is None
    assert desk.ask(LEAVE).official is not None


def test_a_greeting_is_the_same_as_itself_alone(desk: Desk) -> None:
    desk.official("你好", "你好，请直接提问。")

    assert desk.ask("你好！").verdict is Verdict.FAQ
    for text in ("谢谢", "？", "请问"):
        assert desk.ask(text).verdict is not Verdict.FAQ


def test_two_entries_that_fit_alike_answer_neither(desk: Desk) -> None:
    desk.official("How do I return a laptop of the office?", "To IT.")
    desk.official("How do I return a phone of the office?", "To reception.")

    assert desk.ask("How do I return a screen of the office?").official is None


def test_only_approved_entries_answer(desk: Desk) -> None:
    kept = desk.editor.write(entry(LEAVE, "25 days."))
    assert desk.ask(LEAVE).verdict is not Verdict.FAQ
    desk.editor.submit(kept.faq.id)
    assert desk.ask(LEAVE).verdict is not Verdict.FAQ

    desk.editor.approve(kept.faq.id)
    assert desk.ask(LEAVE).verdict is Verdict.FAQ
    assert desk.kb.found("annual leave") == [f"faq:{kept.faq.id}"]

    desk.editor.retire(kept.faq.id)
    assert desk.ask(LEAVE).verdict is not Verdict.FAQ
    assert desk.kb.found("annual leave") == []


def test_changed_words_make_a_draft_of_an_approved_entry(desk: Desk) -> None:
    desk.official(LEAVE, "25 days.")

    same = desk.editor.write(entry(LEAVE, "25 days. "))
    changed = desk.editor.write(entry(LEAVE, "26 days."))

    assert (same.written, same.faq.state) == (Written.UNCHANGED, FaqState.APPROVED)
    assert (changed.written, changed.faq.state) == (Written.UPDATED, FaqState.DRAFT)
    assert desk.ask(LEAVE).official is None
    assert desk.kb.found("annual leave") == []


def test_below_the_threshold_an_entry_is_found_and_cited_like_any_passage(desk: Desk) -> None:
    desk.official("Who repairs broken chairs?", "Facility management repairs broken chairs.")

    answer = desk.ask("chairs management")

    assert answer.verdict is Verdict.ANSWERED
    assert answer.citations[0].passage.document.title == "Who repairs broken chairs?"


def test_an_entry_answers_its_readers_alone(desk: Desk) -> None:
    desk.official("What is the bonus?", "Ten percent.", readers=frozenset({"hr"}))

    assert desk.ask("What is the bonus?", Scope(groups=frozenset({"hr"}))).text == "Ten percent."
    for groups in (frozenset(), frozenset({"sales"})):
        answer = desk.ask("What is the bonus?", Scope(groups=groups))
        assert (answer.verdict, answer.nearest) == (Verdict.NOT_FOUND, ())


def test_an_entry_of_a_closed_collection_answers_its_readers_alone(desk: Desk) -> None:
    desk.official("What is the bonus?", "Ten percent.")
    asker = Scope(groups=frozenset({"sales"}))
    assert desk.ask("What is the bonus?", asker).verdict is Verdict.FAQ

    desk.kb.catalog.curation.set_collection_readers("hr", ["hr"])

    assert desk.ask("What is the bonus?", asker).verdict is Verdict.NOT_FOUND
    assert desk.ask("What is the bonus?", Scope(groups=frozenset({"hr"}))).verdict is Verdict.FAQ


def test_another_process_answers_with_what_was_approved_here(desk: Desk, tmp_path: Path) -> None:
    other = FaqMatcher(desk.kb.index, Analyzer(tmp_path / "words"))
    asked = Question(text=LEAVE, scope=EVERYTHING)
    assert other.match(asked) is None

    made = desk.official(LEAVE, "25 days.")

    found = other.match(asked)
    assert found is not None
    assert found.answer == "25 days."
    desk.editor.remove(made.id)
    assert other.match(asked) is None


def test_sources_name_the_documents_that_the_asker_may_open(desk: Desk, folder: Path) -> None:
    desk.kb.add(folder, collection="hr", readers=frozenset({"hr"}))
    desk.official(LEAVE, "25 days.", sources=("hr/leave.md", "https://hr.example/leave"))

    reader = desk.ask(LEAVE, Scope(groups=frozenset({"hr"}))).official
    visitor = desk.ask(LEAVE, Scope()).official

    assert reader is not None
    assert [each.uri for each in reader.documents] == ["hr/leave.md"]
    assert reader.sources == ("https://hr.example/leave",)
    assert visitor is not None
    assert (visitor.documents, visitor.sources) == ((), ("https://hr.example/leave",))


def test_a_search_within_one_document_is_not_answered_by_an_entry(desk: Desk) -> None:
    desk.official(LEAVE, "25 days.")
    within = Scope(groups=None, documents=frozenset({"0" * 16}))

    assert desk.ask(LEAVE, within).official is None
    assert desk.ask(LEAVE, Scope(collections=frozenset({"other"}))).official is None


def test_phrasings_are_embedded_once(desk: Desk, tmp_path: Path) -> None:
    desk.official(LEAVE, "25 days.")
    desk.ask("something else entirely")
    embedded = desk.kb.embedder.embedded

    other = FaqMatcher(desk.kb.index, Analyzer(tmp_path / "words"))
    other.match(Question(text="something else entirely", scope=EVERYTHING))

    assert desk.kb.embedder.embedded == embedded


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (" ", "25 days.", "the question of a FAQ entry is blank"),
        (LEAVE, "\n", "the answer of a FAQ entry is blank"),
        ("x" * 1_001, "25 days.", "the limit is 1,000"),
        (LEAVE, "x" * 20_001, "the limit is 20,000"),
    ],
)
def test_an_entry_without_words_or_with_too_many_is_refused(
    desk: Desk, question: str, answer: str, said: str
) -> None:
    with pytest.raises(InvalidEntry, match=said):
        desk.editor.write(entry(question, answer))


def test_steps_that_cannot_follow_are_refused_with_those_that_can(desk: Desk) -> None:
    made = desk.official(LEAVE, "25 days.")

    with pytest.raises(InvalidEntry, match="it can become: retired"):
        desk.editor.approve(made.id)
    with pytest.raises(UnknownFaq, match="kb faq list"):
        desk.editor.approve("0" * 16)


def test_odd_text_is_kept_without_harm(desk: Desk) -> None:
    made = desk.official("<b>What?\x00</b> '; DROP TABLE faqs --", "A\udc00nswer [1] {x}")

    assert desk.ask(made.question).verdict is Verdict.FAQ
