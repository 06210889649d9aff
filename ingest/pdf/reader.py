"""Reading a PDF: the steps from a file to ordered elements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.language import language
from ingest.limits import Limits
from ingest.model import Bookmark, Element, Note, Reading
from ingest.pdf.blocks import Block, with_markers
from ingest.pdf.build import element
from ingest.pdf.captions import with_captions
from ingest.pdf.cells import Table
from ingest.pdf.flow import pieces
from ingest.pdf.furniture import furniture, without_logos
from ingest.pdf.headings import heading_levels
from ingest.pdf.layout import blocks_of
from ingest.pdf.ocr.pages import with_ocr
from ingest.pdf.page import Page
from ingest.pdf.spans import opened
from ingest.pdf.style import usual
from ingest.pdf.tables import ruled_tables
from ingest.pdf.titles import title_of

MEDIA_TYPE = "application/pdf"

_DEFAULTS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A page whose ruled tables are found: `page` keeps the lines outside of them."""

    page: Page
    tables: tuple[Table, ...]


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
) -> tuple[list[Ruled], list[Note]]:
    """Return the pages with their ruled tables found; the rulings themselves are let go."""
    pages: list[Ruled] = []
    notes: list[Note] = []
    for page in read:
        on_page()
        if isinstance(page, Note):
            notes.append(page)
            continue
        tables, lines = ruled_tables(replace(page, lines=tuple(with_markers(page.lines))))
        rest = replace(page, lines=tuple(lines), rulings=())
        pages.append(Ruled(page=rest, tables=tuple(tables)))
    return pages, notes


def _check(path: Path, pages: Sequence[Ruled], notes: Sequence[Note]) -> None:
    if not pages:
        raise UnreadableDocument(path, f"no page could be read; {notes[0].text}")
    if not any(_has_text(found) or found.page.pictures for found in pages):
        raise EmptyDocument(path, "the PDF shows neither text nor pictures: export it again")


def _has_text(found: Ruled) -> bool:
    return bool(found.page.lines or found.page.aslant or found.tables)


def _elements(found: Sequence[Ruled], outline: Sequence[Bookmark]) -> tuple[Element, ...]:
    pages = without_logos([ruled.page for ruled in found])
    style = usual(pages)
    margins = furniture(pages)
    blocks: list[Block] = with_captions(
        [
            block
            for page, ruled in zip(pages, found, strict=True)
            for block in blocks_of(page, ruled.tables, margins, style)
        ]
    )
    numbered = {page.number: page for page in pages}
    ordered = pieces(blocks, heading_levels(blocks, style, outline))
    return tuple(element(piece, numbered) for piece in ordered)
