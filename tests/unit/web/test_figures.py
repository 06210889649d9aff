"""The figures of documents: alone, beside a cited text, and pictures that are documents."""

import io
from pathlib import Path

import docx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from indexes.catalog import document_id
from ingest.chunk import chunk
from ingest.images import pages_of_picture
from ingest.limits import Limits
from ingest.model import Box, Chunk, Document, Element, Kind, Reading, Span
from ingest.office.word.reader import read_docx

RED = (200, 10, 10)


def shown(reply) -> np.ndarray:
    assert reply.headers["content-type"] == "image/png", reply.text
    return np.asarray(Image.open(io.BytesIO(reply.content)).convert("RGB")).astype(int)


def published(world, path: Path, reading: Reading, chunks=(), **fields: object) -> Document:
    document = Document(
        id=document_id("default", path.name),
        collection="default",
        uri=path.name,
        title=reading.title,
        media_type=reading.media_type,
        sha256=world.kb.files.put(path),
        pages=reading.pages,
        **fields,
    )
    found = chunks or chunk(
        reading, document_id=document.id, count_tokens=lambda text: len(text.split()), max_tokens=99
    )
    return world.kb.catalog.publish(document, reading.elements, found)


def manual(folder: Path) -> tuple[Path, Reading]:
    """Write a Word file with a red picture in its second section."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), RED).save(picture, "PNG")
    document = docx.Document()
    document.add_heading("Setting up", level=1)
    document.add_paragraph("Unpack the pump.")
    document.add_heading("Parts", level=1)
    document.add_paragraph("The valve is on the left.")
    document.add_picture(picture)
    document.add_paragraph("Figure 1: the <valve>", style="Caption")
    path = folder / "manual.docx"
    document.save(str(path))
    return path, read_docx(path, Limits())


def test_a_figure_of_an_office_file_is_its_picture(client, world, tmp_path) -> None:
    document = published(world, *manual(tmp_path))

    picture = shown(client.get(f"/api/documents/{document.id}/figures/1"))

    assert (picture == RED).all()


def test_the_section_of_a_citation_shows_its_own_figures_only(client, world, tmp_path) -> None:
    document = published(world, *manual(tmp_path))
    first, second = world.kb.catalog.chunks(document.id)

    def section(cited: Chunk) -> str:
        address = f"/api/documents/{document.id}/section"
        return client.get(address, params={"chunk": cited.id}).text

    assert "<img" not in section(first)
    assert (
        f'<figure><img src="/api/documents/{document.id}/figures/1" '
        'alt="Figure 1: the &lt;valve&gt;" loading="lazy">'
        "<figcaption>Figure 1: the &lt;valve&gt;</figcaption></figure>"
    ) in section(second)


def test_a_figure_of_a_pdf_is_cut_out_of_its_page(client, world, tmp_path) -> None:
    import pymupdf

    path = tmp_path / "plan.pdf"
    box = Box(page=1, x0=100, y0=200, x1=300, y1=260)
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.draw_rect((box.x0, box.y0, box.x1, box.y1), fill=[c / 255 for c in RED], width=0)
        pdf.save(path)
    figure = Element(kind=Kind.FIGURE, text="", spans=(Span(start=0, end=0, box=box),))
    text = Chunk(id="plan", document_id=document_id("default", "plan.pdf"), text="The plan.")
    reading = Reading(media_type="application/pdf", title="Plan", elements=(figure,), pages=1)
    document = published(world, path, reading, [text])

    picture = shown(client.get(f"/api/documents/{document.id}/figures/1"))

    assert picture.shape == (180, 600, 3)
    assert (picture[5:-5, 5:-5] == RED).all()


@pytest.mark.parametrize("number", [2, 99])
def test_a_figure_that_is_not_there_is_told(client, world, tmp_path, number) -> None:
    document = published(world, *manual(tmp_path))

    reply = client.get(f"/api/documents/{document.id}/figures/{number}")

    assert reply.status_code == 404
    assert f"has no figure {number}" in reply.json()["message"]


def test_a_figure_in_a_format_that_browsers_do_not_show_is_told(client, world, tmp_path) -> None:
    path, reading = manual(tmp_path)
    figure = Element(kind=Kind.FIGURE, text="", picture="word/media/image1.emf")
    text = Element(kind=Kind.PARAGRAPH, text="Text")
    odd = Reading(media_type=reading.media_type, title="", elements=(figure, text))
    document = published(world, path, odd)

    reply = client.get(f"/api/documents/{document.id}/figures/1")

    assert reply.status_code == 404
    assert "of the kind emf cannot be shown" in reply.json()["message"]


def test_a_figure_is_kept_from_those_who_may_not_read_its_document(client, world, tmp_path) -> None:
    path, reading = manual(tmp_path)
    document = published(world, path, reading, readers=frozenset({"board"}))

    assert client.get(f"/api/documents/{document.id}/figures/1").status_code == 404


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_a_picture_that_is_a_document_is_shown_with_the_cited_words_marked(
    client, world, tmp_path, kind
) -> None:
    import pymupdf

    path = tmp_path / f"scan.{kind}"
    image = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(image).text((100, 100), "Total 25")
    image.save(path)
    box = Box(page=1, x0=100, y0=100, x1=200, y1=120)
    line = Element(kind=Kind.PARAGRAPH, text="Total 25", spans=(Span(start=0, end=8, box=box),))
    reading = Reading(media_type=f"image/{kind}", title="Scan", elements=(line,), pages=1)
    document = published(world, path, reading)
    (cited,) = world.kb.catalog.chunks(document.id)
    address = f"/api/documents/{document.id}/pages/1.png"

    plain = shown(client.get(address))
    marked = shown(client.get(address, params={"chunk": cited.id}))

    with pymupdf.open(stream=pages_of_picture(path), filetype="pdf") as pages:
        zoom = plain.shape[1] / pages[0].rect.width
    rows, columns = np.nonzero((plain != marked).any(axis=2))
    assert (rows.min() / zoom, rows.max() / zoom) == pytest.approx((99, 121), abs=1.5)
    assert (columns.min() / zoom, columns.max() / zoom) == pytest.approx((98, 202), abs=1.5)
