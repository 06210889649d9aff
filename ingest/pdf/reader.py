"""Reading a PDF: the steps from a file to ordered elements."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from ingest.archive import check_count
from ingest.attempt import Attempt
from ingest.checkpoint import Shelf, kept_shelf, temporary_shelf
from ingest.errors import EmptyDocument, OverLimit, UnreadableDocument
from ingest.language import language
from ingest.limits import Limits
from ingest.model import Element, Note, Reading
from ingest.notes import attached_note, lines_of
from ingest.options import READER
from ingest.pdf.compose import elements_of
from ingest.pdf.heap import settled, settling
from ingest.pdf.ocr.pages import with_ocr
from ingest.pdf.page import Seen
from ingest.pdf.spans import opened
from ingest.pdf.survey import Survey
from ingest.pdf.titles import title_of
from ingest.pdf.windows import HELD, Windows

MEDIA_TYPE = "application/pdf"

_DEFAULTS = Limits()
_FIRST = Attempt()
_OWN_BYTES, _OCR_BYTES = 256 * 1024**2, 384 * 1024**2
"""What reading takes without OCR, and what each page takes that OCR reads at that time."""

_FEWEST_KEPT = 8
"""Shorter files are read again from their start."""


def read_pdf(
    path: Path,
    limits: Limits = _DEFAULTS,
    *,
    ocr: bool = True,
    on_page: Callable[[int], None] = lambda number: None,
    attempt: Attempt = _FIRST,
) -> Reading:
    """Read the PDF at `path` into elements in reading order, each with its boxes.

    Boxes are in the frame of the page as viewers show it, a rotated page turned. With `ocr`, pages
    without a usable text layer are read from their pictures. `on_page` is called with the number of
    each page before it is read, and with 0 after the last; an earlier `attempt` may have read the
    first ones. A page that cannot be read is left out, one whose layout is not understood comes
    line by line, and a note says why.

    Raises EncryptedDocument, EmptyDocument, OverLimit, UnreadableDocument, or OSError.
    """
    with (
        settled(),
        opened(path, limits, attempt.left_out) as source,
        _shelf(path, source.page_count, attempt, f"{READER} ocr={ocr} {limits}") as shelf,
    ):

        def rest(first: int) -> Iterator[Seen]:
            pages = source.pages_from(first)
            return with_ocr(path, pages, enabled=ocr, workers=_workers(limits, attempt))

        windows = Windows(source.page_count, shelf)
        survey = Survey()
        notes: list[Note] = []
        for window in settling(windows.once(rest, on_page)):
            notes.extend(window.notes)
            for parts in window.pages:
                survey.add(parts)
        _check(path, survey, notes)
        pages = settling(windows.again())
        elements, plain = elements_of(pages, survey.facts(), source.metadata.outline)
    attached = _attached(path, source.metadata.attachments, limits)
    return Reading(
        media_type=MEDIA_TYPE,
        title=title_of(source.title, elements, path),
        elements=elements,
        pages=source.page_count,
        notes=(*attached, *sorted([*notes, *plain], key=lambda note: note.page)),
        metadata=replace(source.metadata, language=_language(elements)),
    )


def _shelf(
    path: Path, page_count: int, attempt: Attempt, reader: str
) -> AbstractContextManager[Shelf | None]:
    """Return where the pages wait for the last one; None where that is our memory."""
    if attempt.checkpoints is not None and page_count >= _FEWEST_KEPT:
        return kept_shelf(attempt.checkpoints, path, reader)
    return temporary_shelf() if page_count > HELD else nullcontext()


def _workers(limits: Limits, attempt: Attempt) -> int:
    """Return how many pages OCR may read at once: one a core, as far as the memory reaches."""
    room = (limits.memory_bytes - _OWN_BYTES) // _OCR_BYTES
    return 1 if attempt.careful else max(1, min(os.cpu_count() or 1, room))


def _attached(path: Path, names: Sequence[str], limits: Limits) -> list[Note]:
    """Return what is to be said of the attached files: too many of them are not read."""
    try:
        check_count(path, len(names), limits)
    except OverLimit as error:
        return [Note(page=0, text=f"the attached files are not read: {error.reason}")]
    return [attached_note(name) for name in names]


def _language(elements: Sequence[Element]) -> str:
    """Return the language of most of the text; some ten thousand letters tell."""
    return language("\n".join(element.text for element in elements[:400]))


def _check(path: Path, survey: Survey, notes: Sequence[Note]) -> None:
    if not survey.pages:
        raise UnreadableDocument(path, f"no page could be read; {lines_of(notes)[0]}")
    if not survey.shows_something:
        raise EmptyDocument(path, "the PDF shows neither text nor pictures: export it again")
