"""What stands beside the text of a PDF page, left and right of it: no words of the text."""

from pathlib import Path

import pymupdf

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import CHINESE, ENGLISH, made, prose, texts, write

LINE = "Each member of the committee receives the minutes, {}"


def test_the_numbers_of_lines_in_the_margin_are_no_text(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page, first: int) -> None:
        for at in range(30):
            write(page, 90, 100 + 18 * at, LINE.format(chr(ord("a") + at % 26) * (first + at)))
            write(page, 60, 100 + 18 * at, str(first + at), size=7)

    reading = read_pdf(
        made(tmp_path / "a.pdf", lambda page: draw(page, 1), lambda page: draw(page, 31))
    )

    assert texts(reading, Kind.HEADER) == [str(number) for number in range(1, 61)]
    assert not any(char.isdigit() for text in texts(reading, Kind.PARAGRAPH) for char in text)


def test_the_numbers_of_short_entries_are_text(tmp_path: Path) -> None:
    names = [f"Company {letter}" for letter in "ABCDEFGHIJKL"]

    def draw(page: pymupdf.Page) -> None:
        for at, name in enumerate(names):
            write(page, 60, 100 + 18 * at, str(1 + at))
            write(page, 90, 100 + 18 * at, name)

    assert texts(read_pdf(made(tmp_path / "a.pdf", draw)), Kind.HEADER) == []


def test_a_chinese_title_set_down_beside_the_text_of_each_page_is_a_running_head(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page, chapter: str) -> None:
        prose(page, (60, 90, 520, 400), f"{chapter}规定：" + CHINESE * 6)
        for at, char in enumerate(chapter):
            page.insert_text((560, 200 + 10 * at), char, fontsize=9, fontname="china-s")

    reading = read_pdf(
        made(
            tmp_path / "a.pdf",
            lambda page: draw(page, "第一章工作时间"),
            lambda page: draw(page, "第二章休息休假"),
        )
    )

    assert "".join(texts(reading, Kind.HEADER)) == "第一章工作时间第二章休息休假"


def test_headings_that_hang_beside_the_text_stand_before_what_begins_at_their_height(
    tmp_path: Path,
) -> None:
    def draw(page: pymupdf.Page) -> None:
        for at, head in enumerate(("Who meets", "Who takes part")):
            write(page, 50, 98 + 150 * at, head, font="hebo")
            prose(page, (200, 80 + 150 * at, 545, 150 + 150 * at), f"{at} {ENGLISH}")
            prose(page, (200, 155 + 150 * at, 545, 220 + 150 * at), ENGLISH)

    elements = read_pdf(made(tmp_path / "a.pdf", draw)).elements

    assert [element.text.split()[0] for element in elements] == [
        "Who",
        "0",
        "The",
        "Who",
        "1",
        "The",
    ]
    assert [element.text for element in elements if element.kind is Kind.HEADING] == [
        "Who meets",
        "Who takes part",
    ]
