"""The spreadsheets: a price list in two sheets, and a list of questions with answers."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from making.archive import AUTHOR, ISSUED, settle

SOURCES = Path(__file__).parents[1] / "sources"
Columns = tuple[tuple[str, int], ...]

PRICE_COLUMNS: Columns = (
    ("Article no. 货号", 15),
    ("Product", 42),
    ("产品名称", 32),
    ("Unit", 9),
    ("单位", 8),
    ("Price EUR 欧元", 15),
    ("Price CNY 人民币", 17),
    ("Valid from 生效日期", 20),
    ("Lead time, days 交货期（天）", 26),
)
FAQ_COLUMNS: Columns = (("Question", 52), ("Answer", 90), ("Topic", 14))

_RULE = Side(style="thin", color="B7C6CC")


def price_list(target: Path) -> None:
    """Write the price list: instruments on one sheet, consumables and parts on the other."""
    workbook = _workbook("Price list 2026 价格表")
    sheets = (("Instruments 仪器", "price-instruments"), ("Consumables 耗材", "price-consumables"))
    for title, source in sheets:
        sheet = workbook.create_sheet(title)
        _write_table(sheet, PRICE_COLUMNS, [_priced(row) for row in _rows(source)])
        _format_prices(sheet)
    _save(workbook, target)


def faq(target: Path) -> None:
    """Write the questions and answers, ten in English and ten in Chinese."""
    workbook = _workbook("Frequently asked questions 常见问题")
    sheet = workbook.create_sheet("FAQ 常见问题")
    header, *rows = _rows("faq")
    if header != [name for name, _ in FAQ_COLUMNS]:
        raise ValueError(f"faq.csv has the columns {header}: name them as in FAQ_COLUMNS")
    _write_table(sheet, FAQ_COLUMNS, rows)
    _save(workbook, target)


def _rows(source: str) -> list[list[str]]:
    with (SOURCES / f"{source}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def _priced(row: list[str]) -> list[object]:
    article, name, chinese_name, unit, chinese_unit, euro, yuan, valid, days = row
    return [
        *(article, name, chinese_name, unit, chinese_unit),
        *(int(euro), int(yuan), date.fromisoformat(valid), int(days)),
    ]


def _workbook(title: str) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    properties = workbook.properties
    properties.title, properties.creator, properties.created = title, AUTHOR, ISSUED
    return workbook


def _write_table(sheet: Worksheet, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
    sheet.append([name for name, _ in columns])
    for row in rows:
        sheet.append(row)
    for number, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.border = Border(bottom=_RULE)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="0D5468")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _format_prices(sheet: Worksheet) -> None:
    for euro, yuan, valid in sheet.iter_rows(min_row=2, min_col=6, max_col=8):
        euro.number_format = "#,##0.00"
        yuan.number_format = "#,##0.00"
        valid.number_format = "yyyy-mm-dd"


def _save(workbook: Workbook, target: Path) -> None:
    workbook.save(target)
    settle(target)
