"""The only module that touches pymupdf4llm: the boxes and the Markdown of its pages as elements."""

# pymupdf4llm has no annotations of its own.
# mypy: disable-error-code="import-untyped,import-not-found"

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from ingest.engines.protocol import FAULTS, missing
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.markdown import markdown_elements
from ingest.model import Box, Element, Kind, Reading, Span
from ingest.pdf.spans import opened
from ingest.sniff import PDF

_BATCH = 16
_KINDS = {
    "title": Kind.TITLE,
    "section-header": Kind.HEADING,
    "list-item": Kind.LIST_ITEM,
    "table": Kind.TABLE,
    "picture": Kind.FIGURE,
    "caption": Kind.CAPTION,
    "formula": Kind.FORMULA,
    "footnote": Kind.FOOTNOTE,
    "page-header": Kind.HEADER,
    "page-footer": Kind.FOOTER,
}

_PageBox = TypedDict(
    "_PageBox",
    {"class": str, "bbox": tuple[float, float, float, float], "pos": tuple[int, int]},
)


class _Metadata(TypedDict):
    page_number: int


class _Page(TypedDict):
    metadata: _Metadata
    page_boxes: list[_PageBox]
    text: str


def read_pymupdf4llm(path: Path, limits: Limits, *, on_page: Callable[[int], None]) -> Reading:
    """Read a PDF with a layout model, about a page a second; a box stands for a whole block.

    Raises what reading a PDF raises, or MissingEngine.
    """
    with opened(path, limits) as source:
        title, count = source.title, source.page_count
    elements: list[Element] = []
    for start in range(0, count, _BATCH):
        for page in _pages(path, range(start, min(start + _BATCH, count))):
            elements.extend(_elements(path, page, limits))
        on_page(0)
    return Reading(media_type=PDF, title=title, elements=tuple(elements), pages=count)


def _pages(path: Path, numbers: range) -> list[_Page]:
    try:
        import pymupdf4llm

        # It would run OCR unasked where it finds an engine.
        pages: list[_Page] = pymupdf4llm.to_markdown(
            str(path), pages=list(numbers), page_chunks=True, use_ocr=False, show_progress=False
        )
    except ImportError as error:
        raise missing(path, "pymupdf4llm", error) from error
    except FAULTS as error:
        reason = f"pymupdf4llm cannot read it ({type(error).__name__}: {error}): export it again"
        raise UnreadableDocument(path, reason) from error
    return pages


def _elements(path: Path, page: _Page, limits: Limits) -> Iterator[Element]:
    number = page["metadata"]["page_number"]
    for found in page["page_boxes"]:
        start, end = found["pos"]
        x0, y0, x1, y1 = found["bbox"]
        box = Box(page=number, x0=x0, y0=y0, x1=x1, y1=y1)
        kind = _KINDS.get(found["class"], Kind.PARAGRAPH)
        element = _element(path, page["text"][start:end], kind, limits)
        if element:
            yield replace(element, spans=(Span(start=0, end=len(element.text), box=box),))


def _element(path: Path, markdown: str, kind: Kind, limits: Limits) -> Element | None:
    if kind is Kind.FIGURE:
        return Element(kind=kind, text="")
    parts = markdown_elements(path, markdown, limits)
    tables = [part for part in parts if part.kind is Kind.TABLE]
    if kind is Kind.TABLE and tables:
        return tables[0]
    text = "\n".join(part.text for part in parts if part.text)
    level = max((part.level for part in parts), default=0)
    if kind is Kind.TABLE:
        kind = Kind.PARAGRAPH
    return (
        Element(kind=kind, text=text, level=level or 1 if kind is Kind.HEADING else 0)
        if text
        else None
    )
