"""Numbered lines of one series are headings all of them, or items of a list."""

from pathlib import Path

import pymupdf

from ingest.model import Kind
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import CHINESE, ENGLISH, made, prose, texts, write


def test_all_short_lines_of_a_series_that_leads_text_are_headings(tmp_path: Path) -> None:
    heads = ("1、业务独立情况", "2、资产完整情况", "3、人员独立情况", "4、机构独立情况")

    def draw(page: pymupdf.Page) -> None:
        for at, head in enumerate(heads):
            page.insert_text((50, 80 + 120 * at), head, fontsize=10, fontname="china-s")
            page.insert_text(
                (50, 98 + 120 * at),
                "（1）本公司的业务，见下列各项。",
                fontsize=10,
                fontname="china-s",
            )
            prose(page, (50, 100 + 120 * at, 545, 170 + 120 * at), CHINESE)

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADING) == list(heads)


def test_a_short_line_in_a_series_of_sentences_is_an_item_as_they_are(tmp_path: Path) -> None:
    items = (
        "1. Deputies",
        "2. Members who cannot attend send a deputy in their place.",
        "3. Minutes are published within ten working days of the meeting.",
    )

    def draw(page: pymupdf.Page) -> None:
        prose(page, (50, 40, 545, 100), ENGLISH)
        write(page, 50, 120, items[0])
        prose(page, (65, 120, 545, 180), ENGLISH)
        write(page, 50, 200, items[1])
        write(page, 50, 220, items[2])

    reading = read_pdf(made(tmp_path / "a.pdf", draw))

    assert texts(reading, Kind.HEADING) == []
    assert texts(reading, Kind.LIST_ITEM) == list(items)
