"""What a table leaves undrawn: rows between upright lines, names over columns, wrapped labels."""

from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Element, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, Draw, grid, made, prose, write


def _tables(path: Path, *pages: Draw) -> list[Element]:
    reading = read_pdf(made(path, *pages), Limits())
    return [element for element in reading.elements if element.kind is Kind.TABLE]


def test_rows_are_told_by_white_where_only_columns_are_ruled(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (60, 160, 400, 500):
            page.draw_line((x, 200), (x, 320))
        for y in (200, 220, 320):
            page.draw_line((60, y), (500, y))
        for x, name in ((64, "风险"), (164, "应对措施"), (404, "频率")):
            write(page, x, 214, name, font="china-s")
        rows = (("人员", "建立股权激励机制", "每月"), ("价格", "签订长期框架协议", "每季度"))
        for y, (risk, means, often) in zip((236, 278), rows, strict=True):
            for x, text in ((64, risk), (164, means), (404, often)):
                write(page, x, y, text, font="china-s")
            write(page, 164, y + 13, "并报董事会备案", font="china-s")
        for x, text in ((64, "系统"), (164, "配置备用服务器"), (404, "每半年")):
            write(page, x, 312, text, font="china-s")
        prose(page, (50, 350, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines() == [
        "风险 | 应对措施 | 频率",
        "人员 | 建立股权激励机制并报董事会备案 | 每月",
        "价格 | 签订长期框架协议并报董事会备案 | 每季度",
        "系统 | 配置备用服务器 | 每半年",
    ]


def test_a_ruled_cell_of_running_text_is_one_row(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (60, 160, 500):
            page.draw_line((x, 200), (x, 300))
        for y in (200, 220, 300):
            page.draw_line((60, y), (500, y))
        for y, (left, right) in zip(
            (214, 232, 244, 256, 268),
            [
                ("Strategy", "Objective"),
                ("Improve how", "By the end of the year, reduce the time it takes to tell"),
                ("information is", "all licensees and other interested parties of threats to"),
                ("passed on to", "health from eight hours to four, and measure each month"),
                ("licensees", "how many of them were told in time"),
            ],
            strict=True,
        ):
            write(page, 64, y, left)
            write(page, 164, y, right)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert len(table.text.splitlines()) == 2


def test_a_header_of_two_rows_that_is_repeated_on_the_next_page_stands_once(
    tmp_path: Path,
) -> None:
    def part(rows: list[list[str]]) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            xs, ys = [60.0, 160, 260, 360], [700 + 20.0 * at for at in range(len(rows) + 3)]
            top = 40.0 if rows[0][0] == "South" else ys[0]
            ys = [y - ys[0] + top for y in ys]
            names = [["Region", "In 2023", ""], ["", "Amount", "Share"]]
            grid(page, xs, ys, [*names, *rows])
            if top == 40.0:
                prose(page, (50, 400, 540, 480), ENGLISH * 2)
            else:
                prose(page, (50, 60, 540, 600), ENGLISH * 20)

        return draw

    east, south = [["East", "5,678", "45.6%"]], [["South", "3,210", "25.8%"]]

    (table,) = _tables(tmp_path / "a.pdf", part(east), part(south))

    assert table.text.count("Amount | Share") == 1
    assert table.text.splitlines()[-2:] == ["East | 5,678 | 45.6%", "South | 3,210 | 25.8%"]


def test_years_stand_above_all_columns_that_are_named_below_them(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        xs = (64, 200, 260, 320, 390, 450, 510)
        write(page, 268, 210, "2017")
        write(page, 458, 210, "2016")
        names = ("Sales of", "Before", "Change", "After", "Before", "Change", "After")
        rows = [
            names,
            ("Goods", "83,204", "53,600", "83,740", "84,399", "12,010", "83,198"),
            ("Services", "10,188", "11,300", "10,301", "10,172", "10,260", "10,198"),
            ("Other", "43,392", "64,900", "94,041", "94,571", "11,750", "93,396"),
        ]
        for y, row in zip((224, 242, 258, 274), rows, strict=True):
            for x, text in zip(xs, row, strict=True):
                write(page, x, y, text)
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines()[:2] == [
        "Sales of | 2017 | 2017 | 2017 | 2016 | 2016 | 2016",
        "Sales of | Before | Change | After | Before | Change | After",
    ]


def test_a_chinese_label_goes_on_below_where_its_line_is_full(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        rows = [
            ("项目", "2023年", "2022年"),
            ("营业收入", "1,234.56", "1,098.76"),
            ("营业成本", "1,076.54", "1,001.23"),
            ("归属于公司股东", "1,056.78", "1,023.45"),
            ("的净利润", "", ""),
            ("研发费用", "1,067.89", "1,054.32"),
        ]
        for y, row in zip((212, 230, 248, 266, 278, 296), rows, strict=True):
            for x, text in zip((64, 200, 300), row, strict=True):
                write(page, x, y, text, font="china-s")
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert "归属于公司股东的净利润 | 1,056.78 | 1,023.45" in table.text


def test_a_name_to_the_left_and_the_numbers_to_the_right_below_it_are_one_column(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        rows = [
            ("地区", 200, "金额", 330, "占比"),
            ("华东地区", 240, "1,678.90", 360, "45.6%"),
            ("华南地区", 240, "3,210.45", 360, "25.8%"),
            ("华北地区", 240, "2,109.87", 360, "16.9%"),
            ("其他地区", 240, "1,455.10", 360, "11.7%"),
        ]
        for y, (label, one, amount, two, share) in zip(range(212, 302, 18), rows, strict=True):
            for x, text in ((64, label), (one, amount), (two, share)):
                write(page, x, y, text, font="china-s")
        prose(page, (50, 330, 540, 420), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines()[:2] == ["地区 | 金额 | 占比", "华东地区 | 1,678.90 | 45.6%"]


def test_a_last_label_without_a_text_beside_it_is_a_row_where_it_keeps_the_step(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        rows = [
            ("Channel", "Description"),
            ("oslo", "People in Norway"),
            ("ohio", "People in Ohio"),
            ("paris", "People in and around Paris"),
            ("perth", "People in the west"),
            ("porto", ""),
        ]
        for y, row in zip(range(212, 400, 24), rows, strict=False):
            for x, text in zip((64, 200), row, strict=True):
                write(page, x, y, text, font="hebo" if y == 212 else "helv")
        prose(page, (50, 380, 540, 460), ENGLISH * 2)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text.splitlines()[-2:] == ["perth | People in the west", "porto"]
