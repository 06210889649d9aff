"""What a question says that it is about comes first: a document by its name, a statement."""

from dataclasses import replace
from typing import Any

import pytest

from indexes.model import Scope, Scores
from ingest.model import Chunk
from kb_assistant.retrieve.prefer import lifted, preference
from kb_assistant.retrieve.statements import Statement, is_of, statements_of

SHEET = "Goodwill 10 9\nInventories 30 20\nTotal assets 40 29"


@pytest.mark.parametrize(
    ("company", "uri"),
    [
        ("Costco", "COSTCO_2021_10K.pdf"),
        ("Best Buy", "BESTBUY_2023_10K.pdf"),
        ("MGM", "MGMRESORTS_2022_10K.pdf"),
    ],
)
def test_a_document_comes_first_when_the_question_says_its_files_name(
    base: Any, company: str, uri: str
) -> None:
    base.add("NIKE_2021_10K.pdf", "Nike sells shoes.", "Sales grew by a tenth.")
    base.add(uri, f"Welcome to {company}.", "It was a good year for sales.")

    trace = base.trace(f"What were net sales of {company}?")

    assert trace.passages[0].document.uri == uri
    assert trace.stages[0].notes == (f"preferred: the question says the name of {uri}",)


def test_the_year_chooses_among_the_reports_of_one_company(base: Any) -> None:
    base.add("NIKE_2018_10K.pdf", "Nike had good sales.")
    base.add("NIKE_2021_10K.pdf", "Nike had good sales, and more sales.")
    base.add("COSTCO_2021_10K.pdf", "Costco had good sales.")

    assert base.trace("What were Nike's sales in FY2018?").passages[0].document.uri == (
        "NIKE_2018_10K.pdf"
    )


def test_a_comparison_prefers_both_that_it_names(base: Any) -> None:
    base.add("NIKE_2020_10K.pdf", "Nike had good sales.")
    base.add("NIKE_2021_10K.pdf", "Nike had better sales.")
    base.add("COSTCO_2021_10K.pdf", "Costco had good sales.")
    base.add("weather.pdf", "Good weather is good for sales.")

    trace = base.trace("Were the sales of Nike in 2021 higher than those of Costco?")

    (note,) = trace.stages[0].notes
    assert "COSTCO_2021_10K.pdf" in note
    assert "NIKE_2021_10K.pdf" in note
    assert "NIKE_2020_10K.pdf" not in note


def test_a_subject_that_other_documents_speak_of_is_no_name(base: Any) -> None:
    base.add("leave.pdf", "Leave is asked for in writing.")
    base.add("handbook.pdf", "Sick leave needs a note.", "Annual leave is 30 days of leave.")

    assert base.trace("How many days of annual leave?").stages[0].notes == ()


def test_the_kind_of_a_document_is_no_name(base: Any) -> None:
    base.add("risk-policy.pdf", "This policy is about risks.")
    base.add("handbook.pdf", "Harassment is not tolerated.")

    assert base.trace("What is the policy on harassment?").stages[0].notes == ()


def test_a_name_that_all_documents_bear_prefers_none(base: Any) -> None:
    base.add("acme-travel.pdf", "Acme pays for trains.")
    base.add("acme-pay.pdf", "Acme pays on the last day.")

    assert base.trace("When does Acme pay?").stages[0].notes == ()


def test_a_document_that_the_asker_may_not_read_is_not_preferred(base: Any) -> None:
    base.add("ZEPHYR_2023.pdf", "Zephyr sales.", readers=frozenset({"board"}))
    base.add("plan.pdf", "The sales plan.")

    trace = base.trace("What are the sales of Zephyr?", scope=Scope(groups=frozenset({"sales"})))

    assert [passage.document.uri for passage in trace.passages] == ["plan.pdf"]
    assert trace.stages[0].notes == ()


def test_the_statement_that_holds_a_figure_comes_before_what_else_names_it(base: Any) -> None:
    plan = "Goodwill 1 2\nInventories 3 4\nTotal assets 4 6"
    base.add("plan.pdf", plan, heading_path=("Part II", "Note 7: pension plan"))
    base.add("sheet.pdf", SHEET, heading_path=("Part II", "Consolidated Balance Shee t"))
    trace = base.trace("How high are total assets?")
    alike = [replace(each, scores=Scores(reranked=1.0)) for each in trace.stages[1].passages]

    ordered = lifted(alike, preference(trace.understood, alike, by_name=True, statements=True))

    assert [passage.chunk.id for passage in ordered] == ["sheet.pdf-0", "plan.pdf-0"]


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("What are total liabilities?", {Statement.BALANCE}),
        (
            "What is the basic EPS, and what were dividends paid?",
            {Statement.INCOME, Statement.CASH},
        ),
        ("公司的存货是多少？", {Statement.CHINESE_BALANCE}),
        ("How many days of annual leave are there?", set()),
    ],
)
def test_a_question_tells_which_statements_it_needs(
    question: str, statements: set[Statement]
) -> None:
    assert statements_of(question) == statements


@pytest.mark.parametrize(
    ("heading", "text", "told"),
    [
        ("CONSOLIDATED BALANCE SHEETS", SHEET, True),
        ("合并资产负债表", SHEET, True),
        ("Notes to Consolidated Financial Statements", SHEET, False),
        ("Consolidated Balance Sheets", "See the accompanying notes.", False),
    ],
)
def test_a_statement_is_known_by_its_heading_and_its_figures(
    heading: str, text: str, told: bool
) -> None:
    chunk = Chunk(
        id="c", document_id="d", text=text, heading_path=("Report", heading, "(in millions)")
    )

    assert is_of(chunk, {Statement.BALANCE, Statement.CHINESE_BALANCE}) is told
