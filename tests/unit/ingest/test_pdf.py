"""The text of PDF pages: columns, lists, running heads, figures; read in order."""

import textwrap
from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.model import Box, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import (
    CHINESE,
    ENGLISH,
    Draw,
    body,
    html,
    made,
    texts,
    write,
)


def test_two_columns_under_a_spanning_title_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 80), "<p style='font-size:24px'><b>Rules of the committee</b></p>")
        left, right = ENGLISH * 3 + "Left ends.", "Right begins. " + ENGLISH * 3
        html(page, (50, 100, 285, 700), f"<p style='font-size:10px'>{left}</p>")
        html(page, (310, 100, 545, 700), f"<p style='font-size:10px'>{right}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    text = " ".join(element.text for element in reading.elements)
    assert reading.elements[0].text == "Rules of the committee"
    assert text.index("Left ends.") < text.index("Right begins.")
    assert " ".join((ENGLISH * 3 + "Left ends.").split()) in text


def test_a_paragraph_that_goes_on_in_the_next_column_is_one_element_with_two_boxes(
    tmp_path: Path,
) -> None:
    lines = textwrap.wrap(ENGLISH * 6, 45)
    half = len(lines) // 2

    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(lines):
            x, row = (50, index) if index < half else (310, index - half)
            write(page, x, 60 + 12 * row, line)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    joined = [element for element in reading.elements if len(element.boxes) == 2]
    assert len(reading.elements) == len(joined) == 1
    assert joined[0].text == " ".join(lines)


def test_a_hyphen_at_the_end_of_a_line_is_undone(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "The regulation on data protec-")
        write(page, 50, 112, "tion and on self-")
        write(page, 50, 124, "assessment is in force.")

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == (
        "The regulation on data protection and on self-assessment is in force."
    )
    assert [paragraph.text[s.start : s.end] for s in paragraph.spans] == [
        "The regulation on data protec",
        "tion and on self-",
        "assessment is in force.",
    ]


def test_chinese_lines_are_joined_without_blanks(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 60, 300, 700), f"<p style='font-size:12px'>{CHINESE}</p>")

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == CHINESE
    assert len(paragraph.spans) > 2


def test_list_items_are_elements_of_their_own(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 100, "Bring the following documents with you on the first day of work:")
        for index, item in enumerate(("your passport", "your tax number", "a photograph")):
            write(page, 60, 120 + 14 * index, "-")
            write(page, 74, 120 + 14 * index, item)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.LIST_ITEM) == [
        "- your passport",
        "- your tax number",
        "- a photograph",
    ]


def test_running_heads_and_page_numbers_are_furniture(tmp_path: Path) -> None:
    def draw(number: int) -> None:
        def page_of(page: pymupdf.Page) -> Draw:
            write(page, 50, 40, "Example Corp, Staff Handbook", size=8)
            words = f"{'abcde'[number - 1] * 5} {ENGLISH}"
            html(page, (50, 80, 545, 400), f"<p style='font-size:10px'>{words}</p>")
            write(page, 290, 810, f"{number}", size=8)

        return page_of

    reading = read_pdf(made(tmp_path / "a.pdf", *(draw(n) for n in range(1, 6))), Limits())

    assert texts(reading, Kind.HEADER) == ["Example Corp, Staff Handbook"] * 5
    assert texts(reading, Kind.FOOTER) == ["1", "2", "3", "4", "5"]
    assert len(body(reading)) == 5


def test_a_picture_is_a_figure_and_the_line_below_it_its_caption(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 12, 8), False)
        pixels.clear_with(120)
        page.insert_image(pymupdf.Rect(100, 100, 400, 300), pixmap=pixels)
        write(page, 100, 320, "Figure 1 The pump seen from the left")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert [(e.kind, e.text) for e in reading.elements] == [
        (Kind.FIGURE, ""),
        (Kind.CAPTION, "Figure 1 The pump seen from the left"),
    ]
    assert reading.elements[0].boxes == (Box(page=1, x0=100, y0=100, x1=400, y1=300),)


def test_reading_a_file_again_gives_the_same(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", lambda page: html(page, (50, 50, 500, 800), ENGLISH * 5))

    assert read_pdf(path, Limits()) == read_pdf(path, Limits())


def test_a_side_bar_beside_the_text_is_read_after_it_or_before_never_between(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        side = "Opening hours are from nine to five. " * 6
        html(page, (50, 60, 400, 700), f"<p style='font-size:10px'>{ENGLISH * 6}</p>")
        html(page, (430, 63, 545, 700), f"<p style='font-size:8px'>{side}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.PARAGRAPH) == [
        " ".join((ENGLISH * 6).split()),
        " ".join(["Opening hours are from nine to five."] * 6),
    ]


def test_references_with_hanging_indents_are_one_paragraph_each(tmp_path: Path) -> None:
    first = [
        "Ames, B. A long title of the book that",
        "goes on over a second line of it and",
        "a third.",
    ]
    second = [
        "Bond, C. Another title that is quite",
        "as long as the first one and takes",
        "three.",
    ]

    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(first + second):
            write(page, 50 if index % 3 == 0 else 65, 100 + 12 * index, line)

    reading = read_pdf(made(tmp_path / "a.pdf", draw), Limits())

    assert texts(reading, Kind.PARAGRAPH) == [" ".join(first), " ".join(second)]


def test_the_page_number_below_a_short_page_is_furniture(tmp_path: Path) -> None:
    def page_of(number: int) -> Draw:
        def draw(page: pymupdf.Page) -> None:
            height = 90 * number
            html(page, (50, 60, 545, 55 + height), f"<p style='font-size:10px'>{ENGLISH}</p>")
            write(page, 290, 120 + height, str(number + 10))

        return draw

    reading = read_pdf(made(tmp_path / "a.pdf", *(page_of(n) for n in range(1, 6))), Limits())

    assert texts(reading, Kind.FOOTER) == ["11", "12", "13", "14", "15"]


def test_a_logo_on_each_page_is_no_figure(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 12, 8), False)
        pixels.clear_with(120)
        page.insert_image(pymupdf.Rect(50, 700, 200, 800), pixmap=pixels)
        html(page, (50, 60, 545, 300), f"<p style='font-size:10px'>{ENGLISH}</p>")

    reading = read_pdf(made(tmp_path / "a.pdf", *[draw] * 4), Limits())

    assert texts(reading, Kind.FIGURE) == []
