"""Reading a PDF: the steps from a file to ordered elements."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Element, Note, Reading
from ingest.pdf.blocks import Block, with_markers
from ingest.pdf.build import element
from ingest.pdf.captions import with_captions
from ingest.pdf.cells import Table
from ingest.pdf.flow import pieces
from ingest.pdf.furniture import furniture, repeated_pictures
from ingest.pdf.headings import heading_levels
from ingest.pdf.layout import blocks_of
from ingest.pdf.outline import Bookmark
from ingest.pdf.page import Page
from ingest.pdf.spans import Source, opened
from ingest.pdf.style import usual
from ingest.pdf.tables import ruled_tables
from ingest.pdf.titles import title_of

MEDIA_TYPE = "application/pdf"

_DEFAULTS = Limits()


def read_pdf(path: Path, limits: Limits = _DEFAULTS) -> Reading:
    """Read the PDF at `path` into elements in reading order, each with its boxes.

    Boxes are in the frame of the page as viewers show it, a rotated page turned.
    Raises EncryptedDocument, EmptyDocument, OverLimit or UnreadableDocument.
    """
    with opened(path, limits) as source:
        pages, notes = _read(source)
        _check(path, pages, notes)
        elements = _elements(pages, source.outline)
        return Reading(
            media_type=MEDIA_TYPE,
            title=title_of(source.title, elements, path),
            elements=elements,
            pages=source.page_count,
            notes=(*notes, *_scans(pages)),
        )


def _read(source: Source) -> tuple[list[Page], list[Note]]:
    pages: list[Page] = []
    notes: list[Note] = []
    for page in source.pages:
        if isinstance(page, Note):
            notes.append(page)
        else:
            pages.append(page)
    return pages, notes


def _check(path: Path, pages: Sequence[Page], notes: Sequence[Note]) -> None:
    if not pages:
        raise UnreadableDocument(path, f"no page could be read; {notes[0].text}")
    if not any(page.lines or page.aslant or page.pictures for page in pages):
        raise EmptyDocument(path, "the PDF shows neither text nor pictures: export it again")


def _elements(pages: Sequence[Page], outline: Sequence[Bookmark]) -> tuple[Element, ...]:
    style = usual(pages)
    tables, rest = _tables(pages)
    margins = furniture(rest)
    blocks: list[Block] = with_captions(
        [block for page in rest for block in blocks_of(page, tables[page.number], margins, style)]
    )
    found = pieces(blocks, heading_levels(blocks, style, outline))
    numbered = {page.number: page for page in pages}
    return tuple(element(piece, numbered) for piece in found)


def _tables(pages: Sequence[Page]) -> tuple[dict[int, list[Table]], list[Page]]:
    """Return the tables by page number, and the pages without their lines and without logos."""
    tables: dict[int, list[Table]] = {}
    rest: list[Page] = []
    logos = repeated_pictures(pages)
    for page in pages:
        whole = replace(
            page,
            lines=tuple(with_markers(page.lines)),
            pictures=tuple(p for p in page.pictures if p not in logos),
        )
        tables[page.number], lines = ruled_tables(whole)
        rest.append(replace(whole, lines=tuple(lines)))
    return tables, rest


def _scans(pages: Sequence[Page]) -> list[Note]:
    return [
        Note(
            page=page.number,
            text=f"page {page.number}: no text layer, it is probably a scan; "
            "OCR is not available yet",
        )
        for page in pages
        if page.pictures and not page.lines and not page.aslant
    ]
