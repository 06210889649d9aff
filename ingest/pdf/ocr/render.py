"""Draws the pages that OCR reads; beside `ingest.pdf.spans` the only part that uses PyMuPDF."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.errors import UnreadableDocument
from ingest.mupdf import start_mupdf
from ingest.pdf.ocr.glance import Grey
from ingest.pdf.ocr.rapid import Pixels
from ingest.pdf.ocr.skew import skew
from ingest.pdf.page import Area

if TYPE_CHECKING:
    from pymupdf import DisplayList, Document

_DPI = 150
_LONGEST = 2000
"""Pixels of the longer side: the recogniser would scale larger pictures down to this."""

_CROOKED = 0.4
"""Degrees from which on a scan is set straight: a line of text rises by half its height."""

_PREVIEW_DPI, _GLANCE_DPI = 36, 72
_FLAT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page as viewers show it: its size in points, and its picture.

    Where the picture was set straight, `back` maps its points to those of the page.
    """

    width: float
    height: float
    pixels: Pixels
    back: tuple[float, ...] = ()


class Sheets:
    """The pages of one open PDF."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._last: tuple[int, DisplayList] | None = None

    def size(self, number: int) -> tuple[float, float]:
        """Return the width and the height of the 1-based page `number`, in points."""
        box = self._document[number - 1].rect
        return box.width, box.height

    def is_blank(self, number: int) -> bool:
        """Tell whether the page shows nothing but its paper."""
        pixels = self._drawn(number, _PREVIEW_DPI).pixels
        return int(pixels.max()) - int(pixels.min()) < _FLAT

    def grey(self, number: int, area: Area) -> Grey:
        """Draw a part of a page that is not turned, small and grey. Raises UnreadableDocument."""
        pixels = self._part(number, area, _GLANCE_DPI).astype(np.uint16)
        # The mean along the last axis would take as long as drawing.
        grey: Grey = (pixels[..., 0] + pixels[..., 1] + pixels[..., 2]) // 3
        return grey.astype(np.uint8)

    def part(self, number: int, area: Area) -> Pixels:
        """Draw a part of a page that is not turned, for OCR. Raises UnreadableDocument."""
        return self._part(number, area, _DPI)

    def sheet(self, number: int) -> Sheet:
        """Draw the 1-based page `number`, its text level. Raises UnreadableDocument."""
        drawn = self._drawn(number, _DPI)
        angle = skew(drawn.pixels)
        return self._drawn(number, _DPI, angle) if abs(angle) >= _CROOKED else drawn

    def _part(self, number: int, area: Area, dpi: int) -> Pixels:
        import pymupdf

        try:
            zoom = min(dpi / 72, _LONGEST / max(area.width, area.height))
            drawn = self._shapes_of(number).get_pixmap(
                matrix=pymupdf.Matrix(zoom, zoom),
                colorspace=pymupdf.csRGB,
                alpha=False,
                clip=(area.x0, area.y0, area.x1, area.y1),
            )
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
            reason = f"page {number} cannot be drawn for OCR ({error}): export it again"
            raise UnreadableDocument(self._document.name, reason) from error
        pixels = np.frombuffer(drawn.samples, dtype=np.uint8)
        return pixels.reshape(drawn.height, drawn.width, 3)

    def _shapes_of(self, number: int) -> "DisplayList":
        """Return what is on a page, to draw parts of it; the last page's is kept for the next."""
        if self._last is None or self._last[0] != number:
            self._last = number, self._document[number - 1].get_displaylist()
        return self._last[1]

    def _drawn(self, number: int, dpi: int, angle: float = 0.0) -> Sheet:
        import pymupdf

        try:
            page = self._document[number - 1]
            longest = max(page.rect.width, page.rect.height, 1)
            zoom = min(dpi / 72, _LONGEST / longest)
            matrix = pymupdf.Matrix(zoom, zoom).prerotate(-angle)
            drawn = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csRGB, alpha=False)
        except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
            reason = f"page {number} cannot be drawn for OCR ({error}): export it again"
            raise UnreadableDocument(self._document.name, reason) from error
        pixels = np.frombuffer(drawn.samples, dtype=np.uint8)
        picture = pixels.reshape(drawn.height, drawn.width, 3)
        if not angle:
            return Sheet(width=page.rect.width, height=page.rect.height, pixels=picture)
        back = pymupdf.Matrix(zoom, 0, 0, zoom, drawn.x, drawn.y) * ~matrix
        return Sheet(
            width=drawn.width / zoom,
            height=drawn.height / zoom,
            pixels=picture,
            back=tuple(back),
        )


@contextmanager
def sheets_of(path: Path) -> Iterator[Sheets]:
    """Open a PDF that could be opened before, to draw its pages."""
    import pymupdf

    with pymupdf.open(path, filetype="pdf") as document:
        yield Sheets(document)


def as_pdf(path: Path, kind: str) -> bytes:
    """Return the picture `path` (its format: "png", "jpeg", …) as a PDF, a page for each frame.

    The pages are as large, in points, as MuPDF shows the picture itself. Raises UnreadableDocument.
    """
    start_mupdf()
    import pymupdf

    try:
        with pymupdf.open(path, filetype=kind) as document:
            converted: bytes = document.convert_to_pdf()
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise damaged_picture(path) from error
    return converted


def damaged_picture(path: Path) -> UnreadableDocument:
    """Return the error for a picture that is cut off or damaged."""
    reason = "the picture is damaged or cut off: save it again, or export it as PDF"
    return UnreadableDocument(path, reason)
