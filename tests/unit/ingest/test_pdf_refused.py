"""PDFs that cannot be read are refused with the reason, and pages without text noted."""

from functools import partial
from importlib import import_module
from pathlib import Path

import pymupdf
import pytest

from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.pdf import read_pdf
from ingest.pdf.page import Page
from ingest.pdf.parts import Parts
from tests.unit.ingest.pdf_pages import (
    ENGLISH,
    html,
    made,
    write,
)

NAMES = ["The first page", "The second page", "The third page"]


def test_an_encrypted_pdf_is_refused_with_the_reason(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    path = tmp_path / "locked.pdf"
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="x")

    with pytest.raises(EncryptedDocument, match="password"):
        read_pdf(path, Limits())


def test_a_file_of_no_bytes_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")

    with pytest.raises(EmptyDocument, match="0 bytes"):
        read_pdf(path, Limits())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF", b"no PDF at all" * 50, b"%PDF-1.4\n\x00\xff"]
)
def test_garbage_is_refused_and_says_so(
    tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)

    with pytest.raises(UnreadableDocument, match="export it again"):
        read_pdf(path, Limits())
    assert capfd.readouterr().err == ""


def test_a_truncated_pdf_is_repaired_or_refused_but_never_crashes(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", *[lambda page: html(page, (50, 50, 500, 800), ENGLISH * 5)] * 4)
    content = path.read_bytes()

    for share in (0.2, 0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        try:
            reading = read_pdf(path, Limits())
        except UnreadableDocument as error:
            assert "export it again" in error.reason
        else:
            assert reading.pages > 0


def test_a_pdf_without_pages_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )

    with pytest.raises(EmptyDocument, match="no pages"):
        read_pdf(path, Limits())


def test_blank_pages_are_refused_as_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyDocument, match="neither text nor pictures"):
        read_pdf(made(tmp_path / "a.pdf", lambda page: None), Limits())


def test_too_many_pages_are_refused_with_the_setting_that_allows_them(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", *[lambda page: None] * 4)

    with pytest.raises(OverLimit, match=r"4 pages, the limit is 3.*limits\.pages"):
        read_pdf(path, Limits(pages=3))


def test_a_page_without_a_text_layer_is_noted(tmp_path: Path) -> None:
    def scan(page: pymupdf.Page) -> None:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 8, 8), False)
        pixels.clear_with(120)
        page.insert_image(page.rect, pixmap=pixels)

    reading = read_pdf(
        made(tmp_path / "a.pdf", lambda p: write(p, 50, 50, "Text."), scan), Limits()
    )

    (note,) = reading.notes
    assert note.page == 2
    assert note.text.startswith("scanned")


@pytest.mark.parametrize("step", ["windows.parts_of", "compose.blocks_of"])
def test_a_page_whose_layout_is_not_understood_comes_line_by_line_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = made(tmp_path / "a.pdf", *(partial(write, x=50, y=100, text=name) for name in NAMES))
    module, _, name = step.partition(".")
    understood = getattr(import_module(f"ingest.pdf.{module}"), name)

    def fails(subject: Page | Parts, *others: object) -> object:
        page = subject.page if isinstance(subject, Parts) else subject
        if page.number == 2:
            raise IndexError("no such row")
        return understood(subject, *others)

    monkeypatch.setattr(f"ingest.pdf.{step}", fails)

    reading = read_pdf(path)

    assert [element.text for element in reading.elements] == NAMES
    (said,) = reading.notes
    assert said.page == 2
    assert said.text.startswith("its layout is not understood, so it was read line by line")
