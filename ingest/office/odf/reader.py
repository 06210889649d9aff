"""Reading ODT, ODS and ODP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

from ingest.dates import iso_date
from ingest.errors import EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Box, Element, Kind, Metadata, Note, Reading, Span
from ingest.office.odf.body import Body
from ingest.office.odf.names import DRAW, OFFICE, PRESENTATION, box_of
from ingest.office.odf.sheets import hidden_sheets, sheet_elements, sheet_notes, sheets_of
from ingest.office.odf.tables import TooManyCells
from ingest.office.package import library_errors
from ingest.office.properties import Properties, people
from ingest.office.reading_order import in_reading_order
from ingest.sniff import ODP, ODS, ODT
from ingest.unpack import check_archive
from ingest.xml import XML_ERRORS, Node, local_name, parse_xml

_MEDIA_TYPES = {"text": ODT, "spreadsheet": ODS, "presentation": ODP}
_FURNITURE = frozenset(("footer", "date-time", "page-number", "header"))


def read_opendocument(path: Path, limits: Limits) -> Reading:
    """Read a text in order, a workbook by its sheets, or a presentation by its slides.

    Deleted text of tracked changes is left out. Raises UnreadableDocument and its kinds.
    """
    with _opened(path, limits) as (archive, roots, content):
        reading = _reading(path, content, roots, limits)
        properties = _properties(archive)
        return replace(reading, title=properties.title, metadata=properties.metadata)


def sheet_rows(path: Path, limits: Limits) -> list[list[list[str]]]:
    """Return the cells of each sheet that is shown, row by row. Raises UnreadableDocument."""
    with _opened(path, limits) as (_, roots, content), _counted(path, limits):
        body = Body(roots, most=limits.table_cells)
        sheets = sheets_of(content, body, roots, most=limits.table_cells)
        return [[list(cells) for _, cells in sheet.found.rows] for sheet in sheets]


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[tuple[ZipFile, list[Node], Node]]:
    """Give the package, the roots of its content and its styles, and the content's own node."""
    check_archive(path, limits)
    with library_errors(path, *XML_ERRORS), ZipFile(path) as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise EncryptedDocument(path, "it is encrypted: save it without a password")
        roots = [
            parse_xml(archive.read(name))
            for name in ("content.xml", "styles.xml")
            if name in archive.namelist()
        ]
        content = next((node for node in roots[0].iterfind(f"{OFFICE}body/*")), None)
        if content is None:
            raise UnreadableDocument(path, "it has no content: save it again from its program")
        yield archive, roots, content


@contextmanager
def _counted(path: Path, limits: Limits) -> Iterator[None]:
    try:
        yield
    except TooManyCells as error:
        reason = f"it has more than {limits.table_cells:,} cells (table_cells): split it"
        raise OverLimit(path, reason) from error


def _reading(path: Path, content: Node, roots: list[Node], limits: Limits) -> Reading:
    kind = local_name(content)
    body = Body(roots, most=limits.table_cells)
    pages = 0
    notes: list[Note] = []
    with _counted(path, limits):
        if kind == "spreadsheet":
            sheets = list(sheets_of(content, body, roots, most=limits.table_cells))
            body.elements = [element for sheet in sheets for element in sheet_elements(sheet)]
            pages = len(sheets)
            notes = [*hidden_sheets(content, roots), *(n for s in sheets for n in sheet_notes(s))]
        elif kind == "presentation":
            slides = list(content.iterchildren(f"{DRAW}page"))
            pages = len(slides)
            found = [e for page, slide in enumerate(slides, 1) for e in _slide(slide, page, body)]
            body.elements = found
        else:
            body.walk(content)
    return Reading(
        media_type=_MEDIA_TYPES.get(kind, ODT),
        title="",
        elements=tuple(body.elements),
        pages=pages,
        notes=tuple(notes),
    )


def _properties(archive: ZipFile) -> Properties:
    if "meta.xml" not in archive.namelist():
        return Properties()
    root = parse_xml(archive.read("meta.xml"))
    fields = {local_name(node): (node.text or "").strip() for node in root.iter()}
    return Properties(
        title=fields.get("title", ""),
        metadata=Metadata(
            authors=people(fields.get("initial-creator") or fields.get("creator", "")),
            created=iso_date(fields.get("creation-date", "")),
            changed=iso_date(fields.get("date", "")),
        ),
    )


def _slide(slide: Node, page: int, body: Body) -> Iterator[Element]:
    titles: list[Element] = []
    placed: list[tuple[Box, list[Element]]] = []
    loose: list[Element] = []
    for shape in slide:
        if local_name(shape) == "notes":
            continue
        role = shape.get(f"{PRESENTATION}class", "")
        box = box_of(shape, page)
        elements = [_placed(one, role, box, page) for one in _held(shape, body)]
        if role == "title":
            titles += elements
        elif box is None:
            loose += elements
        else:
            placed.append((box, elements))
    yield from titles
    for shape_elements in in_reading_order(placed):
        yield from shape_elements
    yield from loose
    for notes in slide.iterchildren(f"{PRESENTATION}notes"):
        for one in _held(notes, body):
            yield replace(one, place=f"slide {page}, notes")


def _held(node: Node, body: Body) -> list[Element]:
    body.elements = []
    body.walk(node)
    return body.elements


def _placed(element: Element, role: str, box: Box | None, page: int) -> Element:
    spans = () if box is None else (Span(start=0, end=len(element.text), box=box),)
    if role == "title":
        element = replace(element, kind=Kind.HEADING, level=1)
    elif role in _FURNITURE:
        element = replace(element, kind=Kind.FOOTER)
    return replace(element, spans=spans, place=f"slide {page}")
