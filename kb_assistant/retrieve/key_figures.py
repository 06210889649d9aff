"""Key figures of business reports, and the items of the accounts that they are computed from.

A report seldom names a ratio beside the accounts that it is made of: who asks for the quick ratio
must be shown the balance sheet. The definitions are those of any accounting textbook.
"""

import re
from collections.abc import Iterator

from kb_assistant.retrieve.statements import Statement

_BALANCE, _INCOME, _CASH = Statement.BALANCE, Statement.INCOME, Statement.CASH
_CHINESE_BALANCE, _CHINESE_INCOME = Statement.CHINESE_BALANCE, Statement.CHINESE_INCOME

_FIGURES = (
    (
        r"\bcap(?:ital )?ex(?:penditures?)?\b|\bcapital[- ]intensi",
        f"purchases of property, plant and equipment, {_CASH}",
    ),
    (
        r"\b(?:quick|current|acid[- ]test) ratios?\b|\bworking capital\b",
        f"total current assets, total current liabilities, {_BALANCE}",
    ),
    (
        r"\bcash[ _]ratio\b",
        f"cash and cash equivalents, short-term investments, total current liabilities, {_BALANCE}",
    ),
    (r"\bgross (?:profit )?margins?\b", f"net sales, cost of sales, gross profit, {_INCOME}"),
    (r"\boperating (?:profit |income )?margins?\b", f"operating income, net sales, {_INCOME}"),
    (r"\bnet (?:profit |income )margins?\b", f"net income, net earnings, revenue, {_INCOME}"),
    (r"\bEBITDA\b", f"operating income, depreciation and amortization, {_INCOME}, {_CASH}"),
    (r"\beffective tax\b", f"income before income taxes, provision for income taxes, {_INCOME}"),
    (
        r"\b(?:fixed[- ])?assets? turnover\b|\bcapital[- ]intensi",
        f"property, plant and equipment net, total assets, net sales, {_BALANCE}, {_INCOME}",
    ),
    (r"\breturn on assets\b|\bROA\b", f"net income, total assets, {_BALANCE}"),
    (
        r"\breturn on (?:\w+ )?equity\b|\bROE\b",
        f"net income, shareholders' equity, {_BALANCE}, {_INCOME}",
    ),
    (
        r"\breturn on capital employed\b|\bROCE\b",
        f"operating income, total assets, total current liabilities, {_BALANCE}, {_INCOME}",
    ),
    (
        r"\bcash conversion cycle\b|\bD[ISP]O\b|\b(?:inventory|receivables?|payables?) turnover\b",
        f"inventories, receivables, accounts payable, cost of sales, {_BALANCE}, {_INCOME}",
    ),
    (r"\binterest coverage\b", f"operating income, interest expense, {_INCOME}"),
    (
        r"\bdebt[- ]to[- ]equity\b|\bleverage ratio\b|\bgearing\b|\bcapitali[sz]ation ratio\b",
        f"total liabilities, long-term debt, shareholders' equity, {_BALANCE}",
    ),
    (r"\b(?:payout|retention) ratio\b", f"dividends paid, net income, {_CASH}"),
    (
        r"资本(?:性)?(?:支出|开支)",
        f"购建固定资产、无形资产和其他长期资产支付的现金 {Statement.CHINESE_CASH}",
    ),
    (r"[速流]动比率|营运资[金本]", f"流动资产合计 流动负债合计 {_CHINESE_BALANCE}"),
    (r"毛利率", f"营业收入 营业成本 {_CHINESE_INCOME}"),
    (r"净利率|净利润率", f"净利润 营业收入 {_CHINESE_INCOME}"),
    (r"资产负债率", f"负债合计 资产总计 {_CHINESE_BALANCE}"),
    (r"存货周转|应收账款周转", f"存货 应收账款 营业成本 {_CHINESE_BALANCE}"),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), items) for pattern, items in _FIGURES)


def items_of(question: str) -> str:
    """Return the items that the key figures in a question are computed from; "" without any."""
    return ", ".join(dict.fromkeys(_items(question)))


def _items(question: str) -> Iterator[str]:
    for pattern, items in _PATTERNS:
        if pattern.search(question):
            yield items
