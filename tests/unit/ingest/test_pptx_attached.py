"""What hangs on the shapes of a presentation: pictures, links, comments, properties."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pptx
import pytest
from PIL import Image
from pptx.presentation import Presentation
from pptx.util import Pt

from ingest.limits import Limits
from ingest.model import Kind
from ingest.office.slides import read_pptx

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLD = "http://schemas.openxmlformats.org/presentationml/2006/main"
NEW = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
BLANK = 6


def saved(folder: Path, presentation: Presentation) -> Path:
    path = folder / "file.pptx"
    presentation.save(str(path))
    return path


def picture() -> BytesIO:
    image = BytesIO()
    Image.new("RGB", (8, 8), "red").save(image, "PNG")
    image.seek(0)
    return image


def test_a_picture_is_a_figure_that_names_its_part_and_stands_in_its_box(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[BLANK]).shapes
    guessed = "A dog. Description automatically generated with low confidence"
    for top, description in ((10, "The pump"), (200, "photo.png"), (400, guessed)):
        added = shapes.add_picture(picture(), Pt(10), Pt(top), Pt(90), Pt(90))
        added._element.nvPicPr.cNvPr.set("descr", description)

    found = read_pptx(saved(tmp_path, presentation), Limits()).elements

    assert [(e.kind, e.text, e.picture) for e in found] == [
        (Kind.FIGURE, "The pump", "ppt/media/image1.png"),
        (Kind.FIGURE, "", "ppt/media/image1.png"),
        (Kind.FIGURE, "A dog", "ppt/media/image1.png"),
    ]
    assert (found[0].boxes[0].x0, found[0].boxes[0].y1) == (10, 100)


def test_a_picture_above_the_first_line_does_not_keep_it_from_being_the_heading(
    tmp_path: Path,
) -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[BLANK]).shapes
    shapes.add_picture(picture(), Pt(10), Pt(10), Pt(20), Pt(20))
    for top, text in ((60, "Results"), (200, "Sales grew by a third in the north.")):
        frame = shapes.add_textbox(Pt(10), Pt(top), Pt(300), Pt(40)).text_frame
        frame.text = text

    found = read_pptx(saved(tmp_path, presentation), Limits()).elements

    assert (found[0].kind, found[0].text) == (Kind.HEADING, "Results")


def test_links_point_from_their_words_to_their_addresses(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[BLANK]).shapes
    paragraph = shapes.add_textbox(Pt(10), Pt(10), Pt(300), Pt(40)).text_frame.paragraphs[0]
    paragraph.add_run().text = "Fill in  the "
    run = paragraph.add_run()
    run.text = "form"
    run.hyperlink.address = "https://example.com/form"

    (found,) = read_pptx(saved(tmp_path, presentation), Limits()).elements

    assert found.text == "Fill in the form"
    assert [(found.text[link.start : link.end], link.target) for link in found.links] == [
        ("form", "https://example.com/form")
    ]


COMMENTS = {
    "old": (
        "commentAuthors",
        f'<p:cmAuthorLst xmlns:p="{OLD}"><p:cmAuthor id="0" name="Anna"/></p:cmAuthorLst>',
        "comments",
        f'<p:cmLst xmlns:p="{OLD}"><p:cm authorId="0"><p:text>Too long.</p:text></p:cm></p:cmLst>',
    ),
    "new": (
        "authors",
        f'<p:authorLst xmlns:p="{NEW}"><p:author id="0" name="Anna"/></p:authorLst>',
        "comments",
        f'<p:cmLst xmlns:p="{NEW}" xmlns:a="{DRAWING}"><p:cm authorId="0"><p:txBody><a:p><a:r>'
        "<a:t>Too long.</a:t></a:r></a:p></p:txBody></p:cm></p:cmLst>",
    ),
}


def test_links_in_the_cells_of_a_table_are_kept(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[BLANK]).shapes
    table = shapes.add_table(2, 2, Pt(10), Pt(10), Pt(300), Pt(80)).table
    for cell, text in zip(table.iter_cells(), ("Topic", "Form", "The form", ""), strict=True):
        cell.text = text
    body = table.cell(1, 1).text_frame
    body.paragraphs[0].add_run().text = "Take it."
    link = body.add_paragraph().add_run()
    link.text = "The form"
    link.hyperlink.address = "https://example.com/form"
    script = body.add_paragraph().add_run()
    script.text = "Do not click"
    script.hyperlink.address = "javascript:alert(1)"

    (found,) = read_pptx(saved(tmp_path, presentation), Limits()).elements

    assert found.text == "Topic | Form\nThe form | Take it. The form Do not click"
    assert [(found.text[one.start :], one.target) for one in found.links] == [
        ("The form Do not click", "https://example.com/form")
    ]


@pytest.mark.parametrize("kind", ["old", "new"])
def test_comments_of_both_kinds_are_annotations(tmp_path: Path, kind: str) -> None:
    presentation = pptx.Presentation()
    shapes = presentation.slides.add_slide(presentation.slide_layouts[BLANK]).shapes
    shapes.add_textbox(Pt(10), Pt(10), Pt(300), Pt(40)).text_frame.text = "Some text"
    authors, names, comments, said = COMMENTS[kind]
    added = {
        "ppt/_rels/presentation.xml.rels": (authors, "people.xml"),
        "ppt/slides/_rels/slide1.xml.rels": (comments, "../said.xml"),
    }
    path = tmp_path / "a.pptx"
    with ZipFile(saved(tmp_path, presentation)) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode("utf-8") if name in added else source.read(name)
            if name in added:
                relation, to = added[name]
                new = f'<Relationship Id="n" Type="{RELATIONS}/{relation}" Target="{to}"/>'
                part = str(part).replace("</Relationships>", f"{new}</Relationships>")
            target.writestr(name, part)
        target.writestr("ppt/people.xml", names)
        target.writestr("ppt/said.xml", said)

    found = read_pptx(path, Limits()).elements

    assert [(e.kind, e.text, e.place) for e in found] == [
        (Kind.PARAGRAPH, "Some text", "slide 1"),
        (Kind.ANNOTATION, "Anna: Too long.", "slide 1"),
    ]


def test_authors_and_dates_come_from_the_properties(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.core_properties.author = "王芳"
    path = saved(tmp_path, presentation)

    metadata = read_pptx(path, Limits()).metadata

    assert metadata.authors == ("王芳",)
    assert metadata.created == "2013-01-27"
