"""Tables of amounts as annual reports set them: signs apart, names above the rules, shades."""

from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Element, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, Draw, made, prose, write

ROWS = (
    ("Revenues", "44,538", "37,403", "39,117"),
    ("Cost of sales", "24,576", "21,162", "21,643"),
    ("Gross profit", "19,962", "16,241", "17,474"),
    ("Net income", "5,727", "2,539", "4,029"),
)
READ = (
    "Revenues | $44,538 | $37,403 | $39,117",
    "Cost of sales | 24,576 | 21,162 | 21,643",
    "Gross profit | 19,962 | 16,241 | 17,474",
    "Net income | 5,727 | 2,539 | 4,029",
)


def _elements(path: Path, draw: Draw) -> list[Element]:
    return list(read_pdf(made(path, draw), Limits()).elements)


def _rows(page: pymupdf.Page, top: float, rows: tuple[tuple[str, ...], ...] = ROWS) -> None:
    """Write amounts flush right, in the first row behind signs that end the column before."""
    for number, (label, *amounts) in enumerate(rows):
        y = top + 16 * number
        write(page, 60, y, label)
        for right, amount in zip((300, 400, 500), amounts, strict=True):
            write(page, right - pymupdf.get_text_length(amount, fontsize=10), y, amount)
    for x in (240, 303, 403):
        write(page, x, top, "$")


def _names(page: pymupdf.Page, y: float, *names: str) -> None:
    for right, name in zip((300, 400, 500), names, strict=True):
        write(page, right - pymupdf.get_text_length(name, fontsize=10), y, name)


def test_a_sign_at_the_end_of_one_amount_goes_with_the_next(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 540, 150), ENGLISH * 2)
        _names(page, 200, "2021", "2020", "2019")
        _rows(page, 216)

    (table,) = [one for one in _elements(tmp_path / "a.pdf", draw) if one.kind is Kind.TABLE]

    assert tuple(table.text.splitlines()[-4:]) == READ


def test_names_above_the_first_rule_are_the_head_of_a_table_of_amounts(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 540, 150), ENGLISH * 2)
        write(page, 60, 200, "(Dollars in millions)")
        _names(page, 200, "FISCAL 2021", "FISCAL 2020", "FISCAL 2019")
        for y in (204, 236, 252, 268):
            page.draw_line((55, y), (505, y))
        _rows(page, 216)

    found = _elements(tmp_path / "a.pdf", draw)

    (table,) = [one for one in found if one.kind is Kind.TABLE]
    head = "(Dollars in millions) | FISCAL 2021 | FISCAL 2020 | FISCAL 2019"
    assert tuple(table.text.splitlines()) == (head, *READ)
    assert "<th>FISCAL 2021</th>" in table.html
    assert not any("FISCAL" in one.text for one in found if one.kind is not Kind.TABLE)


def test_a_heading_above_a_table_of_amounts_is_no_head(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 60, 200, "Results of operations", size=12)
        _rows(page, 216)

    found = _elements(tmp_path / "a.pdf", draw)

    (table,) = [one for one in found if one.kind is Kind.TABLE]
    assert tuple(table.text.splitlines()) == READ
    assert any(one.text == "Results of operations" for one in found)


def test_strips_between_shades_of_one_colour_are_no_lines(tmp_path: Path) -> None:
    shade = (1.0, 0.95, 0.9)

    def draw(page: pymupdf.Page) -> None:
        _names(page, 200, "2021", "2020", "2019")
        for number in range(4):
            y = 206 + 16 * number
            for x0, x1 in ((235, 300), (300, 302.5), (302.5, 400), (400, 402.5)):
                page.draw_rect((x0, y, x1, y + 16), color=None, fill=shade, width=0)
        for y in (206, 270):
            page.draw_line((55, y), (505, y))
        _rows(page, 218)

    tables = [one for one in _elements(tmp_path / "a.pdf", draw) if one.kind is Kind.TABLE]

    assert [tuple(one.text.splitlines()[-4:]) for one in tables] == [READ]


def test_words_scattered_over_a_page_are_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for number in range(12):
            write(page, 40 + 20 * number, 100 + 14 * number, "ab")
            write(page, 300 + 20 * number, 100 + 14 * number, "cd")

    elements = _elements(tmp_path / "a.pdf", draw)

    assert Kind.TABLE not in {element.kind for element in elements}
    assert "".join(element.text for element in elements).count("ab") == 12
