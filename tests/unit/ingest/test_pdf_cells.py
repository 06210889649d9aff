"""What belongs into which cell: runs over several ruled cells, headers of two rows, labels."""

from pathlib import Path

import pymupdf

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import grid, kinds, made, tables, write

XS, YS = [50.0, 150.0, 250.0, 350.0], [100.0, 120.0, 140.0]


def chinese(page: pymupdf.Page, x: float, y: float, text: str) -> None:
    """Write one line of Chinese."""
    write(page, x, y, text, font="china-s")


def test_a_run_of_text_over_two_ruled_cells_is_cut_at_the_ruling(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        grid(page, XS, YS, [["Region", "2005", "2004"], ["South"]])
        write(page, 182, 134, "122,672,984.85 110,472,589.63")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [["Region | 2005 | 2004", "South | 122,672,984.85 | 110,472,589.63"]]


def test_numbers_that_touch_at_a_ruling_are_two(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        grid(page, XS, YS, [["Age", "Share", "Amount"], ["1 year"]])
        write(page, 250 - pymupdf.get_text_length("98.09", fontsize=10), 134, "98.092,374,301.26")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [["Age | Share | Amount", "1 year | 98.09 | 2,374,301.26"]]


def test_chinese_is_cut_between_characters_at_a_ruling(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        grid(page, [50, 150, 300], [100, 120, 140, 160], [["Name", "Value"]])
        chinese(page, 80, 134, "发行股票类型：人民币普通股")
        chinese(page, 80, 154, "发行后总股本：不超过7800万股")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [
        ["Name | Value", "发行股票类型： | 人民币普通股", "发行后总股本： | 不超过7800万股"]
    ]


def test_a_word_or_a_number_too_wide_for_its_ruled_cell_stays_whole(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        grid(page, [50, 90, 200], [100, 120, 140, 160], [["Unit", "Note"]])
        write(page, 54, 134, "Administration")
        write(page, 54, 154, "191,584,310.25")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert "Administration" in tables(reading)[0][1]
    assert "191,584,310.25" in tables(reading)[0][2]


def test_a_run_is_cut_at_the_ruling_on_a_page_that_lies_on_its_side(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (100, 120, 140):
            page.draw_line((x, 500), (x, 800))
        for y in (500, 600, 700, 800):
            page.draw_line((100, y), (140, y))
        for x, y, text in ((114, 790, "Region"), (114, 690, "2005"), (114, 590, "2004")):
            page.insert_text((x, y), text, fontsize=10, rotate=90)
        page.insert_text((134, 790), "South", fontsize=10, rotate=90)
        page.insert_text((134, 668), "122,672,984.85 110,472,589.63", fontsize=10, rotate=90)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [["Region | 2005 | 2004", "South | 122,672,984.85 | 110,472,589.63"]]


def test_years_below_a_merged_name_are_header_rows(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x, top in ((50, 100), (150, 100), (250, 120), (350, 100)):
            page.draw_line((x, top), (x, 180))
        for y, left in ((100, 50), (120, 150), (140, 50), (160, 50), (180, 50)):
            page.draw_line((left, y), (350, y))
        for x, y, text in (
            (54, 124, "项目"), (154, 114, "主营业务收入"), (154, 134, "2005 年度"),
            (254, 134, "2004 年度"), (54, 154, "南京"), (154, 154, "122,672.85"),
            (254, 154, "110,472.63"), (54, 174, "铜陵"), (154, 174, "16,117.12"),
            (254, 174, "1,633.56"),
        ):  # fmt: skip
            chinese(page, x, y, text)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    head = table.html.split("</thead>")[0]
    assert '<th rowspan="2">项目</th>' in head
    assert "<th>2004 年度</th>" in head
    assert "南京" not in head


def test_what_is_left_of_a_table_on_the_next_page_joins_it(tmp_path: Path) -> None:
    def first(page: pymupdf.Page) -> None:
        grid(page, XS, [740, 760, 780], [["Kind", "Cost", "Share"], ["Houses", "32,941", "87.49%"]])

    def second(page: pymupdf.Page) -> None:
        grid(page, XS, [60, 80, 100], [["Fittings"], ["Total", "74,244", "78.29%"]])
        write(page, 220, 74, "516.00 35.00%")

    reading = read_pdf(made(tmp_path / "a.pdf", first, second))

    assert tables(reading) == [
        [
            "Kind | Cost | Share",
            "Houses | 32,941 | 87.49%",
            "Fittings | 516.00 | 35.00%",
            "Total | 74,244 | 78.29%",
        ]
    ]


def test_labels_with_a_colon_keep_their_values_on_a_page_without_rules(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for y, label, value in (
            (100, "股票种类：", "人民币普通股"),
            (123, "每股面值：", "1.00 元人民币"),
            (146, "发行股数：", "拟发行不超过3,800万股，占发行后总股本的"),
            (169, "", "48.72%"),
            (192, "市盈率：", ""),
            (215, "发行前每股净资产：", "2.27 元"),
            (238, "承销方式：", "承销团余额包销"),
        ):
            chinese(page, 116, y, label)
            chinese(page, 246, y, value)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.TABLE]
    assert tables(reading) == [
        [
            "股票种类： | 人民币普通股",
            "每股面值： | 1.00 元人民币",
            "发行股数： | 拟发行不超过3,800万股，占发行后总股本的48.72%",
            "市盈率：",
            "发行前每股净资产： | 2.27 元",
            "承销方式： | 承销团余额包销",
        ]
    ]
    assert "<th>" not in reading.elements[0].html


def test_a_label_beside_the_middle_of_its_value_has_all_of_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x, y, text in (
            (50, 100, "Shares:"), (200, 100, "15 million"),
            (50, 123, "Exchange:"), (200, 123, "Shenzhen"),
            (200, 146, "The owners keep their"), (50, 158, "Promises of"),
            (200, 169, "shares for three years"), (50, 181, "the owners:"),
            (200, 192, "after the first day."),
            (50, 215, "Signed:"), (200, 215, "14 November"),
        ):  # fmt: skip
            write(page, x, y, text)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [
        [
            "Shares: | 15 million",
            "Exchange: | Shenzhen",
            "Promises of the owners: | "
            "The owners keep their shares for three years after the first day.",
            "Signed: | 14 November",
        ]
    ]
