"""Which pages OCR should read, and what they are made of after it has."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.model import Note
from ingest.pdf.page import Area, Line, Page

if TYPE_CHECKING:
    from ingest.pdf.ocr.rapid import Pixels, Sight
    from ingest.pdf.ocr.render import Sheets

_FEW = 80
"""A page with fewer characters, under a picture that covers it, has its text in the picture."""

_COVERED = 0.6
_BROKEN = 0.3
_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff]")
_SCANNED = "scanned"
_UNMAPPED = "its text layer is broken (letters without meaning)"


def with_ocr(path: Path, pages: Iterable[Page | Note], *, enabled: bool) -> Iterator[Page | Note]:
    """Yield the pages of the PDF `path`; those without a usable text layer as OCR reads them.

    Each of these comes with a note that says so. Where OCR is not `enabled` such pages stay as they
    are, and the note says what is missing. Raises UnreadableDocument.
    """
    with ExitStack() as stack:
        sheets: Sheets | None = None
        for page in pages:
            defect = "" if isinstance(page, Note) else defect_of(page)
            if isinstance(page, Note) or not defect:
                yield page
                continue
            sheets = sheets or stack.enter_context(_sheets(path))
            yield from _mended(page, defect, sheets, enabled=enabled)


def _sheets(path: Path) -> "AbstractContextManager[Sheets]":
    from ingest.pdf.ocr.render import sheets_of

    return sheets_of(path)


def _mended(
    page: Page, defect: str, sheets: "Sheets", *, enabled: bool
) -> tuple[Page] | tuple[Note, Page]:
    if defect == _SCANNED and sheets.is_blank(page.number):
        return (page,)
    if not enabled:
        return _note(page, f"{defect}, not read: OCR is off (reading.ocr)"), page
    better, note = _read(page, defect, sheets)
    return note, better


def defect_of(page: Page) -> str:
    """Say why the text layer of `page` is of no use; "" where it is good."""
    text = "".join(line.text for line in (*page.lines, *page.aslant))
    letters = len(text) - text.count(" ")
    if not text.isascii() and len(_NO_LETTER.findall(text)) > _BROKEN * letters:
        return _UNMAPPED
    covered = max((_share(picture, page) for picture in page.pictures), default=0.0)
    # A page without anything may be drawn: text that was turned into outlines.
    if not letters or (letters < _FEW and covered > _COVERED):
        return _SCANNED
    return ""


def _share(area: Area, page: Page) -> float:
    return area.width * area.height / (page.width * page.height or 1.0)


def _note(page: Page, text: str) -> Note:
    return Note(page=page.number, text=f"page {page.number}: {text}")


def _read(page: Page, defect: str, sheets: "Sheets") -> tuple[Page, Note]:
    from ingest.pdf.ocr.rapid import recognise

    sheet = sheets.sheet(page.number)
    sight = recognise(sheet.pixels)
    if not sight.lines:
        return page, _note(page, f"{defect}, OCR found no text on it")
    turned = sight.turn % 180 != 0
    blank = Page(
        number=page.number,
        width=sheet.height if turned else sheet.width,
        height=sheet.width if turned else sheet.height,
        turn=sight.turn,
    )
    lines = _lines(sheet.pixels, sight, blank)
    note = _note(page, f"{defect}, read by OCR, confidence {sight.confidence:.2f}")
    if page.turn or sight.turn:
        return replace(blank, lines=lines, rulings=_rulings(sheet.pixels, sight, blank)), note
    pictures = tuple(each for each in page.pictures if _share(each, page) <= _COVERED)
    kept = () if defect == _UNMAPPED else page.lines
    added = tuple(line for line in lines if not any(old.holds(line) for old in kept))
    aslant = () if defect == _UNMAPPED else page.aslant
    drawn = page.rulings or _rulings(sheet.pixels, sight, blank)
    mended = replace(page, lines=(*kept, *added), aslant=aslant, pictures=pictures, rulings=drawn)
    return mended, note


def _rulings(pixels: "Pixels", sight: "Sight", page: Page) -> tuple[Area, ...]:
    import numpy as np

    from ingest.pdf.ocr.rulings import rulings

    upright = np.rot90(pixels, sight.turn // 90)
    return tuple(rulings(upright, page.width / upright.shape[1]))


def _lines(pixels: "Pixels", sight: "Sight", page: Page) -> tuple[Line, ...]:
    """Return the lines in points, as high as the layout expects of type of their size."""
    import numpy as np

    from ingest.pdf.ocr.type_size import heavy, measured, settled

    upright = np.rot90(pixels, sight.turn // 90)
    scale = page.width / upright.shape[1]
    types = [measured(upright, line) for line in sight.lines]
    texts = [line.text for line in sight.lines]
    sizes = settled([each.size * scale for each in types], [len(text) for text in texts])
    bold = heavy([each.stroke for each in types], texts)
    return tuple(
        Line(
            page=page.number,
            text=line.text,
            x0=line.x0 * scale,
            y0=each.baseline * scale - 0.95 * size,
            x1=line.x1 * scale,
            y1=each.baseline * scale + 0.25 * size,
            size=size,
            bold=is_bold,
        )
        for line, each, size, is_bold in zip(sight.lines, types, sizes, bold, strict=True)
    )
