from pathlib import Path

import openpyxl
import pytest

from ingest.errors import UnknownFormat
from ingest.faq_sheet import FaqRow, faq_of, faq_rows


def workbook(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_questions_answers_and_variants_are_read_from_a_workbook(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "faq.xlsx",
        [["Customer FAQ"], [], ["No.", "Question", "Answer", "Similar questions"]]
        + [[1, "How do I pay?", "By card.\nOr by transfer.", "Can I pay by card?\nWhich cards?"]],
        [
            ["标准问", "相似问1", "相似问2", "答案"],
            ["年假几天？", "有多少年假", "年假天数", "15天。"],
        ],
        [["Item", "Price"], ["Bolt", 1]],
    )

    assert faq_rows(path) == (
        FaqRow(
            question="How do I pay?",
            answer="By card.\nOr by transfer.",
            variants=("Can I pay by card?", "Which cards?"),
        ),
        FaqRow(question="年假几天？", answer="15天。", variants=("有多少年假", "年假天数")),
    )


def test_questions_and_answers_are_read_from_a_csv_file_in_any_encoding(tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    rows = "问题,回答\n公司的地址是什么？,在上海的总部。\n我们的电话是多少？,请看公司的网页。\n"
    path.write_bytes(rows.encode("gb18030"))

    assert [row.question for row in faq_rows(path)] == ["公司的地址是什么？", "我们的电话是多少？"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Question", "Answer"),
        ("Q", "A"),
        ("Frequently Asked Question", "Standard answer"),
        ("QUESTION (EN)*", "Answer (EN)"),
        ("标准问题", "标准答案"),
        ("问", "答"),
        ("客户问题", "答复"),
        ("問題", "回覆"),
        ("常见问题", "解决方案"),
    ],
)
def test_the_usual_names_of_the_columns_are_known(question: str, answer: str) -> None:
    rows = [[question, "Department", answer], ["Why?", "IT", "Because."]]

    assert faq_of(rows) == (FaqRow(question="Why?", answer="Because."),)


@pytest.mark.parametrize(
    "header",
    [["Item", "Price"], ["Question", "Score"], ["Answer", "Points"], ["Questionnaire", "Answer"]],
)
def test_other_tables_are_no_faq(header: list[str]) -> None:
    assert faq_of([header, ["a", "b"], ["c", "d"]]) == ()


def test_a_row_without_a_question_goes_on_with_the_one_above() -> None:
    rows = [
        ["Question", "Answer", "Variants"],
        ["How?", "First, ask.", "In which way?"],
        ["", "Then wait.", "By what means?"],
        ["Who answers?", "", ""],
    ]

    assert faq_of(rows) == (
        FaqRow(
            question="How?",
            answer="First, ask.\nThen wait.",
            variants=("In which way?", "By what means?"),
        ),
    )


def test_variants_in_one_cell_are_parted_and_never_repeat_the_question() -> None:
    rows = [
        ["Question", "Answer", "Also asked as"],
        ["Why?", "So.", "Why?; What for？为何？为什么"],
    ]

    assert faq_of(rows)[0].variants == ("What for？", "为何？", "为什么")


def test_a_file_that_is_no_sheet_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Question: why?", encoding="utf-8")

    with pytest.raises(UnknownFormat, match=r"save it as one"):
        faq_rows(path)
