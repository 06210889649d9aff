"""The financial statements of a business report: which of them a question needs, where they are.

A question for a figure shares little with the statement that holds it: the figure's name, which the
notes repeat on fifty pages. The statement's heading tells it apart.
"""

import re
from collections.abc import Collection
from enum import StrEnum

from ingest.model import Chunk
from kb_assistant.retrieve.matches import folded


class Statement(StrEnum):
    """A statement, by the names under which it is searched for."""

    BALANCE = "consolidated balance sheet, statement of financial position"
    INCOME = "consolidated statement of income, statement of earnings, statement of operations"
    CASH = "consolidated statement of cash flows"
    CHINESE_BALANCE = "合并资产负债表"
    CHINESE_INCOME = "合并利润表"
    CHINESE_CASH = "合并现金流量表"


_ASKED = {
    Statement.BALANCE: r"""
        balance\ sheets? | statements?\ of\ financial\ position
        | total\ (?:current\ |non-?current\ |long-term\ )?(?:assets|liabilities|equity)
        | (?:share|stock)holders['’]?\ equity | common\ equity | long-term\ liabilities | debt
        | PP&?N?E | property,\ plant,?\ and\ equipment | goodwill | inventor(?:y|ies)
        | (?:accounts\ )?(?:payables?|receivables?) | cash\ and\ cash\ equivalents
        | accru(?:ed|al)\ liabilities | invested\ capital | capital\ employed
    """,
    Statement.INCOME: r"""
        income\ statements? | statements?\ of\ (?:income|earnings|operations|profit)
        | profit\ and\ loss | net\ (?:income|earnings|profit|loss)
        | total\ (?:net\ )?(?:revenues?|sales) | operating\ (?:income|profit|loss)
        | gross\ (?:profit|margin) | EBITDA? | EPS
        | cost\ of\ (?:goods\ sold|sales|revenues?) | COGS | earnings\ per\ (?:\w+\ )?share
        | interest\ expense | income\ tax(?:es)? | effective\ tax
    """,
    Statement.CASH: r"""
        cash[- ]flows? | cap(?:ital\ )?ex(?:penditures?)? | EBITDA | depreciation
        | purchases\ of\ property | dividends\ paid
    """,
    Statement.CHINESE_BALANCE: """
        资产负债表 | 资产总[计额] | 负债合计 | 流动资产 | 流动负债 | 应收账款 | 存货 | 商誉
    """,
    Statement.CHINESE_INCOME: "利润表 | 营业(?:总)?(?:收入|成本) | 净利润 | 每股收益 | 所得税费用",
    Statement.CHINESE_CASH: "现金流量 | 资本(?:性)?(?:支出|开支) | 购建固定资产",
}
_QUESTIONS = {
    statement: re.compile(
        pattern if statement.name.startswith("CHINESE") else rf"\b(?:{pattern})\b",
        re.IGNORECASE | re.VERBOSE,
    )
    for statement, pattern in _ASKED.items()
}
_HEADINGS = {
    Statement.BALANCE: re.compile(r"balancesheet|statements?offinancialposition"),
    Statement.INCOME: re.compile(
        r"incomestatement|statements?of(?:consolidated)?(?:income|earnings|operations|profit)"
    ),
    Statement.CASH: re.compile(r"statements?of(?:consolidated)?cashflow|cashflowstatement"),
    Statement.CHINESE_BALANCE: re.compile("资产负债表"),
    Statement.CHINESE_INCOME: re.compile("利润表"),
    Statement.CHINESE_CASH: re.compile("现金流量表"),
}
_NEAR = 2
"""The headings nearest to the text that count; the last is often "(amounts in millions)"."""
_FIGURES = 4
_BLANK = re.compile(r"\W+")
_NUMBER = re.compile(r"\d[\d,.]*")


def statements_of(question: str) -> frozenset[Statement]:
    """Return the statements that a question names, or whose items it asks for."""
    return frozenset(each for each, pattern in _QUESTIONS.items() if pattern.search(question))


def is_of(chunk: Chunk, statements: Collection[Statement]) -> bool:
    """Tell whether the chunk holds figures under the heading of one of these statements."""
    if len(_NUMBER.findall(chunk.text)) < _FIGURES:
        return False
    # Letter-spaced headings are read with blanks in their words: "Balance Shee t".
    headings = [_BLANK.sub("", folded(heading)) for heading in chunk.heading_path[-_NEAR:]]
    return any(_HEADINGS[each].search(heading) for each in statements for heading in headings)
