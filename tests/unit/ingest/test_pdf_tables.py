"""Tables on PDF pages, with and without rules; and what is none."""

from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Box, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import (
    ENGLISH,
    grid,
    html,
    made,
    tables,
    texts,
    write,
)


def test_a_ruled_table_is_read_row_by_row_with_a_box_per_row(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "Prices as of January, all of them in euros and without tax.")
        rows = [["Item", "Size", "Price"], ["Bolt", "M8", "0.20"], ["Nut", "M6", "0.10"]]
        grid(page, [50, 150, 250, 350], [100, 120, 140, 160], rows)
        write(page, 50, 200, "Prices may change without notice at the end of each quarter.")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert table.text == "Item | Size | Price\nBolt | M8 | 0.20\nNut | M6 | 0.10"
    assert [table.text[s.start : s.end] for s in table.spans] == table.text.split("\n")
    assert table.spans[1].box == Box(page=1, x0=50, y0=120, x1=350, y1=140)
    assert "<td>M8</td>" in table.html
    assert [e.kind for e in reading.elements] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]


def test_merged_cells_become_spans_of_the_html_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 350, 160))
        page.draw_line((50, 120), (350, 120))
        page.draw_line((50, 140), (350, 140))
        page.draw_line((150, 100), (150, 160))
        page.draw_line((250, 120), (250, 160))
        for x, y, text in (
            (54, 114, "Region"), (154, 114, "Sales"), (54, 134, "North"), (154, 134, "1"),
            (254, 134, "2"), (54, 154, "South"), (154, 154, "3"), (254, 154, "4"),
        ):  # fmt: skip
            write(page, x, y, text)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert 'colspan="2">Sales<' in table.html


def test_a_table_that_goes_on_over_the_page_is_one_with_its_header_once(tmp_path: Path) -> None:
    header = ["Code", "Meaning"]
    xs, ys = [50.0, 200.0, 500.0], [100.0, 120.0, 140.0, 160.0]

    def first(page: pymupdf.Page) -> None:
        grid(page, xs, ys, [header, ["A1", "Pump stops"], ["A2", "Valve stuck"]])

    def second(page: pymupdf.Page) -> None:
        grid(page, xs, ys, [header, ["B1", "No pressure"], ["B2", "Too hot"]])

    reading = read_pdf(made(tmp_path / "a.pdf", first, second), Limits())

    (table,) = reading.elements
    assert table.text.split("\n") == [
        "Code | Meaning",
        "A1 | Pump stops",
        "A2 | Valve stuck",
        "B1 | No pressure",
        "B2 | Too hot",
    ]
    assert [span.box.page for span in table.spans] == [1, 1, 1, 2, 2]


def rows_without_rules(page: pymupdf.Page, rows: list[list[str]], xs: list[int], y: int) -> None:
    for index, row in enumerate(rows):
        for x, cell in zip(xs, row, strict=True):
            write(page, x, y + 16 * index, cell)


def test_a_table_without_any_rules_is_found_by_its_alignment(tmp_path: Path) -> None:
    rows = [["Region", "2024", "2025"], ["North", "1,200", "1,350"], ["South", "980", "1,010"]]

    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 50, 545, 120), f"<p style='font-size:10px'>{ENGLISH}</p>")
        rows_without_rules(page, [*rows, ["West", "75", "81"]], [60, 250, 400], 160)
        html(page, (50, 260, 545, 330), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.TABLE) == [
        "Region | 2024 | 2025\nNorth | 1,200 | 1,350\nSouth | 980 | 1,010\nWest | 75 | 81"
    ]
    assert [e.kind for e in reading.elements] == [Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH]


def test_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (50, 225, 400):
            html(page, (x, 60, x + 150, 700), f"<p style='font-size:9px'>{ENGLISH * 2}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert {element.kind for element in reading.elements} == {Kind.PARAGRAPH}
    assert " ".join(e.text for e in reading.elements) == " ".join((ENGLISH * 6).split())


def test_a_frame_around_text_is_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((40, 40, 555, 300))
        html(page, (50, 50, 545, 280), f"<p style='font-size:10px'>{ENGLISH * 4}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert {element.kind for element in reading.elements} == {Kind.PARAGRAPH}


def test_a_box_with_numbers_in_rows_is_read_by_alignment_not_as_one_cell(tmp_path: Path) -> None:
    rows = [
        ["Age", "Men", "Women"],
        ["0-9", "12", "11"],
        ["10-19", "15", "16"],
        ["20+", "70", "73"],
    ]

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 400, 180))
        page.draw_line((50, 120), (400, 120))
        page.draw_line((150, 100), (150, 180))
        rows_without_rules(page, rows, [60, 170, 300], 114)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.TABLE) == ["\n".join(" | ".join(row) for row in rows)]


def test_a_chart_of_boxes_and_lines_is_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 120), f"<p style='font-size:10px'>{ENGLISH}</p>")
        boxes = [(250, 150, "Board"), (100, 220, "Sales"), (250, 290, "Finance"), (400, 360, "IT")]
        for x, y, text in boxes:
            page.draw_rect((x, y, x + 90, y + 24))
            write(page, x + 8, y + 15, text)
            page.draw_line((x + 45, y + 24), (x + 45, 400))
        page.draw_line((145, 400), (445, 400))

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.TABLE) == []


def test_a_balance_sheet_is_not_cut_into_a_column_of_labels_and_one_of_numbers(
    tmp_path: Path,
) -> None:
    rows = [
        ["Cash and cash equivalents", "2,853", "3,053"],
        ["Accounts receivable, net of allowances", "5,020", "4,911"],
        ["Finished goods and goods in transit", "2,120", "1,915"],
        ["Property, plant and equipment, gross", "24,873", "24,914"],
        ["Less: accumulated depreciation to date", "16,135", "16,048"],
    ]

    def draw(page: pymupdf.Page) -> None:
        rows_without_rules(page, rows, [50, 380, 470], 100)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.TABLE) == ["\n".join(" | ".join(row) for row in rows)]


def test_the_header_of_a_table_may_leave_the_corner_empty_and_name_years(tmp_path: Path) -> None:
    rows = [["", "2024", "2025"], ["Sales", "1,200", "1,350"], ["Costs", "980", "1,010"]]

    def draw(page: pymupdf.Page) -> None:
        grid(page, [50, 200, 300, 400], [100, 120, 140, 160], rows)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    (table,) = [element for element in reading.elements if element.kind is Kind.TABLE]
    assert "<thead><tr><th></th><th>2024</th><th>2025</th></tr></thead>" in table.html


def test_chinese_cells_set_close_stay_apart_where_others_show_the_columns(tmp_path: Path) -> None:
    rows = [
        ("條文", "罪名"),
        ("第一百三十四條第二款", "强令违章冒险作业罪"),
        ("第一百三十五條之一款", "大型群众性活动事故罪"),
        ("第一百三十九條", "不报谎报安全事故罪"),
        ("第一百六十一條", "违规披露重要信息罪"),
    ]

    def draw(page: pymupdf.Page) -> None:
        for index, row in enumerate(rows):
            write(page, 60, 100 + 18 * index, row[0], font="china-t")
            write(page, 164.5, 100 + 18 * index, row[1], font="china-s")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == ["\n".join(map(" | ".join, rows))]


def test_a_table_with_slashes_through_its_empty_cells_stays_one(tmp_path: Path) -> None:
    ys = [100, 120, 140, 160, 180]
    rows = [["No.", "Bank", "Rate"], ["", "North", "6.0"], ["", "South", "6.1"], ["", "West", "5"]]

    def draw(page: pymupdf.Page) -> None:
        grid(page, [50, 150, 300, 400], [float(y) for y in ys], rows)
        for top, end in zip(ys[1:], ys[2:], strict=False):
            page.draw_line((50, top), (150, end))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert [len(table) for table in tables(reading)] == [4]
