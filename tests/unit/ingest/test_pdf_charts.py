"""Charts on PDF pages: what is drawn is one figure, with the names and numbers of its axes."""

from pathlib import Path

import pymupdf

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import ENGLISH, made, prose, texts, write


def test_a_single_curve_beside_an_axis_is_a_figure_with_its_numbers(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        page.draw_polyline([(120, 260), (200, 210), (280, 240), (360, 170)])
        for at, number in enumerate(("0", "500", "1,000")):
            write(page, 90, 264 - 45 * at, number, size=7)
        prose(page, (50, 320, 545, 400), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FIGURE) == ["1,000 500 0"]
    assert len(texts(reading, Kind.PARAGRAPH)) == 2


def test_bars_far_apart_on_one_line_are_a_figure_with_the_name_of_their_axis(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 130), ENGLISH)
        for at, height in enumerate((90, 60, 30, 75)):
            page.draw_rect((120 + 60 * at, 300 - height, 144 + 60 * at, 300), fill=0, color=None)
        page.insert_text((112, 290), "Members", fontsize=7, rotate=90)
        prose(page, (50, 340, 545, 400), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FIGURE) == ["Members"]


def test_a_chart_takes_in_no_text_of_a_box_or_of_the_column_beside_it(tmp_path: Path) -> None:
    note = "Deputies are named in advance, and the members are told of them by the chair."

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 60, 280, 140), fill=0.9, color=None)
        prose(page, (60, 65, 270, 135), note)
        for at, height in enumerate((60, 40, 20, 50)):
            page.draw_rect((70 + 40 * at, 230 - height, 90 + 40 * at, 230), fill=0, color=None)
        prose(page, (310, 60, 545, 240), ENGLISH)
        page.draw_polyline([(330, 420), (400, 330), (480, 380), (530, 300)])
        for at, number in enumerate(("0", "10", "20")):
            write(page, 312, 422 - 50 * at, number, size=7)
        prose(page, (50, 250, 280, 420), ENGLISH)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert sorted(texts(reading, Kind.FIGURE)) == ["", "20 10 0"]
    assert [text for text in texts(reading, Kind.PARAGRAPH) if text == note] == [note]


def test_text_that_speaks_of_a_figure_beside_it_is_no_caption(tmp_path: Path) -> None:
    said = "Figure 1 names the teams. Figure 2 shows the days that they take."

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 100), said)
        for at, height in enumerate((60, 40, 20, 50)):
            page.draw_rect((70 + 40 * at, 200 - height, 90 + 40 * at, 200), fill=0, color=None)
        write(page, 70, 220, "Figure 1 Days of leave by team")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.PARAGRAPH) == [said]
    assert texts(reading, Kind.CAPTION) == ["Figure 1 Days of leave by team"]


def test_a_pie_in_a_frame_with_a_ruled_legend_is_no_table(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 60, 545, 140), ENGLISH * 3)
        page.draw_rect((100, 160, 400, 320))
        page.draw_line((300, 160), (300, 320))
        for y in (200, 240, 280):
            page.draw_line((300, y), (400, y))
        for at, name in enumerate(("Labour", "Power", "Rent", "Other")):
            write(page, 310, 184 + 40 * at, name)
        write(page, 110, 200, "4.22%")
        write(page, 240, 300, "85.86%")
        for angle in (60, 110, 190):
            page.draw_sector((190, 240), (230, 240), angle, color=(0, 0, 0), fill=(0.4, 0.4, 1))

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.TABLE) == []
    assert "85.86%" in "".join(texts(reading, Kind.FIGURE))
