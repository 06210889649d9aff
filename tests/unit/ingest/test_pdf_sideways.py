"""What is printed sideways on an upright page is read as what it is, not line by line at its end.

Text that runs up a page is written with `rotate=90`: its rows stand beside each other from left to
right, and its columns one above the other from the foot of the page upwards.
"""

from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import (
    CHINESE,
    ENGLISH,
    kinds,
    made,
    prose,
    tables,
    texts,
    write,
)

FOOT = 760.0
STEP = 20.0
COLUMNS = (0.0, 120.0, 190.0, 260.0)
LENGTH = 330.0
SALES = [
    ["Region", "2022", "2023", "2024"],
    ["North America", "1,204", "1,310", "1,402"],
    ["Europe", "904", "1,010", "1,002"],
    ["Asia Pacific", "504", "610", "702"],
]
EXPENSES = [
    ["费用项目", "2022", "2023", "2024"],
    ["差旅费", "1,204", "1,310", "1,402"],
    ["培训费", "904", "1,010", "1,002"],
    ["办公用品", "504", "610", "702"],
]


def up(page: pymupdf.Page, x: float, y: float, text: str) -> None:
    """Write one line upwards from `y`; its baseline is at `x`."""
    font = "helv" if text.isascii() else "china-s"
    page.insert_text((x, y), text, fontsize=10, fontname=font, rotate=90)


def cells(
    page: pymupdf.Page, left: float, rows: Sequence[Sequence[str]], foot: float = FOOT
) -> None:
    for row, names in enumerate(rows):
        for column, name in zip(COLUMNS, names, strict=True):
            up(page, left + 14 + row * STEP, foot - column - 4, name)


def rules(page: pymupdf.Page, left: float, rows: Sequence[int], foot: float = FOOT) -> None:
    for row in rows:
        page.draw_line((left + row * STEP, foot), (left + row * STEP, foot - LENGTH))


def grid(page: pymupdf.Page, left: float, count: int, foot: float = FOOT) -> None:
    rules(page, left, range(count + 1), foot)
    for column in (*COLUMNS, LENGTH):
        page.draw_line((left, foot - column), (left + count * STEP, foot - column))


@pytest.mark.parametrize("ruled", ["grid", "rules", "bare"])
@pytest.mark.parametrize("rows", [SALES, EXPENSES], ids=["english", "chinese"])
def test_a_table_printed_sideways_below_upright_text_keeps_rows_and_columns(
    tmp_path: Path, ruled: str, rows: list[list[str]]
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), (ENGLISH if rows is SALES else CHINESE) * 8)
        cells(page, 300, rows)
        if ruled == "grid":
            grid(page, 300, len(rows))
        elif ruled == "rules":
            rules(page, 300, (0, 1, len(rows)))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [[" | ".join(row) for row in rows]]
    assert kinds(reading) == [Kind.PARAGRAPH, Kind.TABLE]


def test_each_row_of_a_sideways_table_knows_where_it_stands_on_the_page(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), ENGLISH * 8)
        cells(page, 300, SALES)
        grid(page, 300, len(SALES))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    boxes = [span.box for span in reading.elements[1].spans]
    assert [round(box.x0) for box in boxes] == [300, 320, 340, 360]
    assert {(round(box.y0), round(box.y1)) for box in boxes} == {(430, 760)}


def test_a_sideways_table_stands_where_it_is_printed_with_its_caption(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), "Before the table. " + ENGLISH * 6)
        up(page, 290, FOOT - 4, "Table 3: Sales by region, in millions")
        cells(page, 300, SALES)
        grid(page, 300, len(SALES))
        prose(page, (50, 780, 545, 830), "After the table. " + ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH, Kind.CAPTION, Kind.TABLE, Kind.PARAGRAPH]
    assert reading.elements[1].text == "Table 3: Sales by region, in millions"
    assert reading.elements[3].text.startswith("After the table.")


def test_a_sideways_table_goes_on_over_the_page_with_its_header_once(tmp_path: Path) -> None:
    more = [SALES[0], ["Africa", "104", "110", "112"], ["Total", "2,716", "3,040", "3,218"]]

    def first(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), ENGLISH * 8)
        cells(page, 300, SALES)
        grid(page, 300, len(SALES))

    def second(page: pymupdf.Page) -> None:
        cells(page, 300, more, foot=400)
        grid(page, 300, len(more), foot=400)
        prose(page, (50, 430, 545, 780), ENGLISH * 8)

    reading = read_pdf(made(tmp_path / "a.pdf", first, second))

    assert tables(reading) == [[" | ".join(row) for row in [*SALES, *more[1:]]]]


def test_a_run_over_two_cells_of_a_sideways_table_is_cut_at_the_ruling(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), ENGLISH * 8)
        rows = [["Region", "2005", "2004"], ["East", "31", "40"], ["South", "", ""]]
        for row, names in enumerate(rows):
            for column, text in enumerate(names):
                up(page, 114 + row * STEP, 790 - 100 * column, text)
        up(page, 154, 668, "122,672,984.85 110,472,589.63")
        for x in (100, 120, 140, 160):
            page.draw_line((x, 500), (x, 800))
        for y in (500, 600, 700, 800):
            page.draw_line((100, y), (160, y))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading)[0][-1] == "South | 122,672,984.85 | 110,472,589.63"


def test_running_text_printed_sideways_is_one_paragraph(tmp_path: Path) -> None:
    lines = [
        "Members who cannot attend the meeting",
        "send a deputy, who has the same rights",
        "as the member, but may not be the chair",
        "of a meeting.",
    ]

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 50, 545, 380), ENGLISH * 8)
        for index, line in enumerate(lines):
            up(page, 300 + 13 * index, 700, line)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.PARAGRAPH)[1:] == [" ".join(lines)]


def test_a_stamp_up_the_margin_is_no_table_and_is_not_lost(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (80, 50, 545, 380), ENGLISH * 8)
        up(page, 40, 600, "Received 12 March 2024")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert kinds(reading) == [Kind.PARAGRAPH] * 2
    assert reading.elements[1].text == "Received 12 March 2024"


def test_words_turned_in_the_head_of_a_table_name_its_columns(tmp_path: Path) -> None:
    names = ["Credit risk", "Liquidity", "Market"]

    def draw(page: pymupdf.Page) -> None:
        for x in (50, 200, 230, 260, 290):
            page.draw_line((x, 100), (x, 220))
        for y in (100, 180, 200, 220):
            page.draw_line((50, y), (290, y))
        write(page, 54, 174, "Activity")
        for row, label in enumerate(["Lending", "Deposits"]):
            write(page, 54, 194 + 20 * row, label)
            for column in range(3):
                write(page, 212 + 30 * column, 194 + 20 * row, str(3 * row + column + 1))
        for column, name in enumerate(names):
            up(page, 218 + 30 * column, 176, name)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [
        [
            "Activity | Credit risk | Liquidity | Market",
            "Lending | 1 | 2 | 3",
            "Deposits | 4 | 5 | 6",
        ]
    ]
    assert len(reading.elements) == 1


def test_the_lines_of_one_turned_label_are_joined_and_a_ruling_parts_two(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (50, 80, 94, 200, 300):
            page.draw_line((x, 100), (x, 180))
        for y in (100, 180):
            page.draw_line((50, y), (300, y))
        for y in (120, 140, 160):
            page.draw_line((94, y), (300, y))
        up(page, 62, 178, "Northern")
        up(page, 74, 178, "branches")
        up(page, 90, 178, "Open")
        for row, (name, amount) in enumerate(
            [("City", "People"), ("Oslo", "12"), ("Umeå", "4"), ("Turku", "7")]
        ):
            write(page, 98, 114 + 20 * row, name)
            write(page, 204, 114 + 20 * row, amount)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading)[0][1] == "Northern branches | Open | Oslo | 12"


def test_numbers_in_a_ruled_column_of_their_own_stay_there(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (50, 80, 200, 300):
            page.draw_line((x, 100), (x, 160))
        for y in (100, 120, 140, 160):
            page.draw_line((50, y), (300, y))
        for row, (number, name, amount) in enumerate(
            [("No.", "Item", "Cost"), ("1.", "Lending", "40"), ("2.", "Deposits", "50")]
        ):
            for x, text in ((54, number), (84, name), (204, amount)):
                write(page, x, 114 + 20 * row, text)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert tables(reading) == [["No. | Item | Cost", "1. | Lending | 40", "2. | Deposits | 50"]]


def test_what_stands_between_two_sideways_tables_is_read_once(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (300, 50, 545, 780), ENGLISH * 12)
        cells(page, 100, SALES)
        grid(page, 100, len(SALES))
        # The corners of the second one are six points from those of the first.
        cells(page, 186, SALES, foot=FOOT - LENGTH - 6)
        grid(page, 186, len(SALES), foot=FOOT - LENGTH - 6)
        write(page, 180, 429, "ok", size=5)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert " ".join(element.text for element in reading.elements).split().count("ok") == 1
    assert len(tables(reading)) == 2
