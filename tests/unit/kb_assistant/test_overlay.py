import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.model import Box, Element, Kind, Reading, Span
from ingest.sniff import PDF
from kb_assistant.overlay import NoPages, UnwritableFolder, overlay, write_overlay
from kb_assistant.picture import PageUnavailable

HEADING, TEXT = (230, 64, 0), (26, 89, 217)
WIDTH, LEGEND = 1240, 24


def element(kind: Kind, *boxes: Box) -> Element:
    spans = tuple(Span(start=at, end=at + 1, box=box) for at, box in enumerate(boxes))
    return Element(kind=kind, text="x" * len(boxes), spans=spans)


def reading(media_type: str = PDF) -> Reading:
    elements = (
        element(Kind.HEADING, Box(page=1, x0=100, y0=50, x1=300, y1=70)),
        element(
            Kind.PARAGRAPH,
            Box(page=1, x0=100, y0=700, x1=500, y1=750),
            Box(page=2, x0=100, y0=50, x1=500, y1=90),
        ),
    )
    return Reading(media_type=media_type, title="T", elements=elements, pages=2)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    import pymupdf

    path = tmp_path / "a.pdf"
    with pymupdf.open() as document:
        for rotation in (0, 90):
            document.new_page(width=600, height=800).set_rotation(rotation)
        document.save(path)
    return path


def pixels(picture: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(int)


def where(picture: np.ndarray, colour: tuple[int, int, int], width: int) -> tuple[float, ...]:
    """Return the edges of all that has the colour, in points of the page, below the legend."""
    zoom = WIDTH / width
    rows, columns = np.nonzero((np.abs(picture - colour) < 12).all(axis=2))
    below = rows > LEGEND * zoom
    return tuple(
        float(edge / zoom)
        for edge in (
            columns[below].min(),
            rows[below].min() - LEGEND * zoom,
            columns[below].max(),
            rows[below].max() - LEGEND * zoom,
        )
    )


def test_each_page_shows_its_elements_in_boxes_coloured_by_kind(pdf: Path) -> None:
    (one, first), (two, second) = overlay(pdf, reading())

    assert (one, two) == (1, 2)
    # The number hangs to the left of the box.
    assert where(pixels(first), HEADING, 600) == pytest.approx((92, 50, 300, 70), abs=1.5)
    assert where(pixels(first), TEXT, 600) == pytest.approx((92, 700, 500, 750), abs=1.5)
    # The second page lies on its side: boxes are where viewers show them.
    assert where(pixels(second), TEXT, 800) == pytest.approx((92, 50, 500, 90), abs=1.5)


def test_the_legend_names_the_kinds_of_the_page_alone(pdf: Path) -> None:
    (_, first), (_, second) = overlay(pdf, reading())

    zoom = WIDTH / 600
    for picture, shown in ((first, True), (second, False)):
        legend = pixels(picture)[: int(LEGEND * zoom * 0.7)]
        assert (np.abs(legend - HEADING) < 12).all(axis=2).any() == shown


def test_a_picture_is_drawn_on_like_a_page(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("RGB", (600, 800), "white").save(path, dpi=(72, 72))

    ((number, picture),) = overlay(path, reading("image/png"))

    assert number == 1
    assert where(pixels(picture), HEADING, 600) == pytest.approx((92, 50, 300, 70), abs=1.5)


def test_pictures_are_written_by_page_number(pdf: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "pages"

    written = list(write_overlay(pdf, reading(), folder))

    assert written == [folder / "page-0001.png", folder / "page-0002.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_a_file_without_pages_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    with pytest.raises(NoPages, match=r"prices\.xlsx: only PDFs and pictures .*--format chunks"):
        list(overlay(tmp_path / "prices.xlsx", reading("application/vnd.ms-excel")))


def test_a_folder_that_cannot_be_made_is_told(pdf: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")

    with pytest.raises(UnwritableFolder, match="name another folder with -o"):
        list(write_overlay(pdf, reading(), tmp_path / "taken"))


def test_a_file_that_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no pdf")

    with pytest.raises(PageUnavailable, match=r"a\.pdf cannot be drawn"):
        list(overlay(path, reading()))
