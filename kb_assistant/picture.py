"""Draws pages of PDFs and pictures, and figures, as PNG, in a process of its own.

MuPDF keeps Python's lock while it draws, is not made for threads and may crash on a broken file:
in another process none of this reaches the people whom the server serves.
"""

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest import sniff
from ingest.errors import KnowledgeBaseError, UnreadableDocument
from ingest.images import pages_of_picture
from ingest.model import Box
from ingest.mupdf import start_mupdf
from ingest.unpack import DAMAGED

if TYPE_CHECKING:
    import pymupdf

MARKER = (255, 226, 110)
"""Colour that multiplies the paper under a box: a yellow marker pen."""
EDGE = (214, 158, 0)
_SHOWN_KINDS = frozenset(("png", "jpg", "jpeg", "jpe", "gif", "bmp", "tif", "tiff"))
_LARGEST_MEMBER = 64 * 1024**2
_SHARPEST = 3.0
"""Pixels per point of a figure: a small one is not blown up."""


class PageUnavailable(KnowledgeBaseError):
    """The page cannot be shown as a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which page of which file to draw, how wide in pixels, and what to highlight on it.

    With `crop` it is that part of the page alone, at most as wide. With `member` it is the picture
    of that name inside of an office file.
    """

    path: Path
    page: int
    boxes: tuple[Box, ...] = ()
    width: int = 1240
    media_type: str = sniff.PDF
    crop: Box | None = None
    member: str = ""


class Painter:
    """Draws pages one at a time; its process starts at the first page and ends with its owner."""

    def __init__(self, *, patience: float = 30.0) -> None:
        self._patience = patience
        self._lock = Lock()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def draw(self, request: PageRequest) -> bytes:
        """Return the page as PNG; raise PageUnavailable, saying why, when it cannot be drawn."""
        with self._lock:
            connection = self._connected()
            try:
                connection.send(request)
                if not connection.poll(self._patience):
                    raise PageUnavailable(
                        f"page {request.page} takes longer than {self._patience:g} s to draw"
                    )
                reply: bytes | str = connection.recv()
            except (EOFError, OSError) as error:
                self._stop()
                raise PageUnavailable(f"page {request.page} cannot be drawn") from error
            except PageUnavailable:
                self._stop()
                raise
        if isinstance(reply, str):
            raise PageUnavailable(reply)
        return reply

    @property
    def process_id(self) -> int | None:
        """The process that draws, once it was started."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process, if it was started."""
        with self._lock:
            self._stop()

    def _connected(self) -> Connection:
        if self._connection is None or self._process is None or not self._process.is_alive():
            self._stop()
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
            self._process.start()
            # Only when the child alone holds its end does either side notice the other's death.
            theirs.close()
        return self._connection

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(connection: Connection) -> None:
    while True:
        try:
            request: PageRequest = connection.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            reply: bytes | str = draw_page(request)
        except PageUnavailable as error:
            reply = str(error)
        connection.send(reply)


def draw_page(request: PageRequest) -> bytes:
    """Draw the page in this process; `Painter` does it safely in another."""
    start_mupdf()
    import pymupdf

    try:
        with opened(request) as document:
            if not 1 <= request.page <= document.page_count:
                raise PageUnavailable(
                    f"there is no page {request.page}; the document has {document.page_count}"
                )
            return _drawn(document[request.page - 1], request)
    except (RuntimeError, ValueError, OSError, pymupdf.mupdf.FzErrorBase) as error:
        raise PageUnavailable(f"page {request.page} cannot be drawn: {error}") from error


def opened(request: PageRequest) -> "pymupdf.Document":
    """Open what the request names: a PDF, a picture as a PDF, or a picture in an office file.

    Raises PageUnavailable, and what MuPDF raises on damaged files.
    """
    import pymupdf

    if request.member:
        kind = _picture_kind(request.member)
        return pymupdf.open(stream=_member(request), filetype=kind)
    if request.media_type in sniff.IMAGES:
        try:
            return pymupdf.open(stream=pages_of_picture(request.path), filetype="pdf")
        except UnreadableDocument as error:
            raise PageUnavailable(error.reason) from error
    return pymupdf.open(request.path)


def _picture_kind(member: str) -> str:
    kind = PurePosixPath(member).suffix.lstrip(".").lower()
    if kind not in _SHOWN_KINDS:
        raise PageUnavailable(f"a picture of the kind {kind or 'unknown'} cannot be shown")
    return kind


def _member(request: PageRequest) -> bytes:
    faults = (KeyError,) + DAMAGED
    try:
        with ZipFile(request.path) as archive:
            if archive.getinfo(request.member).file_size > _LARGEST_MEMBER:
                raise PageUnavailable(f"{request.member} is too large to be shown")
            return archive.read(request.member)
    except faults as error:
        raise PageUnavailable(f"{request.member} is not in the file any more") from error


def _drawn(page: "pymupdf.Page", request: PageRequest) -> bytes:
    import pymupdf

    if request.member or request.crop:
        crop = request.crop
        clip = page.rect if crop is None else pymupdf.Rect(crop.x0, crop.y0, crop.x1, crop.y1)
        zoom = min(request.width / max(clip.width, 1), _SHARPEST)
        pixmap = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=clip, alpha=False)
        return bytes(pixmap.tobytes("png"))
    zoom = request.width / max(page.rect.width, 1)
    pixmap = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
    return _highlighted(pixmap, [box for box in request.boxes if box.page == request.page], zoom)


def _highlighted(pixmap: "pymupdf.Pixmap", boxes: Sequence[Box], zoom: float) -> bytes:
    import numpy as np
    import pymupdf

    shape = (pixmap.height, pixmap.width, 3)
    paper = np.frombuffer(pixmap.samples, dtype=np.uint8).reshape(shape).copy()
    for box in boxes:
        x0, x1 = (int(np.clip(x * zoom, 0, pixmap.width)) for x in (box.x0 - 2, box.x1 + 2))
        y0, y1 = (int(np.clip(y * zoom, 0, pixmap.height)) for y in (box.y0 - 1, box.y1 + 1))
        area = paper[y0:y1, x0:x1].astype(np.uint16)
        paper[y0:y1, x0:x1] = area * np.array(MARKER, dtype=np.uint16) // 255
        paper[max(y1 - 2, y0) : y1, x0:x1] = EDGE
    return bytes(
        pymupdf.Pixmap(pymupdf.csRGB, pixmap.width, pixmap.height, paper.tobytes(), False).tobytes(
            "png"
        )
    )
