"""Text in pictures that stand on a page with text of its own is read, or said to be unread."""

from pathlib import Path

import pymupdf
import pytest

from ingest.limits import Limits
from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import prose, texts

RULES = "Visitors sign the book at the gate and wear a badge as long as they stay. " * 6


def pixels(width: int, height: int, *lines: str, size: float = 26, chinese: bool = False) -> bytes:
    """A picture of `lines`."""
    with pymupdf.open() as document:
        page = document.new_page(width=width, height=height)
        for number, line in enumerate(lines, 1):
            font = "china-s" if chinese else "hebo"
            page.insert_text((4, 1.3 * size * number), line, fontsize=size, fontname=font)
        return bytes(page.get_pixmap(dpi=150).tobytes("png"))


def page_with(path: Path, image: bytes, box: tuple[float, float, float, float]) -> Path:
    with pymupdf.open() as document:
        page = document.new_page(width=595, height=842)
        page.insert_image(box, stream=image)
        prose(page, (60, 200, 535, 400), RULES)
        document.save(path)
    return path


@pytest.mark.parametrize(
    ("title", "chinese"), [("Access rules for visitors", False), ("访客出入管理办法", True)]
)
def test_a_title_that_is_a_picture_is_the_title(tmp_path: Path, title: str, chinese: bool) -> None:
    image = pixels(400, 40, title, chinese=chinese)

    reading = read_pdf(page_with(tmp_path / "a.pdf", image, (60, 100, 460, 140)), Limits())

    assert texts(reading, Kind.TITLE) == [title]
    assert reading.title == title
    assert [note.text[:33] for note in reading.notes] == ["text in 1 picture, read by OCR, c"]
    box = reading.elements[0].boxes[0]
    assert 60 <= box.x0 < box.x1 <= 460
    assert 95 <= box.y0 < box.y1 <= 145


def test_where_ocr_is_off_a_picture_that_may_hold_text_is_told(tmp_path: Path) -> None:
    path = page_with(tmp_path / "a.pdf", pixels(400, 40, "Access rules"), (60, 100, 460, 140))

    (note,) = read_pdf(path, Limits(), ocr=False).notes

    assert (note.page, note.text) == (
        1,
        "1 picture may hold text, not read: OCR is off (reading.ocr)",
    )


def test_a_photograph_and_a_logo_on_every_page_are_left_alone(tmp_path: Path) -> None:
    photo = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 400, 300))
    for y in range(300):
        for x in range(400):
            photo.set_pixel(x, y, ((x * y) % 251, (3 * x + y) % 241, (x + 7 * y) % 239))
    path = page_with(tmp_path / "a.pdf", photo.tobytes("png"), (60, 450, 460, 750))
    logo = pixels(120, 40, "ACME")
    with pymupdf.open(path) as document:
        for _ in range(3):
            page = document.new_page(width=595, height=842)
            page.insert_image((60, 30, 180, 70), stream=logo)
            prose(page, (60, 200, 535, 400), RULES)
        document.save(tmp_path / "b.pdf")

    assert read_pdf(tmp_path / "b.pdf", Limits()).notes == ()


def test_the_labels_of_a_chart_that_is_a_picture_are_the_words_of_the_figure(
    tmp_path: Path,
) -> None:
    with pymupdf.open() as drawn:
        chart = drawn.new_page(width=400, height=300)
        for number, name in enumerate(("North", "South", "East", "West")):
            chart.draw_rect(
                (40 + 80 * number, 60 + 40 * number, 90 + 80 * number, 260), fill=(0, 0, 1)
            )
            chart.insert_text((45 + 80 * number, 285), name, fontsize=14)
        image = bytes(chart.get_pixmap(dpi=150).tobytes("png"))

    reading = read_pdf(page_with(tmp_path / "a.pdf", image, (60, 420, 460, 720)), Limits())

    assert texts(reading, Kind.FIGURE) == ["North South East West"]
