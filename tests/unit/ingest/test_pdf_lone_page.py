"""A page alone in its file: running heads and feet are told although nothing repeats them."""

from pathlib import Path

import pymupdf
import pytest

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import CHINESE, ENGLISH, made, prose, texts, write


@pytest.mark.parametrize("number", ["48", "1-1-70", "A-5", "- 12 -", "xvii"])
def test_a_number_alone_at_the_foot_of_the_only_page_is_furniture(
    tmp_path: Path, number: str
) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 80, 545, 700), ENGLISH * 20)
        write(page, 290, 800, number)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FOOTER) == [number]


def test_a_head_ruled_off_from_the_text_of_the_only_page_is_furniture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 50, 60, "公司招股意向书", font="china-s")
        page.draw_line((50, 70), (545, 70))
        prose(page, (50, 90, 545, 700), CHINESE * 12)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADER) == ["公司招股意向书"]


def test_a_head_with_the_number_of_the_only_page_is_furniture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 150, 50, "Reading Tables in Long Reports 9")
        prose(page, (50, 80, 545, 700), ENGLISH * 20)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADER) == ["Reading Tables in Long Reports 9"]


def test_the_number_below_the_text_of_a_short_only_page_is_furniture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 80, 545, 300), ENGLISH * 6)
        write(page, 292, 400, "56")

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.FOOTER) == ["56"]


@pytest.mark.parametrize(("first", "y"), [("第一条 本办法适用于全体员工", 60), ("各位同事，", 40)])
def test_what_begins_or_ends_the_text_of_the_only_page_is_no_furniture(
    tmp_path: Path, first: str, y: float
) -> None:
    last = "The office keeps a list of all deputies."

    def draw(page: pymupdf.Page) -> None:
        write(page, 50, y, first, font="china-s")
        prose(page, (50, 90, 545, 700), ENGLISH * 20)
        write(page, 50, 790, last)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADER, Kind.FOOTER) == []
