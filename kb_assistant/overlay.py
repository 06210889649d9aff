"""Draws what was read onto the pages: a box around each element, in the order of reading."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import KnowledgeBaseError
from ingest.model import Box, Element, Kind, Reading
from ingest.mupdf import start_mupdf
from ingest.sniff import IMAGES, PDF
from kb_assistant.picture import PageRequest, PageUnavailable, opened

if TYPE_CHECKING:
    import pymupdf

_WIDTH = 1240
_LEGEND = 24.0
_SIZE = 9.0
_COLOURS = {
    Kind.TITLE: (0.75, 0.0, 0.15),
    Kind.HEADING: (0.9, 0.25, 0.0),
    Kind.PARAGRAPH: (0.1, 0.35, 0.85),
    Kind.LIST_ITEM: (0.0, 0.55, 0.65),
    Kind.TABLE: (0.0, 0.55, 0.15),
    Kind.CAPTION: (0.55, 0.45, 0.0),
    Kind.FIGURE: (0.6, 0.1, 0.7),
    Kind.FORMULA: (0.85, 0.0, 0.55),
    Kind.CODE: (0.35, 0.3, 0.75),
    Kind.HEADER: (0.5, 0.5, 0.5),
    Kind.FOOTER: (0.5, 0.5, 0.5),
    Kind.FOOTNOTE: (0.45, 0.3, 0.2),
    Kind.ANNOTATION: (0.8, 0.6, 0.0),
    Kind.FORM_FIELD: (0.2, 0.6, 0.45),
}


class NoPages(KnowledgeBaseError):
    """The file has no pages to draw on."""


class UnwritableFolder(KnowledgeBaseError):
    """The pictures cannot be written where they should be."""


def write_overlay(path: Path, reading: Reading, folder: Path) -> Iterator[Path]:
    """Write a picture of each page into `folder`, page-0001.png first, and yield its path.

    Raises what `overlay` raises, or UnwritableFolder.
    """
    for number, picture in overlay(path, reading):
        target = folder / f"page-{number:04d}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture)
        except OSError as error:
            raise UnwritableFolder(
                f"{target}: cannot be written ({error.strerror}); name another folder with -o"
            ) from error
        yield target


def overlay(path: Path, reading: Reading) -> Iterator[tuple[int, bytes]]:
    """Yield each page's number and its picture (PNG) with what was read from it.

    Boxes are coloured by kind; the numbers are the order of reading on the page. Raises NoPages for
    a file that is no PDF and no picture, and PageUnavailable.
    """
    if reading.media_type not in {PDF, *IMAGES}:
        raise NoPages(
            f"{path}: only PDFs and pictures have pages to draw on; look at it with --format "
            "markdown, or --format chunks"
        )
    start_mupdf()
    import pymupdf

    placed = _by_page(reading.elements)
    try:
        with opened(PageRequest(path=path, page=1, media_type=reading.media_type)) as document:
            for number, page in enumerate(document, start=1):
                yield number, _drawn(page, placed[number])
    except (RuntimeError, ValueError, OSError, pymupdf.mupdf.FzErrorBase) as error:
        raise PageUnavailable(f"{path} cannot be drawn: {error}; export it again") from error


def _by_page(elements: Sequence[Element]) -> dict[int, list[tuple[Kind, list[Box]]]]:
    """Return for each page what stands on it, in reading order, with its boxes there."""
    found: dict[int, list[tuple[Kind, list[Box]]]] = defaultdict(list)
    for element in elements:
        pages: dict[int, list[Box]] = defaultdict(list)
        for box in element.boxes:
            pages[box.page].append(box)
        for page, boxes in pages.items():
            found[page].append((element.kind, boxes))
    return found


def _drawn(page: "pymupdf.Page", placed: Sequence[tuple[Kind, list[Box]]]) -> bytes:
    import pymupdf

    zoom = _WIDTH / max(page.rect.width, 1)
    picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
    # One point of the sheet is one of the page; its upper edge is the legend's.
    width, height = page.rect.width, page.rect.height
    with pymupdf.open() as sheets:
        sheet = sheets.new_page(width=width, height=height + _LEGEND)
        sheet.insert_image((0, _LEGEND, width, height + _LEGEND), pixmap=picture)
        for number, (kind, boxes) in enumerate(placed, start=1):
            for box in boxes:
                _mark(sheet, box, _COLOURS[kind], str(number))
        _legend(sheet, dict.fromkeys(kind for kind, _ in placed))
        return bytes(sheet.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom)).tobytes("png"))


def _mark(sheet: "pymupdf.Page", box: Box, colour: tuple[float, float, float], number: str) -> None:
    top = box.y0 + _LEGEND
    sheet.draw_rect(
        (box.x0, top, box.x1, box.y1 + _LEGEND),
        color=colour,
        fill=colour,
        fill_opacity=0.1,
        width=0.8,
    )
    wide = 3 + len(number) * _SIZE * 0.56
    # To the left of the box, where there is room, so that it hides no word.
    left = max(box.x0 - wide, 0)
    sheet.draw_rect((left, top, left + wide, top + _SIZE), color=colour, fill=colour, width=0)
    sheet.insert_text((left + 1.5, top + _SIZE - 1.6), number, fontsize=_SIZE - 1, color=(1, 1, 1))


def _legend(sheet: "pymupdf.Page", kinds: Sequence[Kind] | dict[Kind, None]) -> None:
    left = 6.0
    for kind in kinds:
        colour = _COLOURS[kind]
        sheet.draw_rect((left, 7, left + 10, 17), color=colour, fill=colour, width=0)
        sheet.insert_text((left + 13, 15.5), kind.value, fontsize=_SIZE, color=(0, 0, 0))
        left += 24 + len(kind.value) * _SIZE * 0.52
