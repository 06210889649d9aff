import csv
import io
import json
from pathlib import Path

import pytest

from eval.cases import Candidate, candidates
from eval.cases import to_csv as cases_csv
from eval.datasets.load import load
from eval.datasets.model import Case
from eval.errors import DatasetError
from eval.evaluate import answers, evaluate
from eval.export import ragas_lines
from eval.runs import record
from eval.synthetic import Draft, Source, drafts, findable
from eval.synthetic import to_csv as drafts_csv
from ingest.model import Box, Element, Kind, Span

from .doubles import Shelf, dataset, head, passage


def asked(question: str, verdict: str = "answered", when: str = "2026-01-01") -> str:
    row = {"asked": when, "question": question, "verdict": verdict, "documents": ["a.md", "a.md"]}
    return json.dumps(row, ensure_ascii=False) + "\n"


def test_questions_that_found_nothing_come_first_and_the_same_words_count_once(
    tmp_path: Path,
) -> None:
    log = tmp_path / "questions.jsonl"
    lines = asked("How many days?"), asked("how  many days?", when="2026-02-02"), asked("年假？")
    log.write_text("".join(lines) + asked("Mars?", "not_found"), encoding="utf-8")

    found = candidates(log)

    assert [(one.question, one.asked) for one in found] == [
        ("Mars?", 1),
        ("how  many days?", 2),
        ("年假？", 1),
    ]
    assert found[1].documents == ("a.md",)
    assert found[1].last == "2026-02-02"


def test_the_table_of_asked_questions_is_a_dataset_that_claims_nothing_yet(tmp_path: Path) -> None:
    log = tmp_path / "questions.jsonl"
    log.write_text(asked("How many days?"), encoding="utf-8")
    path = tmp_path / "cases.csv"
    path.write_text(cases_csv(candidates(log)), encoding="utf-8-sig")

    case = load(path).cases[0]

    assert (case.question, case.relevant, case.answers) == ("How many days?", {}, ())
    assert case.answerable is None
    assert case.slices["cited"] == "a.md"


def test_a_cell_that_a_spreadsheet_would_run_is_shown_instead() -> None:
    evil = Candidate(question="=1+1", verdict="answered", documents=(), asked=1, last="x")

    assert list(csv.reader(io.StringIO(cases_csv([evil]))))[1][0] == "'=1+1"


@pytest.mark.parametrize("question", ["=1+1", "'=1+1", "-3 °C?", "+49 30?", "@home?", "'Tis so?"])
def test_a_question_that_looks_like_a_formula_is_asked_as_it_was(
    tmp_path: Path, question: str
) -> None:
    one = Candidate(question=question, verdict="answered", documents=(), asked=1, last="x")
    path = tmp_path / "cases.csv"
    path.write_text(cases_csv([one]), encoding="utf-8-sig")

    assert [case.question for case in load(path).cases] == [question]


@pytest.mark.parametrize("line", ["no json\n", "{}\n", "[]\n"])
def test_a_broken_line_of_the_log_is_named(tmp_path: Path, line: str) -> None:
    log = tmp_path / "questions.jsonl"
    log.write_text(asked("x") + line, encoding="utf-8")

    with pytest.raises(DatasetError, match=r"questions\.jsonl:2: is no line of the log"):
        candidates(log)


def test_without_a_log_the_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"see answer\.keep_questions"):
        candidates(tmp_path / "questions.jsonl")


def element(kind: Kind, text: str, page: int = 2) -> Element:
    box = Box(page=page, x0=0, y0=0, x1=1, y1=1)
    return Element(kind=kind, text=text, spans=(Span(start=0, end=len(text), box=box),))


ELEMENTS = (
    element(Kind.PARAGRAPH, "A retention period means the time for which records must be kept."),
    element(
        Kind.PARAGRAPH,
        "差旅费是指员工因公出差期间发生的交通和住宿费用。It is a rule to follow here.",
    ),
    element(Kind.TABLE, "Item | 2023 | 2024\nHotel per night | $150 | $160\n2022 | 1 | 2"),
    element(Kind.HEADING, "How do I book a train?", page=3),
    element(Kind.PARAGRAPH, "Through the portal."),
)


def test_definitions_tables_and_questions_as_headings_become_questions() -> None:
    found = [(one.question, one.answer, one.page, one.source) for one in drafts("a.pdf", ELEMENTS)]

    assert found == [
        (
            "What is a retention period?",
            "the time for which records must be kept",
            2,
            Source.DEFINITION,
        ),
        (
            "What does retention period mean?",
            "the time for which records must be kept",
            2,
            Source.VARIANT,
        ),
        ("什么是差旅费？", "员工因公出差期间发生的交通和住宿费用", 2, Source.DEFINITION),
        ("差旅费是什么意思？", "员工因公出差期间发生的交通和住宿费用", 2, Source.VARIANT),
        ("What is the 2023 of Hotel per night?", "$150", 2, Source.TABLE),
        ("How do I book a train?", "Through the portal.", 3, Source.HEADING),
    ]


def test_the_rows_of_a_faq_table_are_questions_as_they_stand() -> None:
    table = element(Kind.TABLE, "问题 | 答案\n年假有几天？ | 十五天\n空 | ")

    found = [(one.question, one.answer, one.source) for one in drafts("faq.xlsx", [table])]

    assert found == [("年假有几天？", "十五天", Source.FAQ)]


def test_a_question_is_kept_only_when_searching_finds_its_document() -> None:
    shelf = Shelf({"How do I book a train?": [passage("x"), passage("a.pdf")]})

    kept = list(findable(drafts("a.pdf", ELEMENTS), shelf))

    assert [one.question for one in kept] == ["How do I book a train?"]


def test_made_questions_are_marked_as_synthetic_wherever_they_are_read(tmp_path: Path) -> None:
    draft = Draft(question="Why?", answer="So.", document="a.pdf", page=3, source=Source.HEADING)
    path = tmp_path / "made.csv"
    path.write_text(drafts_csv([draft]), encoding="utf-8-sig")

    case = load(path).cases[0]

    assert (case.synthetic, case.pages, case.slices["type"]) == (True, (3,), "heading")


def test_answers_are_exported_with_the_keys_of_ragas(tmp_path: Path) -> None:
    case = Case(id="1", question="one", answers=(("25", "25 days"), ("paid",)), synthetic=True)
    long = "Leave is granted as follows. " * 200
    shelf = Shelf({"one": [passage("a", text="Leave is 25 days."), passage("b", text=long)]})
    run = evaluate(dataset(case), answers(shelf), record(tmp_path, head()))

    rows = [json.loads(line) for line in ragas_lines(run.results)]

    assert rows == [
        {
            "user_input": "one",
            "response": "Leave is 25 days. [1]",
            "retrieved_contexts": ["Leave is 25 days.", long],
            "reference": "25; paid",
            "synthetic": True,
        }
    ]
