"""No file, however broken, raises anything but our own errors, and none is unpacked unseen."""

import random
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl
import pptx
import pymupdf
import pytest

from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.read import read

MIB = 1024**2


def word(path: Path) -> None:
    document = docx.Document()
    document.add_heading("Rules", level=1)
    document.add_paragraph("Text", style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "cell"
    document.save(str(path))


def slides(path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Rules"
    slide.placeholders[1].text = "Text"
    presentation.save(str(path))


def sheets(path: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in [["Item", "Price"], ["Bolt", 1.5], ["Nut", 2]]:
        workbook.active.append(row)
    workbook.save(path)


OFFICE = [("a.docx", word), ("a.pptx", slides), ("a.xlsx", sheets)]
MAIN = {
    "a.docx": "word/document.xml",
    "a.pptx": "ppt/slides/slide1.xml",
    "a.xlsx": "xl/worksheets/sheet1.xml",
}
Make = Callable[[Path], None]


def repacked(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, change(content) if name == part else content)


@pytest.mark.parametrize(
    "name", ["a.docx", "a.pptx", "a.xlsx", "a.html", "a.md", "a.csv", "a.txt", "a.eml"]
)
def test_an_empty_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()

    with pytest.raises(EmptyDocument, match="the file is empty"):
        read(tmp_path / name)


@pytest.mark.parametrize(("name", "make"), OFFICE)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_a_truncated_office_file_is_refused(
    tmp_path: Path, name: str, make: Make, share: float
) -> None:
    path = tmp_path / name
    make(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    with pytest.raises(UnreadableDocument, match="damaged or cut off"):
        read(path)


def test_an_encrypted_office_file_is_refused() -> None:
    with pytest.raises(EncryptedDocument, match="without a password"):
        read(Path(__file__).parents[2] / "data" / "office" / "encrypted.xlsx")


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word(path)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    with pytest.raises(EncryptedDocument, match="without a password"):
        read(path)


@pytest.mark.parametrize(("name", "make"), OFFICE)
def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path, name: str, make: Make) -> None:
    path = tmp_path / name
    make(path)
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open("bomb.xml", "w") as bomb:
        for _ in range(64):
            bomb.write(b" " * MIB)

    with pytest.raises(OverLimit, match="zip bombs"):
        read(path)
    with pytest.raises(OverLimit, match="unpacked_bytes"):
        read(path, Limits(unpacked_bytes=10 * MIB))


@pytest.mark.parametrize(("name", "make"), OFFICE)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!-- a comment --><!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost/x.dtd"> %a;]>',
        "<!--" + " " * 70_000 + '--><!DOCTYPE x [<!ENTITY a "boom">]>',
    ],
)
def test_xml_that_declares_entities_is_refused(
    tmp_path: Path, name: str, make: Make, declaration: str
) -> None:
    path = tmp_path / name
    make(path)

    def attack(part: bytes) -> bytes:
        start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
        return part[:start] + declaration.encode() + part[start:]

    repacked(path, MAIN[name], attack)

    with pytest.raises(UnreadableDocument, match="declares XML entities"):
        read(path)


@pytest.mark.parametrize(("name", "make"), OFFICE)
@pytest.mark.parametrize("content", [b"", b"<", b"<x/>", b"\x00\xff" * 50, b"<a>" * 5000])
def test_a_main_part_that_is_no_document_is_refused(
    tmp_path: Path, name: str, make: Make, content: bytes
) -> None:
    path = tmp_path / name
    make(path)
    repacked(path, MAIN[name], lambda _: content)

    with pytest.raises(UnreadableDocument):
        read(path)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html", "a.eml", "a"])
def test_binary_garbage_named_as_text_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(random.Random(1).randbytes(5000))

    with pytest.raises(UnreadableDocument, match="neither text nor a format"):
        read(tmp_path / name)


@pytest.mark.parametrize(("name", "make"), OFFICE)
def test_damage_anywhere_never_raises_another_error(tmp_path: Path, name: str, make: Make) -> None:
    """Cut, flip and drop bytes of the parts, which the checksums of the archive do not reveal."""
    path = tmp_path / name
    make(path)
    whole = path.read_bytes()
    with ZipFile(path) as archive:
        parts = [part for part in archive.namelist() if part.endswith((".xml", ".rels"))]
    chance = random.Random(7)
    for _ in range(60):
        path.write_bytes(whole)
        repacked(path, chance.choice(parts), lambda part: mutated(part, chance))
        try:
            read(path)
        except UnreadableDocument as error:
            assert error.reason


def mutated(part: bytes, chance: random.Random) -> bytes:
    data = bytearray(part)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        action = chance.randrange(4)
        if action == 0:
            data[at] = chance.randrange(256)
        elif action == 1:
            del data[at : at + chance.randint(1, 40)]
        elif action == 2:
            data[at:at] = data[max(0, at - 60) : at]
        else:
            data[at:at] = chance.choice(
                [b"-1", b"99999999999", b"&x;", b'"', b"<a>", b"</w:p>", b"\x00"]
            )
        if not data:
            return b""
    return bytes(data)


def test_a_pdf_over_the_limit_of_pages_names_the_setting_that_allows_it(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    with pymupdf.open() as pdf:
        for _ in range(12):
            pdf.new_page()
        pdf.save(path)

    with pytest.raises(OverLimit, match=r"12 pages.*limits.pages"):
        read(path, Limits(pages=11))
