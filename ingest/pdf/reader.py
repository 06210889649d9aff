"""Reading a PDF: the steps from a file to ordered elements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.language import language
from ingest.limits import Limits
from ingest.model import Bookmark, Element, Note, Reading
from ingest.pdf.build import element
from ingest.pdf.captions import with_captions
from ingest.pdf.flow import pieces
from ingest.pdf.furniture import furniture, without_logos
from ingest.pdf.headings import heading_levels
from ingest.pdf.layout import blocks_of
from ingest.pdf.ocr.pages import with_ocr
from ingest.pdf.page import Page
from ingest.pdf.parts import Parts, parts_of
from ingest.pdf.spans import opened
from ingest.pdf.style import usual
from ingest.pdf.titles import title_of

MEDIA_TYPE = "application/pdf"

_DEFAULTS = Limits()


def read_pdf(
    path: Path,
    limits: Limits = _DEFAULTS,
    *,
    ocr: bool = True,
    on_page: Callable[[], None] = lambda: None,
) -> Reading:
    """Read the PDF at `path` into elements in reading order, each with its boxes.

    Boxes are in the frame of the page as viewers show it, a rotated page turned. With `ocr`, pages
    without a usable text layer are read from their pictures. `on_page` is called after each page.
    Raises EncryptedDocument, EmptyDocument, OverLimit or UnreadableDocument.
    """
    with opened(path, limits) as source:
        pages, notes = _read(with_ocr(path, source.pages, enabled=ocr), on_page)
    _check(path, pages, notes)
    elements = _elements(pages, source.metadata.outline)
    return Reading(
        media_type=MEDIA_TYPE,
        title=title_of(source.title, elements, path),
        elements=elements,
        pages=source.page_count,
        notes=tuple(notes),
        metadata=replace(source.metadata, language=_language(elements)),
    )


def _language(elements: Sequence[Element]) -> str:
    """Return the language of most of the text; some ten thousand letters tell."""
    return language("\n".join(element.text for element in elements[:400]))


def _read(
    read: Iterable[Page | Note], on_page: Callable[[], None]
) -> tuple[list[Parts], list[Note]]:
    """Return the pages taken apart; what was drawn on them is let go."""
    pages: list[Parts] = []
    notes: list[Note] = []
    for page in read:
        on_page()
        if isinstance(page, Note):
            notes.append(page)
            continue
        pages.append(parts_of(page))
    return pages, notes


def _check(path: Path, pages: Sequence[Parts], notes: Sequence[Note]) -> None:
    if not pages:
        raise UnreadableDocument(path, f"no page could be read; {notes[0].text}")
    if not any(_has_text(found) or found.figures for found in pages):
        raise EmptyDocument(path, "the PDF shows neither text nor pictures: export it again")


def _has_text(found: Parts) -> bool:
    page = found.page
    return bool(page.lines or page.aslant or page.marks or found.tables)


def _elements(found: Sequence[Parts], outline: Sequence[Bookmark]) -> tuple[Element, ...]:
    parts = without_logos(found)
    pages = [one.page for one in parts]
    style = usual(pages)
    margins = furniture(pages)
    blocks = [block for one in parts for block in blocks_of(one, margins, style)]
    blocks = with_captions(blocks, style)
    numbered = {page.number: page for page in pages}
    ordered = pieces(blocks, heading_levels(blocks, style, outline))
    return tuple(element(piece, numbered) for piece in ordered)
