"""What a PDF is called: what it shows of itself, never a label, a date or a stale property."""

from pathlib import Path

import pymupdf
import pytest

from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import Draw, made, prose, write

RULES = "Visitors sign the book at the gate and wear a badge as long as they stay. " * 6


def cover(*lines: tuple[str, float]) -> Draw:
    """A page of lines of some sizes, each with room below it, and prose at its foot."""

    def draw(page: pymupdf.Page) -> None:
        top = 100.0
        for text, size in lines:
            write(page, 60, top, text, size=size)
            top += 1.6 * size
        prose(page, (60, 500, 535, 800), RULES)

    return draw


def title(path: Path, draw: Draw, *, stated: str = "") -> str:
    return read_pdf(made(path, draw, title=stated), Limits(), ocr=False).title


def test_a_title_of_several_lines_is_whole(tmp_path: Path) -> None:
    draw = cover(("Managing", 30), ("Financial Records", 30), ("Version 1.3", 18))

    assert title(tmp_path / "a.pdf", draw) == "Managing Financial Records"


@pytest.mark.parametrize(
    "label", ["Version 1.3", "Date 27 May 2022", "Last approval:", "Page 1 of 9"]
)
def test_a_label_or_a_date_is_no_title(tmp_path: Path, label: str) -> None:
    draw = cover((label, 26), ("", 20), ("Access rules for visitors", 18))

    assert title(tmp_path / "a.pdf", draw) == "Access rules for visitors"


def test_the_stated_title_counts_where_the_first_pages_show_it(tmp_path: Path) -> None:
    draw = cover(("ACME CORPORATION", 26), ("", 20), ("Access rules for visitors", 18))

    shown = title(tmp_path / "a.pdf", draw, stated="Access Rules for Visitors")
    stale = title(tmp_path / "b.pdf", draw, stated="Canteen menu template")

    assert (shown, stale) == ("Access Rules for Visitors", "ACME CORPORATION")


def test_where_nothing_is_set_as_a_title_the_file_gives_its_name(tmp_path: Path) -> None:
    draw = cover(("Visitors sign the book at the gate.", 11))

    assert title(tmp_path / "Access rules 2024.pdf", draw) == "Access rules 2024"


def test_a_part_cut_out_of_a_document_is_called_by_the_heading_it_begins_with(
    tmp_path: Path,
) -> None:
    draw = cover(("3.2 Measuring losses", 16))

    assert title(tmp_path / "a.pdf", draw) == "3.2 Measuring losses"
