"""Tables between rules above and below their head and below the last row, and their names."""

from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Element, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, Draw, made, prose, write


def _tables(path: Path, *pages: Draw) -> list[Element]:
    reading = read_pdf(made(path, *pages), Limits())
    return [element for element in reading.elements if element.kind is Kind.TABLE]


def _rules(page: pymupdf.Page, *ys: float) -> None:
    for y in ys:
        page.draw_line((60, y), (500, y))


def _row(page: pymupdf.Page, y: float, *cells: str) -> None:
    for x, text in zip((64, 220, 290, 360, 430), cells, strict=False):
        write(page, x, y, text)


def test_a_rule_below_a_name_shows_the_columns_that_it_stands_for(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 540, 150), ENGLISH * 2)
        _rules(page, 200, 236, 306)
        write(page, 240, 213, "In 2023")
        write(page, 385, 213, "In 2022")
        page.draw_line((218, 218), (340, 218))
        page.draw_line((358, 218), (480, 218))
        _row(page, 231, "Region", "Amount", "Share", "Amount", "Share")
        _row(page, 252, "East", "5,678", "45.6%", "4,987", "44.1%")
        _row(page, 270, "South", "3,210", "25.8%", "2,998", "26.5%")
        _row(page, 288, "North", "2,109", "16.9%", "1,987", "17.6%")
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines() == [
        "Region | In 2023 | In 2023 | In 2022 | In 2022",
        "Region | Amount | Share | Amount | Share",
        "East | 5,678 | 45.6% | 4,987 | 44.1%",
        "South | 3,210 | 25.8% | 2,998 | 26.5%",
        "North | 2,109 | 16.9% | 1,987 | 17.6%",
    ]
    assert '<th rowspan="2">Region</th><th colspan="2">In 2023</th>' in table.html


def test_names_in_the_middle_above_their_columns_need_no_rule_of_their_own(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _rules(page, 200, 236, 306)
        write(page, 252, 213, "In 2023")
        write(page, 392, 213, "In 2022")
        _row(page, 231, "Region", "Amount", "Share", "Amount", "Share")
        _row(page, 252, "East", "5,678", "45.6%", "4,987", "44.1%")
        _row(page, 270, "South", "3,210", "25.8%", "2,998", "26.5%")
        _row(page, 288, "North", "2,109", "16.9%", "1,987", "17.6%")
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert '<th colspan="2">In 2023</th><th colspan="2">In 2022</th>' in table.html


def test_lines_with_a_label_each_are_rows_even_where_some_stand_apart(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _rules(page, 200, 218, 330)
        write(page, 64, 212, "Variable")
        write(page, 300, 212, "Assumption")
        for y, (label, text) in zip(
            (230, 242, 254, 280, 292, 304, 316),
            [
                ("Population", "Grows as in the last ten years"),
                ("Households", "Grow by 0.6 percent a year"),
                ("Schools", "No school is closed"),
                ("Income", "Grows by 1.4 percent a year"),
                ("Prices", "Grow by 1 to 2 percent a year"),
                ("Men at work", "Remain as many as they are"),
                ("Women at work in the east and west", "Grow by 0.2 percent a year"),
            ],
            strict=True,
        ):
            write(page, 64, y, label)
            write(page, 300, y, text)
        prose(page, (50, 350, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert len(table.text.splitlines()) == 8
    assert "Schools | No school is closed" in table.text


def test_columns_of_prose_between_rules_are_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        _rules(page, 60, 84, 400)
        write(page, 64, 76, "News from the branches")
        write(page, 300, 76, "News from the head office")
        prose(page, (60, 90, 270, 390), ENGLISH * 6)
        prose(page, (290, 90, 500, 390), ENGLISH * 6)

    assert _tables(tmp_path / "a.pdf", draw) == []


def test_a_line_is_as_thick_as_its_pen_however_far_its_corners_may_reach(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    write(page, 240, 213, "In 2023")
    write(page, 385, 213, "In 2022")
    _row(page, 231, "Region", "Amount", "Share", "Amount", "Share")
    _row(page, 252, "East", "5,678", "45.6%", "4,987", "44.1%")
    _row(page, 270, "South", "3,210", "25.8%", "2,998", "26.5%")
    prose(page, (50, 330, 540, 420), ENGLISH * 2)
    page.clean_contents()
    rules = [(60, 500, 200), (218, 340, 218), (358, 480, 218), (60, 500, 236), (60, 500, 280)]
    lines = "".join(f"{x0} {842 - y} m {x1} {842 - y} l S " for x0, x1, y in rules)
    xref = page.get_contents()[0]
    written = document.xref_stream(xref)
    document.update_stream(xref, b"q 0 j 10 M 1 w " + lines.encode() + b"Q " + written)
    path = tmp_path / "a.pdf"
    document.save(path)

    (table,) = [one for one in read_pdf(path, Limits()).elements if one.kind is Kind.TABLE]

    assert table.text.splitlines() == [
        "Region | In 2023 | In 2023 | In 2022 | In 2022",
        "Region | Amount | Share | Amount | Share",
        "East | 5,678 | 45.6% | 4,987 | 44.1%",
        "South | 3,210 | 25.8% | 2,998 | 26.5%",
    ]


def test_chinese_columns_with_numbers_to_both_sides_are_those_that_have_names(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        _rules(page, 200, 219, 320)
        rows = [
            ("项目", "金额（元）", 330, "本年较上年增减变动"),
            ("营业收入", "12,345.60", 396, "12.36"),
            ("营业成本", "19,876.50", 401, "9.40"),
            ("管理费用", "12,345.60", 330, "不适用"),
            ("研发费用", "11,234.50", 396, "24.98"),
            ("财务费用", "11,123.40", 330, "不适用"),
        ]
        for y, (label, amount, x, change) in zip(range(213, 320, 18), rows, strict=True):
            for at, text in ((64, label), (220, amount), (x, change)):
                write(page, at, y, text, font="china-s")
        prose(page, (50, 350, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines()[0] == "项目 | 金额（元） | 本年较上年增减变动"
    assert table.text.splitlines()[3] == "管理费用 | 12,345.60 | 不适用"


def test_two_tables_between_rules_beside_each_other_are_two(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 540, 150), ENGLISH * 2)
        left = (("Item", "2023"), ("Sales", "1,234"), ("Costs", "900"), ("Profit", "334"))
        right = (("Team", "Staff"), ("Sales", "34"), ("Support", "21"), ("Legal", "4"))
        for x, rows in ((60, left), (330, right)):
            for y in (200, 218, 275):
                page.draw_line((x, y), (x + 200, y))
            for y, row in zip((213, 232, 250, 268), rows, strict=True):
                for at, text in zip((x + 4, x + 120), row, strict=True):
                    write(page, at, y, text)
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    one, two = _tables(tmp_path / "a.pdf", draw)

    assert one.text.splitlines() == ["Item | 2023", "Sales | 1,234", "Costs | 900", "Profit | 334"]
    assert two.text.splitlines() == ["Team | Staff", "Sales | 34", "Support | 21", "Legal | 4"]
