"""Reading a PDF: the steps from a file to ordered elements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.language import language
from ingest.limits import Limits
from ingest.model import Element, Note, Reading
from ingest.pdf.compose import elements_of
from ingest.pdf.ocr.pages import with_ocr
from ingest.pdf.page import Page
from ingest.pdf.parts import Parts, parts_of
from ingest.pdf.spans import opened
from ingest.pdf.survey import Survey
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
    survey = Survey()
    for parts in pages:
        survey.add(parts)
    _check(path, survey, notes)
    windows = [pages[start : start + 64] for start in range(0, len(pages), 64)]
    elements = elements_of(windows, survey.facts(), source.metadata.outline)
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


def _check(path: Path, survey: Survey, notes: Sequence[Note]) -> None:
    if not survey.pages:
        raise UnreadableDocument(path, f"no page could be read; {notes[0].text}")
    if not survey.shows_something:
        raise EmptyDocument(path, "the PDF shows neither text nor pictures: export it again")
