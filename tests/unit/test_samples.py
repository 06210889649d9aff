"""The sample knowledge base is what its README says; its questions point to the right places."""

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import openpyxl
import pymupdf
import pytest
from bs4 import BeautifulSoup
from docx import Document
from pptx import Presentation

from ingest.language import language
from tests.missing import refuse

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
KNOWLEDGE = SAMPLES / "knowledge"
QUESTIONS = [
    json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
]
ANSWERABLE = [question for question in QUESTIONS if question["kind"] != "unanswerable"]
PDFS = ("employee-handbook.pdf", "product-manual.pdf")
TextsAndCells = tuple[list[str], list[str]]
OFFICE_FILES = ("travel-policy.docx", "price-list.xlsx", "onboarding-slides.pptx", "faq.xlsx")


@cache
def pdf_pages(path: Path) -> list[str]:
    with pymupdf.open(path) as document:
        return [page.get_text() for page in document]


def docx_texts(path: Path) -> TextsAndCells:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs], cells


def xlsx_cells(path: Path) -> list[str]:
    workbook = openpyxl.load_workbook(path)
    return [str(value) for sheet in workbook for row in sheet.values for value in row]


def pptx_texts(path: Path) -> TextsAndCells:
    shapes = [shape for slide in Presentation(str(path)).slides for shape in slide.shapes]
    texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    tables = [shape.table for shape in shapes if shape.has_table]
    return texts, [cell.text for table in tables for row in table.rows for cell in row.cells]


def html_texts(path: Path) -> TextsAndCells:
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser").main
    return [page.get_text(" ")], [cell.get_text() for cell in page.find_all("td")]


def mail_body(path: Path, kind: str) -> str:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return message.get_body((kind,)).get_content()


def texts_and_cells(path: Path) -> TextsAndCells:
    """Return the running texts and the table cells of a file without pages."""
    match path.suffix:
        case ".docx":
            return docx_texts(path)
        case ".xlsx":
            return xlsx_cells(path), xlsx_cells(path)
        case ".pptx":
            return pptx_texts(path)
        case ".html":
            return html_texts(path)
        case ".eml":
            return [mail_body(path, "plain")], []
        case _:
            return [path.read_text("utf-8")], []


@cache
def page_cells(path: Path, number: int) -> list[str]:
    with pymupdf.open(path) as document:
        tables = document[number - 1].find_tables(use_layout=False).tables
        return [cell or "" for table in tables for row in table.extract() for cell in row]


def squeezed(text: str) -> str:
    """Join what a line break parted: without blanks, so that Chinese and English compare alike."""
    return re.sub(r"\s+", "", text)


def made(folder: Path, *names: str) -> None:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "samples/make_samples.py", "--output", str(folder), *names]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def test_the_questions_are_complete_and_half_of_them_are_chinese() -> None:
    expected_keys = {
        *("id", "language", "kind", "question", "document", "page", "answer_contains"),
    }

    assert all(set(question) == expected_keys for question in QUESTIONS)
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS) == 40
    assert all(language(question["question"]) == question["language"] for question in QUESTIONS)
    assert sum(question["language"] == "zh" for question in QUESTIONS) == 20


def test_only_unanswerable_questions_have_no_answer_and_no_place() -> None:
    for question in QUESTIONS:
        has_answer = bool(question["answer_contains"]) and question["document"] is not None

        assert has_answer == (question["kind"] != "unanswerable"), question["id"]
        has_pages = str(question["document"]).endswith(".pdf")
        assert (question["page"] is not None) == has_pages, question["id"]


def test_every_file_of_the_knowledge_base_is_asked_about() -> None:
    assert {question["document"] for question in ANSWERABLE} == {
        path.name for path in KNOWLEDGE.iterdir()
    }


@pytest.mark.parametrize("question", ANSWERABLE, ids=lambda question: question["id"])
def test_an_answer_stands_where_the_question_file_says(question: dict[str, Any]) -> None:
    path = KNOWLEDGE / question["document"]

    if question["page"]:
        text = pdf_pages(path)[question["page"] - 1]
    else:
        texts, cells = texts_and_cells(path)
        text = "\n".join([*texts, *cells])

    for answer in question["answer_contains"]:
        assert squeezed(answer) in squeezed(text)


@pytest.mark.parametrize(
    "question",
    [question for question in ANSWERABLE if question["kind"] == "table"],
    ids=lambda question: question["id"],
)
def test_the_answer_to_a_table_question_stands_in_a_cell(question: dict[str, Any]) -> None:
    path = KNOWLEDGE / question["document"]

    if question["page"]:
        cells = page_cells(path, question["page"])
    else:
        _, cells = texts_and_cells(path)

    for answer in question["answer_contains"]:
        assert any(squeezed(answer) in squeezed(cell) for cell in cells)


@pytest.mark.parametrize("name", PDFS)
def test_the_pdfs_embed_named_fonts(name: str) -> None:
    with pymupdf.open(KNOWLEDGE / name) as document:
        fonts = {font[2:4] for page in document for font in page.get_fonts()}

    assert fonts
    assert all(kind == "Type0" and "+Noto" in base for kind, base in fonts)


@pytest.mark.parametrize("name", PDFS)
def test_every_pdf_page_but_the_cover_has_its_number(name: str) -> None:
    cover, *others = pdf_pages(KNOWLEDGE / name)
    count = len(others) + 1

    assert f"1 / {count}" not in cover
    assert all(f"{number} / {count}" in text for number, text in enumerate(others, start=2))


def test_the_handbook_has_two_columns_and_tables_on_most_pages() -> None:
    with pymupdf.open(KNOWLEDGE / "employee-handbook.pdf") as document:
        middle = document[1].rect.width / 2
        blocks = [block[:4] for block in document[1].get_text("blocks")]
        captions = re.findall(r"Table \d\.|表\d+　", "".join(pdf_pages(document.name)))

    assert sum(x1 < middle for _, _, x1, _ in blocks) > 5
    assert sum(x0 > middle for x0, _, _, _ in blocks) > 5
    assert len(set(captions)) == 11


def test_the_error_codes_run_over_two_pages_with_the_header_repeated() -> None:
    pages = pdf_pages(KNOWLEDGE / "product-manual.pdf")
    headed = [number for number, text in enumerate(pages, 1) if "Code\nMeaning\nRemedy\n" in text]
    codes = re.findall(r"^E\d{3}(?=\n)", "\n".join(pages[4:6]), flags=re.MULTILINE)

    assert headed == [5, 6]
    assert len(codes) == len(set(codes)) == 46


def test_the_manual_names_the_parts_of_the_figure_in_text() -> None:
    page = pdf_pages(KNOWLEDGE / "product-manual.pdf")[1]

    assert "Figure 1. Front view of the Brook 240" in page
    assert "8 Drip tray with leak sensor" in page


def test_the_price_list_has_two_sheets_with_numbers_and_dates() -> None:
    workbook = openpyxl.load_workbook(KNOWLEDGE / "price-list.xlsx")
    rows = [row for sheet in workbook for row in sheet.iter_rows(min_row=2)]

    assert len(workbook.sheetnames) == 2
    assert len(rows) == 48
    assert all(row[5].data_type == "n" and row[7].is_date for row in rows)


def test_every_slide_has_a_title_and_notes() -> None:
    slides = Presentation(str(KNOWLEDGE / "onboarding-slides.pptx")).slides

    assert len(slides) == 8
    assert all(slide.shapes.title.text for slide in slides)
    assert all(slide.notes_slide.notes_text_frame.text for slide in slides)


def test_the_faq_has_twenty_questions_with_answers_half_of_them_chinese() -> None:
    header, *rows = openpyxl.load_workbook(KNOWLEDGE / "faq.xlsx").worksheets[0].values

    assert header == ("Question", "Answer", "Topic")
    assert sorted(language(question) for question, _, _ in rows) == ["en"] * 10 + ["zh"] * 10
    assert all(answer for _, answer, _ in rows)


def test_the_mail_says_the_same_in_plain_text_and_html() -> None:
    path = KNOWLEDGE / "maintenance-notice.eml"
    html = BeautifulSoup(mail_body(path, "html"), "html.parser").get_text()
    plain = mail_body(path, "plain").replace("- ", "")

    assert squeezed(html) == squeezed(plain)


def test_every_address_is_one_that_cannot_exist() -> None:
    texts = [page for name in PDFS for page in pdf_pages(KNOWLEDGE / name)]
    for path in KNOWLEDGE.iterdir():
        if path.name not in PDFS:
            texts += [text for part in texts_and_cells(path) for text in part]
    addresses = re.findall(r"@([\w.-]+)", "\n".join(texts))

    assert addresses
    assert {address.rstrip(".") for address in addresses} == {"ternhaven.example"}


def test_the_samples_stay_small() -> None:
    sizes = [path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()]

    assert sum(sizes) < 1_500_000


def test_making_the_files_twice_gives_the_same_bytes_and_the_words_that_lie_here(
    tmp_path: Path,
) -> None:
    names = (*OFFICE_FILES, "maintenance-notice.eml")
    first, second = tmp_path / "first", tmp_path / "second"

    made(first, *names)
    made(second, *names)

    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name
        assert texts_and_cells(first / name) == texts_and_cells(KNOWLEDGE / name), name


@pytest.mark.parametrize("name", PDFS)
def test_the_pdfs_say_what_their_sources_say(tmp_path: Path, name: str) -> None:
    if not Path("/usr/bin/chromium").exists() or find_spec("fontTools") is None:
        refuse("making the PDFs needs Chromium and fonttools")
    if not Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists():
        refuse("making the PDFs needs the fonts of fonts-noto-cjk")

    made(tmp_path, name)

    words = [
        sorted("\n".join(pdf_pages(folder / name)).split()) for folder in (tmp_path, KNOWLEDGE)
    ]
    assert words[0] == words[1]


def test_an_unknown_file_is_refused_and_the_known_ones_are_named() -> None:
    refused = subprocess.run(
        [sys.executable, "samples/make_samples.py", "memo.pdf"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 2
    assert "memo.pdf: not made here; choose from employee-handbook.pdf" in refused.stderr
