"""The optional engines read real files where they are installed, and say so where they are not."""

import subprocess
import sys
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path

import docx
import openpyxl
import pptx
import pymupdf
import pytest

from ingest.errors import MissingEngine, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Box, Kind, Reading
from ingest.options import Engine, ReadingOptions
from ingest.read import read

needs_pymupdf4llm = pytest.mark.skipif(
    find_spec("pymupdf4llm") is None, reason="pymupdf4llm is not installed"
)
RULES = "Visitors sign the book at the gate and wear a badge."


def by(engine: Engine, path: Path) -> Reading:
    return read(path, Limits(), ReadingOptions(engine=engine))


def summary(reading: Reading) -> list[tuple[Kind, int, str]]:
    return [(each.kind, each.level, each.text) for each in reading.elements]


def word(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Access rules", level=1)
    document.add_paragraph(RULES)
    document.add_paragraph("Ask the guard", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Gate", "Hours", "North", "6 to 22"], strict=True):
        cell.text = text
    document.save(str(path))
    return path


def pdf(path: Path) -> Path:
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_text((60, 90), "1 Access rules", fontsize=22)
    for number in range(6):
        page.insert_text((60, 130 + 15 * number), RULES, fontsize=11)
    document.save(path)
    return path


def test_unstructured_reads_a_word_file_with_its_table(tmp_path: Path) -> None:
    reading = by(Engine.UNSTRUCTURED, word(tmp_path / "a.docx"))

    assert summary(reading) == [
        (Kind.HEADING, 1, "Access rules"),
        (Kind.PARAGRAPH, 0, RULES),
        (Kind.LIST_ITEM, 0, "Ask the guard"),
        (Kind.TABLE, 0, "Gate | Hours\nNorth | 6 to 22"),
    ]
    assert reading.title == "Access rules"


def test_unstructured_reads_slides_and_sheets_with_their_places(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Access rules"
    presentation.save(str(tmp_path / "a.pptx"))
    workbook = openpyxl.Workbook()
    workbook.active.title = "Gates"
    for row in [["Gate", "Hours"], ["North", "6 to 22"]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")

    slides = by(Engine.UNSTRUCTURED, tmp_path / "a.pptx")
    sheets = by(Engine.UNSTRUCTURED, tmp_path / "a.xlsx")

    assert [(each.text, each.place) for each in slides.elements] == [("Access rules", "slide 1")]
    assert {each.place for each in sheets.elements} == {"sheet Gates"}
    assert "North" in "".join(each.text for each in sheets.elements)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", f"<html><body><h1>Access</h1><p>{RULES}</p></body></html>"),
        ("a.md", f"# Access\n\n{RULES}\n"),
        ("a.txt", f"Access\n\n{RULES}\n"),
        ("a.csv", f"gate,rule\nnorth,{RULES}\nsouth,none\n"),
    ],
)
def test_unstructured_reads_texts_of_every_kind(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    assert RULES in "\n".join(
        each.text for each in by(Engine.UNSTRUCTURED, tmp_path / name).elements
    )


def test_unstructured_reads_a_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "Access"
    mail.set_content(RULES)
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())

    assert RULES in [each.text for each in by(Engine.UNSTRUCTURED, tmp_path / "a.eml").elements]


@pytest.mark.skipif(
    find_spec("unstructured_inference") is not None, reason="the extra unstructured-pdf is there"
)
def test_unstructured_says_what_it_would_need_for_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(MissingEngine, match=r"unstructured-pdf\].*reading.engine to layout"):
        by(Engine.UNSTRUCTURED, pdf(tmp_path / "a.pdf"))


def test_a_damaged_file_is_refused_whoever_reads_it(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx")
    path.write_bytes(path.read_bytes()[:400])

    with pytest.raises(UnreadableDocument):
        by(Engine.UNSTRUCTURED, path)


@needs_pymupdf4llm
def test_pymupdf4llm_reads_a_pdf_into_blocks_with_their_boxes(tmp_path: Path) -> None:
    reading = by(Engine.PYMUPDF4LLM, pdf(tmp_path / "a.pdf"))

    heading, *rest = reading.elements
    assert "Access rules" in heading.text
    assert heading.kind in (Kind.HEADING, Kind.TITLE)
    assert RULES in " ".join(each.text.replace("\n", " ") for each in rest)
    (box,) = heading.boxes
    assert box.page == 1
    assert Box(page=1, x0=50, y0=60, x1=300, y1=110).union(box) == Box(
        page=1, x0=50, y0=60, x1=300, y1=110
    )


@needs_pymupdf4llm
def test_pymupdf4llm_has_its_layout_model_in_a_process_that_read_pdfs_without_it(
    tmp_path: Path,
) -> None:
    code = (
        "from pathlib import Path\n"
        "from ingest.limits import Limits\n"
        "from ingest.options import Engine, ReadingOptions\n"
        "from ingest.read import read\n"
        f"path = Path({str(pdf(tmp_path / 'a.pdf'))!r})\n"
        "before = read(path)\n"
        "told = read(path, Limits(), ReadingOptions(engine=Engine.PYMUPDF4LLM))\n"
        "assert read(path) == before\n"
        "print(*(each.kind for each in told.elements))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    told = by(Engine.PYMUPDF4LLM, tmp_path / "a.pdf")
    assert ran.stdout.split() == [each.kind for each in told.elements]


@pytest.mark.skipif(find_spec("docling") is None, reason="docling is not installed")
def test_docling_reads_a_word_file_with_its_table(tmp_path: Path) -> None:
    reading = by(Engine.DOCLING, word(tmp_path / "a.docx"))

    assert summary(reading) == [
        (Kind.HEADING, 1, "Access rules"),
        (Kind.PARAGRAPH, 0, RULES),
        (Kind.LIST_ITEM, 0, "Ask the guard"),
        (Kind.TABLE, 0, "Gate | Hours\nNorth | 6 to 22"),
    ]


def test_an_engine_leaves_the_kinds_that_it_does_not_know_to_us(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx")

    assert by(Engine.PYMUPDF4LLM, path) == read(path)


@pytest.mark.skipif(find_spec("docling") is not None, reason="docling is installed")
def test_an_engine_that_is_not_installed_is_named_with_its_extra(tmp_path: Path) -> None:
    with pytest.raises(MissingEngine, match=r"pip install 'kb-assistant\[docling\]'"):
        by(Engine.DOCLING, word(tmp_path / "a.docx"))


def test_engines_that_are_not_chosen_are_not_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from ingest.read import read; "
        f"read(Path({str(word(tmp_path / 'a.docx'))!r})); "
        "print({'unstructured', 'spacy', 'pymupdf4llm', 'docling'} & set(sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"
