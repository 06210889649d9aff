"""PDFs as unstructured reads them with its layout model (hi_res): its elements, with boxes."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import sniff
from ingest.engines.unstructured_engine import elements_of, partitioned
from ingest.errors import MissingEngine, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Box, Element, Reading, Span
from ingest.pdf.ocr.render import sheets_of
from ingest.pdf.spans import opened

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Piece

_Sizes = Sequence[tuple[float, float]]

_OFFLINE = {"HF_HUB_OFFLINE": "1"}
"""Models that are not on the machine would be fetched when the first file is read."""

_LANGUAGES = ("eng", "chi_sim")


def read_pdf_by_unstructured(
    path: Path, limits: Limits, *, on_page: Callable[[int], None]
) -> Reading:
    """Read a PDF with the strategy hi_res; a box stands for a whole element, nothing is fetched.

    Raises MissingEngine where a package is not installed, EncryptedDocument, OverLimit, or
    UnreadableDocument, also where a model of it is not on the machine.
    """
    if find_spec("unstructured_inference") is None:
        raise MissingEngine(
            path,
            "unstructured reads PDFs only with its layout model: pip install "
            "'kb-assistant[unstructured-pdf]' (several GB), or set reading.engine to layout",
        )
    with opened(path, limits) as source, sheets_of(path) as sheets:
        sizes = [sheets.size(number) for number in range(1, source.page_count + 1)]
        title, metadata = source.title, source.metadata
    pieces = _pieces(path)
    on_page(0)
    return Reading(
        media_type=sniff.PDF,
        title=title,
        elements=tuple(e for piece in pieces for e in _placed(path, piece, limits, sizes)),
        pages=len(sizes),
        metadata=metadata,
    )


def _pieces(path: Path) -> "list[Piece]":
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)
    try:
        return partitioned(
            path,
            "pdf",
            strategy="hi_res",
            infer_table_structure=True,
            languages=list(_LANGUAGES),
        )
    except OSError as error:
        raise UnreadableDocument(
            path,
            f"unstructured lacks a model or a program ({type(error).__name__}): put the models "
            "unstructuredio/yolo_x_layout and microsoft/table-transformer-structure-recognition "
            "into the Hugging Face cache of this machine and install tesseract with eng and "
            "chi_sim, or set reading.engine to layout",
        ) from error


def _placed(path: Path, piece: "Piece", limits: Limits, sizes: _Sizes) -> Iterator[Element]:
    box = _box(piece, sizes)
    for element in elements_of(path, piece, sniff.PDF, limits):
        spans = (Span(start=0, end=len(element.text), box=box),) if box else ()
        yield replace(element, spans=spans)


def _box(piece: "Piece", sizes: _Sizes) -> Box | None:
    """Return where a piece stands, in points: it is measured in the pixels of a drawn page."""
    number, place = piece.metadata.page_number, piece.metadata.coordinates
    if not number or place is None or not place.points or place.system is None:
        return None
    width, height = sizes[number - 1]
    xs = [float(x) * width / place.system.width for x, _ in place.points]
    ys = [float(y) * height / place.system.height for _, y in place.points]
    box = partial(round, ndigits=2)
    return Box(page=number, x0=box(min(xs)), y0=box(min(ys)), x1=box(max(xs)), y1=box(max(ys)))
