"""Tables that rules and shades draw only in part: which rows and columns they have."""

from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Element, Kind
from ingest.pdf import read_pdf
from ingest.pdf.guides import Guides
from ingest.pdf.page import Line, hull
from ingest.pdf.rows import rows_of_bands
from tests.unit.ingest.pdf_pages import ENGLISH, Draw, grid, made, prose, write

_ROWS = (
    ("Leave", "Ask your manager two weeks", "HR"),
    ("Travel", "Book by rail where it takes", "Finance"),
    ("Visits", "Meet guests at the front", "Office"),
)
_LONGER = ("before it begins", "less than five hours", "desk and sign them in")


def _cells(page: pymupdf.Page, y: float, *, left: float = 54) -> None:
    """Write a bold head and three rows of 30 points, each with a cell of two lines."""
    for x, text in zip((left, left + 56, left + 186), ("Topic", "Rule", "Owner"), strict=True):
        write(page, x, y + 12, text, size=9, font="hebo")
    for at, (row, longer) in enumerate(zip(_ROWS, _LONGER, strict=True)):
        top = y + 20 + 30 * at
        for x, text in zip((left, left + 56, left + 186), row, strict=True):
            write(page, x, top + 12, text, size=9)
        write(page, left + 56, top + 23, longer, size=9)


def _tables(path: Path, *pages: Draw) -> list[Element]:
    reading = read_pdf(made(path, *pages), Limits())
    return [element for element in reading.elements if element.kind is Kind.TABLE]


_EXPECTED = "\n".join(
    [
        "Topic | Rule | Owner",
        *(f"{a} | {b} {more} | {c}" for (a, b, c), more in zip(_ROWS, _LONGER, strict=True)),
    ]
)


def test_rules_between_rows_keep_a_table_in_one_column_of_two_whole(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (310, 60, 540, 760), ENGLISH * 14)
        prose(page, (50, 60, 280, 180), ENGLISH * 2)
        for y in (200, 220, 250, 280, 310):
            page.draw_line((50, y), (280, y))
        _cells(page, 200)
        prose(page, (50, 330, 280, 760), ENGLISH * 8)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text == _EXPECTED


def test_shades_behind_every_other_row_part_all_rows(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for y in (220, 280):
            for x0, x1 in ((50, 106), (106, 236), (236, 300)):
                page.draw_rect((x0, y, x1, y + 30), color=None, fill=(0.9, 0.9, 0.9))
        _cells(page, 200)
        prose(page, (50, 340, 540, 420), ENGLISH)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text == _EXPECTED


def test_upright_lines_and_a_rule_below_the_head_show_where_a_table_ends(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((50, 220), (300, 220))
        for x in (106, 236):
            page.draw_line((x, 200), (x, 310))
        _cells(page, 200)
        prose(page, (50, 330, 540, 420), ENGLISH)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text == _EXPECTED


def test_rules_under_some_columns_alone_make_a_cell_over_several_rows(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for y in (200, 220, 280, 300):
            for x0, x1 in ((50, 150), (150, 300), (300, 400)):
                page.draw_line((x0, y), (x1, y))
        for y in (240, 260):
            page.draw_line((150, y), (400, y))
        rows = (
            (214, "Team", "Task", "Day"),
            (234, "Legal", "Contracts", "Monday"),
            (254, "", "Claims", "Tuesday"),
            (274, "", "Licences", "Friday"),
            (294, "Office", "Mail", "Daily"),
        )
        for y, *cells in rows:
            for x, text in zip((54, 154, 304), cells, strict=True):
                write(page, x, y, text, size=9, font="hebo" if y < 220 else "helv")

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert '<td rowspan="3">Legal</td><td>Contracts</td><td>Monday</td>' in table.html


def test_columns_of_prose_between_two_rules_are_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((50, 55), (540, 55))
        page.draw_line((50, 770), (540, 770))
        prose(page, (50, 60, 280, 760), ENGLISH * 12)
        prose(page, (310, 60, 540, 760), ENGLISH * 12)

    assert _tables(tmp_path / "a.pdf", draw) == []


def _line(x: float, top: float, bottom: float, text: str) -> Line:
    return Line(x0=x, y0=top, x1=x + 9 * len(text), y1=bottom, page=1, text=text, size=8.1)


def test_digits_among_chinese_make_a_line_taller_but_no_row_of_its_own() -> None:
    bands = [
        [_line(46, 220.0, 229.0, "第152条第2款"), _line(123, 220.0, 229.0, "走私废物罪")],
        [_line(46, 229.9, 238.6, "（《刑法修正案"), _line(123, 229.9, 238.0, "固体废物罪")],
        [_line(46, 240.4, 249.1, "（四）》第2条）")],
        [_line(46, 253.8, 262.8, "第244条之一"), _line(123, 253.9, 262.0, "雇用童工罪")],
    ]

    rows = rows_of_bands(bands, [115.0], hull([line for band in bands for line in band]), Guides())

    assert [len(row) for row in rows] == [5, 2]


def test_boxes_on_top_of_each_other_below_a_bold_head_are_a_table_of_one_column(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 54, 114, "Duties", font="hebo")
        rows = [[""], ["Keep the keys"], ["Lock the doors"], ["Call the guard"]]
        grid(page, [50, 250], [100, 120, 140, 160, 180], rows)

    (table,) = _tables(tmp_path / "a.pdf", draw)

    assert table.text == "Duties\nKeep the keys\nLock the doors\nCall the guard"
