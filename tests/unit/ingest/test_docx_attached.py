"""What hangs on the paragraphs of a Word document: links, comments, pictures, properties."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from ingest.limits import Limits
from ingest.model import Element, Kind, Reading
from ingest.office.word.reader import read_docx

ADDRESS = "https://example.com/form?a=1"


def reading(folder: Path, write: Callable[[Document], object]) -> Reading:
    document = docx.Document()
    write(document)
    path = folder / "file.docx"
    document.save(str(path))
    return read_docx(path, Limits())


def linked(element: Element) -> list[tuple[str, str]]:
    return [(element.text[link.start : link.end], link.target) for link in element.links]


def add(document: Document, body: str) -> None:
    spaces = nsdecls("w", "r")
    document.element.body[-1].addprevious(parse_xml(f"<w:p {spaces}>{body}</w:p>"))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_links_point_from_their_words_to_their_addresses(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        key = document.part.relate_to(ADDRESS, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        add(
            document,
            run("Take the form,   the ")
            + f'<w:hyperlink r:id="{key}">{run("form")}</w:hyperlink>'
            + run(" or see ")
            + f'<w:hyperlink w:anchor="here">{run("below")}</w:hyperlink>',
        )

    (found,) = reading(tmp_path, write).elements

    assert found.text == "Take the form, the form or see below"
    assert linked(found) == [("form", ADDRESS)]
    assert found.links[0].start == found.text.rindex("form")


@pytest.mark.parametrize(
    "field",
    [
        f"<w:fldSimple w:instr=' HYPERLINK \"{ADDRESS}\" '>{run('form')}</w:fldSimple>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText> HYPERLINK "{ADDRESS}" </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("form")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ],
)
def test_links_that_are_fields_are_links_too(tmp_path: Path, field: str) -> None:
    (found,) = reading(tmp_path, lambda document: add(document, run("See the ") + field)).elements

    assert found.text == "See the form"
    assert linked(found) == [("form", ADDRESS)]


def test_links_in_the_cells_of_a_table_are_kept(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        key = document.part.relate_to(ADDRESS, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("Topic", "Form", "The form", ""), strict=True):
            cell.text = text
        cell = table._cells[3]
        cell.paragraphs[0].add_run("Take   it.")
        spaces = nsdecls("w", "r")
        link = f'<w:hyperlink r:id="{key}">{run("form")}</w:hyperlink>'
        cell._tc.append(parse_xml(f"<w:p {spaces}>{run('The ')}{link}</w:p>"))

    (table,) = reading(tmp_path, write).elements

    assert table.text == "Topic | Form\nThe form | Take it. The form"
    assert linked(table) == [("form", ADDRESS)]
    assert table.links[0].start == table.text.rindex("form")


def test_a_link_in_a_list_item_stands_behind_its_number(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        key = document.part.relate_to(ADDRESS, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        style = '<w:pPr><w:pStyle w:val="ListNumber"/></w:pPr>'
        add(document, f'{style}<w:hyperlink r:id="{key}">{run("form")}</w:hyperlink>')

    (found,) = reading(tmp_path, write).elements

    assert (found.kind, found.text) == (Kind.LIST_ITEM, "1. form")
    assert linked(found) == [("form", ADDRESS)]


def test_comments_are_annotations_after_the_paragraph_they_speak_of(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        first = document.add_paragraph("The limit is 200 euros.")
        document.add_paragraph("It holds for everyone.")
        document.add_comment(first.runs, text="Ask finance first.", author="Anna", initials="A")

    assert [(e.kind, e.text) for e in reading(tmp_path, write).elements] == [
        (Kind.PARAGRAPH, "The limit is 200 euros."),
        (Kind.ANNOTATION, "Anna: Ask finance first."),
        (Kind.PARAGRAPH, "It holds for everyone."),
    ]


def test_a_comment_in_a_table_follows_the_table(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ["Item", "Price", "Bolt", "1"], strict=True):
            cell.paragraphs[0].add_run(text)
        runs = table.cell(1, 1).paragraphs[0].runs
        document.add_comment(runs, text="Net or gross?", author="Li", initials="L")

    assert [(e.kind, e.text) for e in reading(tmp_path, write).elements] == [
        (Kind.TABLE, "Item | Price\nBolt | 1"),
        (Kind.ANNOTATION, "Li: Net or gross?"),
    ]


def picture() -> BytesIO:
    image = BytesIO()
    Image.new("RGB", (8, 8), "red").save(image, "PNG")
    return image


def test_a_picture_is_a_figure_that_names_its_part(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        for description in ("The pump", "", "A dog. Description automatically generated"):
            document.add_picture(picture())
            document.inline_shapes[-1]._inline.docPr.set("descr", description)

    found = reading(tmp_path, write)

    assert [(e.kind, e.text, e.picture) for e in found.elements] == [
        (Kind.FIGURE, "The pump", "word/media/image1.png"),
        (Kind.FIGURE, "", "word/media/image1.png"),
        (Kind.FIGURE, "A dog", "word/media/image1.png"),
    ]
    assert [note.text for note in found.notes] == ["1 picture without a description was not read"]


def test_authors_and_dates_come_from_the_properties(tmp_path: Path) -> None:
    def write(document: Document) -> None:
        document.core_properties.author = "王芳; Ben Ode; Unknown"
        document.core_properties.created = datetime(2023, 4, 1, 9)
        document.core_properties.modified = datetime(2024, 5, 2, 9)
        document.add_paragraph("Text.")

    metadata = reading(tmp_path, write).metadata

    assert metadata.authors == ("王芳", "Ben Ode")
    assert (metadata.created, metadata.changed) == ("2023-04-01", "2024-05-02")


def test_the_dates_of_the_template_of_a_library_are_not_the_document_s(tmp_path: Path) -> None:
    metadata = reading(tmp_path, lambda document: document.add_paragraph("Text.")).metadata

    assert (metadata.authors, metadata.created, metadata.changed) == ((), "", "")
