"""Where on a page the words of an element or a chunk stand."""

from pathlib import Path

import pymupdf
import pytest

from ingest.chunk import chunk
from ingest.limits import Limits
from ingest.model import Box, Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import (
    CHINESE,
    ENGLISH,
    grid,
    html,
    made,
    write,
)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_on_a_rotated_page_are_those_that_viewers_show(tmp_path: Path, rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        write(page, 60, 100, "Only one line of text.")
        page.set_rotation(rotation)

    path = made(tmp_path / "a.pdf", draw)

    (paragraph,) = read_pdf(path, Limits()).elements

    with pymupdf.open(path) as document:
        page = document[0]
        expected = pymupdf.Rect(page.get_text("words")[0][:4]) * page.rotation_matrix
        box = paragraph.boxes[0]
        assert pymupdf.Rect(box.x0, box.y0, box.x1, box.y1).contains(expected + (1, 1, -1, -1))


def test_text_that_runs_upwards_is_read_in_order(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for index, line in enumerate(("First line of a turned page", "Second line of it")):
            page.insert_text((100 + 14 * index, 700), line, fontsize=10, rotate=90)

    (paragraph,) = read_pdf(made(tmp_path / "a.pdf", draw), Limits()).elements

    assert paragraph.text == "First line of a turned page Second line of it"
    box = paragraph.spans[0].box
    assert box.x0 < 100 < box.x1
    assert box.y1 == pytest.approx(700, abs=1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_under_the_boxes_of_a_chunk_are_its_words(tmp_path: Path, language: str) -> None:
    text = (ENGLISH if language == "en" else CHINESE) * 4

    def draw(page: pymupdf.Page) -> None:
        html(page, (50, 40, 545, 80), "<h1>Rules 规则</h1>")
        html(page, (50, 100, 285, 780), f"<p style='font-size:11px'>{text}</p>")
        html(page, (310, 100, 545, 400), f"<p style='font-size:11px'>{text}</p>")
        rows = [["Name", "数量"], ["Bolt", "12"], ["螺母", "7"]]
        for index, row in enumerate(rows):
            for x, cell in zip((310, 410), row, strict=True):
                html(page, (x + 4, 452 + 20 * index, x + 90, 470 + 20 * index), cell)
        grid(page, [310, 410, 510], [450, 470, 490, 510], [])

    path = made(tmp_path / "a.pdf", draw)
    reading = read_pdf(path, Limits())

    chunks = chunk(reading, document_id="d", count_tokens=len, max_tokens=10_000)

    with pymupdf.open(path) as document:
        letters = [letter for page in document for letter in letters_of(page)]
    assert {c.kind for c in chunks} == {Kind.PARAGRAPH, Kind.TABLE}
    for found in chunks:
        assert alike(under(found.boxes, letters), plain(found.text)) >= 0.98


def letters_of(page: pymupdf.Page) -> list[tuple[int, float, float, str]]:
    raw = page.get_text("rawdict", flags=pymupdf.TEXT_MEDIABOX_CLIP)
    return [
        (
            page.number + 1,
            (c["bbox"][0] + c["bbox"][2]) / 2,
            (c["bbox"][1] + c["bbox"][3]) / 2,
            c["c"],
        )
        for block in raw["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for c in span["chars"]
    ]


def under(boxes: tuple[Box, ...], letters: list[tuple[int, float, float, str]]) -> str:
    return plain(
        "".join(
            letter
            for page, x, y, letter in letters
            if any(b.page == page and b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in boxes)
        )
    )


def plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def alike(one: str, two: str) -> float:
    common = sum(min(one.count(char), two.count(char)) for char in set(one))
    return common / max(len(one), len(two), 1)
