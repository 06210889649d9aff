"""Reading pictures (PNG, JPEG, TIFF, WebP, GIF, BMP): scans and photographs of pages, by OCR."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ingest import sniff
from ingest.attempt import Attempt
from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Reading
from ingest.pdf import read_pdf

if TYPE_CHECKING:
    from PIL.Image import Image

_FIRST = Attempt()
_DRAWN_BY_MUPDF = frozenset(("png", "jpeg", "tiff", "gif", "bmp"))


def read_image(
    path: Path,
    limits: Limits,
    *,
    ocr: bool = True,
    on_page: Callable[[int], None] = lambda number: None,
    attempt: Attempt = _FIRST,
) -> Reading:
    """Read a picture like a scanned PDF, each of its frames a page.

    Boxes are in the points of the page that MuPDF shows for the picture. Raises UnreadableDocument
    or OverLimit.
    """
    with TemporaryDirectory() as folder:
        # The name is the title where nothing else is.
        pdf = Path(folder) / f"{path.stem}.pdf"
        pdf.write_bytes(pages_of_picture(path))
        try:
            reading = read_pdf(pdf, limits, ocr=ocr, on_page=on_page, attempt=attempt)
        except UnreadableDocument as error:
            raise type(error)(path, error.reason) from error
        return replace(reading, media_type=sniff.media_type(path))


def pages_of_picture(path: Path) -> bytes:
    """Return a PDF whose pages are the frames of a picture: what the boxes of its text lie on.

    Raises UnreadableDocument or OverLimit.
    """
    from ingest.pdf.ocr.render import as_pdf

    with _opened(path) as image, TemporaryDirectory() as folder:
        kind = (image.format or "").lower()
        source = path
        if kind not in _DRAWN_BY_MUPDF:
            source, kind = Path(folder) / "picture.png", "png"
            image.convert("RGB").save(source)
        return as_pdf(source, kind)


@contextmanager
def _opened(path: Path) -> "Iterator[Image]":
    """Look at the picture's head; its pixels are decoded when it is used."""
    from PIL import Image

    from ingest.pdf.ocr.render import damaged_picture

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(path)
    except bombs as error:
        reason = f"it has more than {Image.MAX_IMAGE_PIXELS or 0:,} pixels: save it smaller"
        raise OverLimit(path, reason) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise damaged_picture(path) from error
    try:
        with image:
            yield image
    except (OSError, SyntaxError) as error:
        raise damaged_picture(path) from error
