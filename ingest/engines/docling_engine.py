"""The only module that touches docling: its document items as our elements."""

# docling is an extra: where it is not installed mypy cannot find it.
# mypy: disable-error-code="import-not-found,import-untyped"

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest import sniff
from ingest.engines.protocol import FAULTS, missing
from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.markup import html_elements
from ingest.model import Box, Element, Kind, Reading, Span
from ingest.unpack import check_archive

if TYPE_CHECKING:
    from docling_core.types.doc import DocItem, DoclingDocument, NodeItem

_KINDS = {
    "title": Kind.TITLE,
    "section_header": Kind.HEADING,
    "list_item": Kind.LIST_ITEM,
    "table": Kind.TABLE,
    "document_index": Kind.TABLE,
    "picture": Kind.FIGURE,
    "chart": Kind.FIGURE,
    "caption": Kind.CAPTION,
    "formula": Kind.FORMULA,
    "code": Kind.CODE,
    "footnote": Kind.FOOTNOTE,
    "page_header": Kind.HEADER,
    "page_footer": Kind.FOOTER,
}


def read_docling(path: Path, limits: Limits, *, on_page: Callable[[int], None]) -> Reading:
    """Read a PDF or an office file as docling does; a box stands for a whole block.

    For PDFs docling needs its models, which `docling-tools models download` fetches beforehand.
    Raises UnreadableDocument, OverLimit, or MissingEngine where docling is not installed.
    """
    media_type = sniff.media_type(path)
    if media_type in (sniff.DOCX, sniff.PPTX, sniff.XLSX):
        check_archive(path, limits)
    document = _converted(path)
    on_page(0)
    if len(document.pages) > limits.pages:
        raise OverLimit(path, f"it has more than {limits.pages:,} pages: raise limits.pages")
    items = [item for item, _ in document.iterate_items(with_groups=False)]
    return Reading(
        media_type=media_type,
        title="",
        elements=tuple(e for item in items for e in _elements(path, item, document, limits)),
        pages=len(document.pages),
    )


def _converted(path: Path) -> "DoclingDocument":
    faults = (OSError,) + FAULTS
    try:
        from docling.document_converter import DocumentConverter

        return DocumentConverter().convert(path).document
    except ImportError as error:
        raise missing(path, "docling", error) from error
    except faults as error:
        reason = (
            f"docling cannot read it ({type(error).__name__}: {error}): fetch its models with "
            "docling-tools, or set reading.engine to layout"
        )
        raise UnreadableDocument(path, reason) from error


def _elements(
    path: Path, item: "NodeItem", document: "DoclingDocument", limits: Limits
) -> Iterator[Element]:
    from docling_core.types.doc import DocItem, TableItem

    if not isinstance(item, DocItem):
        return
    kind = _KINDS.get(str(item.label.value), Kind.PARAGRAPH)
    if isinstance(item, TableItem):
        _, found = html_elements(path, item.export_to_html(doc=document), limits)
        elements = [each for each in found if each.kind is Kind.TABLE]
    else:
        level = getattr(item, "level", 1) if kind is Kind.HEADING else 0
        elements = [Element(kind=kind, text=_text(item), level=level)]
    for element in elements:
        if element.text or element.kind is Kind.FIGURE:
            yield _placed(element, item, document)


def _text(item: "NodeItem") -> str:
    """Return the text, after the number that a numbered list gives it."""
    text = str(getattr(item, "text", "")).strip()
    marker = str(getattr(item, "marker", "")).strip() if getattr(item, "enumerated", False) else ""
    return f"{marker} {text}" if marker else text


def _placed(element: Element, item: "DocItem", document: "DoclingDocument") -> Element:
    spans = []
    for place in item.prov:
        box = place.bbox.to_top_left_origin(document.pages[place.page_no].size.height)
        spans.append(
            Span(
                start=0,
                end=len(element.text),
                box=Box(page=place.page_no, x0=box.l, y0=box.t, x1=box.r, y1=box.b),
            )
        )
    return replace(element, spans=tuple(spans))
