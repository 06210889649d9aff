"""Figures of business reports are answered with the row of the table that holds them."""

from collections.abc import Callable

import pytest

from indexes.model import Passage
from ingest.model import Kind
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.model import Question

MakePassage = Callable[..., Passage]
Ask = Callable[..., list[str]]

ASSETS = (
    " |  | January 28, 2023 |  | January 29, 2022\n"
    "Current assets\n"
    "Cash and cash equivalents | $ | 1,874 | $ | 2,936\n"
    "Total current assets |  | 8,802 |  | 10,539"
)
GOES_ON = (
    "Receivables, net |  | 1,141 |  | 1,042\n"
    "Total current assets |  | 8,802 |  | 10,539\n"
    "Total assets |  | 15,803 |  | 17,504"
)
GOES_ON_ZH = "应收账款 | 1,141 | 1,042\n流动资产合计 | 8,802 | 10,539\n资产总计 | 15,803 | 17,504"


@pytest.fixture
def ask(terms: Terms) -> Ask:
    def answer(question: str, *passages: Passage) -> list[str]:
        pieces = ExtractiveEngine(terms, 0.5).stream(Question(text=question), passages)
        return [str(piece).strip() for piece in pieces]

    return answer


def test_a_row_is_quoted_with_the_years_of_its_columns(ask: Ask, passage: MakePassage) -> None:
    sheet = passage(ASSETS, kind=Kind.TABLE, title="BESTBUY_2023_10K")

    assert ask("What are cash and cash equivalents of Best Buy in FY2023?", sheet) == [
        "Cash and cash equivalents; January 28, 2023: $ 1,874; January 29, 2022: $ 2,936 [1]"
    ]


def test_a_row_is_quoted_with_both_names_of_its_columns(ask: Ask, passage: MakePassage) -> None:
    table = passage(
        "1、地区分部：\n项目 | 主营业务收入（元） | 主营业务收入（元）\n"
        "项目 | 2005 年度 | 2004 年度\n"
        "马鞍山地区 | 90,023,877.81 | 58,606,506.17\n南京地区 | 122,672,984.85 | 110,472,589.63",
        kind=Kind.TABLE,
        title="招股说明书",
    )

    assert ask("2004年南京地区的主营业务收入是多少？", table) == [
        "项目: 南京地区; 主营业务收入（元） 2005 年度: 122,672,984.85; "
        "主营业务收入（元） 2004 年度: 110,472,589.63 [1]"
    ]


def test_a_label_with_a_colon_is_quoted_with_its_value(ask: Ask, passage: MakePassage) -> None:
    sheet = passage(
        "股票种类： | 人民币普通股（A股）\n每股面值： | 1.00 元人民币\n承销方式： | 承销团余额包销",
        kind=Kind.TABLE,
        title="招股说明书",
    )

    assert ask("每股面值是多少？", sheet) == ["每股面值： 1.00 元人民币 [1]"]


@pytest.mark.parametrize(
    ("question", "rows", "answer"),
    [
        (
            "what is total current assets in FY2023 for Bestbuy? Answer in million.",
            GOES_ON,
            "Total current assets; 8,802; 10,539 [1]",
        ),
        (
            "What are the total assets of Best Buy in FY 2023? Round to one decimal place.",
            GOES_ON,
            "Total assets; 15,803; 17,504 [1]",
        ),
        (
            "what is total assets for Best Buy in FY23?Answer in millions.",
            GOES_ON,
            "Total assets; 15,803; 17,504 [1]",
        ),
        (
            "2023年的流动资产合计是多少？请保留两位小数。",
            GOES_ON_ZH,
            "流动资产合计; 8,802; 10,539 [1]",
        ),
        ("2023年资产总计是多少？", GOES_ON_ZH, "资产总计; 15,803; 17,504 [1]"),
    ],
)
def test_a_table_that_goes_on_from_another_page_is_read_row_by_row(
    question: str, rows: str, answer: str, ask: Ask, passage: MakePassage
) -> None:
    sheet = passage(rows, kind=Kind.TABLE, title="BESTBUY_2023_10K", headings=("合并资产负债表",))

    assert ask(question, sheet) == [answer]


def test_a_header_whose_first_cell_is_empty_names_the_right_columns(
    ask: Ask, passage: MakePassage
) -> None:
    rows = " | 2021 | 2020\nLong-term debt | 7,531 | 7,657"
    table = passage(rows, kind=Kind.TABLE, title="COSTCO_2021_10K")

    assert ask("What is the long-term debt of Costco in 2021?", table) == [
        "Long-term debt; 2021: 7,531; 2020: 7,657 [1]"
    ]


@pytest.mark.parametrize(
    "line", ["January 28, 2023 January 29, 2022", "2023年1月28日 2022年1月29日", "Total goodwill"]
)
def test_a_line_of_dates_or_of_the_questions_own_words_is_no_answer(
    line: str, ask: Ask, passage: MakePassage
) -> None:
    page = passage(line, title="BESTBUY_2023_10K", headings=("Total goodwill 2023",))

    assert ask("What is the total goodwill of Best Buy in January 2023?", page) == []


def test_a_question_how_is_answered_by_a_sentence_and_not_by_a_row(
    ask: Ask, passage: MakePassage
) -> None:
    row = passage("Merchandise inventories | 5,140 | 5,965", kind=Kind.TABLE)
    text = passage("Merchandise inventories are recorded at the lower of cost or net value.")

    said = ask("How are merchandise inventories recorded?", row, text)

    assert said[0] == "Merchandise inventories are recorded at the lower of cost or net value. [2]"


def test_a_report_of_another_year_is_no_answer(ask: Ask, passage: MakePassage) -> None:
    rows = " | 2018 | 2017\nTotal assets | 9,000 | 8,000"
    table = passage(rows, kind=Kind.TABLE, title="NIKE_2018_10K")

    assert ask("What are total assets of Costco in FY2023?", table) == []
