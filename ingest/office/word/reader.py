"""Reading DOCX, opened by python-docx: its parts, its properties, and its headings and notes."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from ingest.limits import Limits
from ingest.model import Element, Kind, Note, Reading
from ingest.notes import counted
from ingest.office.package import library_errors, open_package
from ingest.office.properties import properties_of
from ingest.office.word.body import Attached, Body
from ingest.office.word.headings import with_headings
from ingest.office.word.numbering import Numbering
from ingest.office.word.styles import W, styles_of
from ingest.sniff import DOCX
from ingest.xml import XML_ERRORS, Node, parse_xml

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_EMPTY = b"<none/>"


def read_docx(path: Path, limits: Limits) -> Reading:
    """Read a Word document: the body in order, notes and comments where they are referred to.

    Tracked changes are taken as accepted; running heads and feet become furniture, once each. Word
    keeps no pages, so elements have no boxes. Raises UnreadableDocument and its kinds.
    """
    from docx import Document as open_document
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError

    with (
        open_package(path, limits) as package,
        library_errors(path, PythonDocxError, OpcError, *XML_ERRORS),
    ):
        with ZipFile(package) as archive:
            properties = properties_of(archive)
        package.seek(0)
        document = open_document(package)
        body = _body(document)
        heads = list(_furniture(document, "header", Kind.HEADER))
        feet = list(_furniture(document, "footer", Kind.FOOTER))
        elements = (*heads, *with_headings(body.elements, body.looks), *feet)
    return Reading(
        media_type=DOCX,
        title=properties.title,
        elements=elements,
        notes=tuple(_notes(body)),
        metadata=properties.metadata,
    )


def _body(document: "WordDocument") -> Body:
    styles = styles_of(_part(document, "styles"))
    numbering = Numbering(_part(document, "numbering"), styles)
    attached = Attached(
        notes=_footnotes(document),
        comments=_comments(document),
        charts=_related(document, "chart"),
        targets=_targets(document),
    )
    body = Body(styles, numbering, attached)
    body.walk(document.element.body)
    return body


def _parts(document: "WordDocument", name: str) -> Iterator[Node]:
    """Yield the roots of the parts that the document relates to as `name`."""
    yield from _related(document, name).values()


def _related(document: "WordDocument", name: str) -> dict[str, Node]:
    return {
        key: parse_xml(relation.target_part.blob)
        for key, relation in document.part.rels.items()
        if relation.reltype.endswith(f"/{name}") and not relation.is_external
    }


def _part(document: "WordDocument", name: str) -> Node:
    return next(_parts(document, name), parse_xml(_EMPTY))


def _footnotes(document: "WordDocument") -> dict[str, Node]:
    """Return the notes by name; those with a type only hold the separating lines."""
    return {
        f"{kind} {node.get(f'{W}id')}": node
        for kind in ("footnote", "endnote")
        for node in _part(document, f"{kind}s").iterchildren(f"{W}{kind}")
        if node.get(f"{W}type") in (None, "normal")
    }


def _furniture(document: "WordDocument", name: str, kind: Kind) -> Iterator[Element]:
    seen = {""}
    styles = styles_of(_part(document, "styles"))
    for root in _parts(document, name):
        text = Body(styles, Numbering(None, styles)).text_of(root)
        if text not in seen:
            seen.add(text)
            yield Element(kind=kind, text=text)


def _notes(body: Body) -> Iterator[Note]:
    if body.contents:
        lines = counted(body.contents, "line", "lines")
        text = f"a table of contents of {lines} was left out: the headings carry it"
        yield Note(page=0, text=text)
    if body.embedded:
        documents = counted(body.embedded, "document within it was", "documents within it were")
        yield Note(page=0, text=f"{documents} not read: save it again from Word")
    if body.pictures:
        what = "without a description"
        pictures = counted(body.pictures, f"picture {what} was", f"pictures {what} were")
        yield Note(page=0, text=f"{pictures} not read")


def _comments(document: "WordDocument") -> dict[str, tuple[str, Node]]:
    """Return the author and the body of each comment by its id."""
    return {
        node.get(f"{W}id", ""): (node.get(f"{W}author", "").strip(), node)
        for node in _part(document, "comments").iterchildren(f"{W}comment")
    }


def _targets(document: "WordDocument") -> dict[str, str]:
    """Return what the main part refers to: outside addresses, and the names of other parts."""
    return {
        key: relation.target_ref
        if relation.is_external
        else relation.target_part.partname.lstrip("/")
        for key, relation in document.part.rels.items()
    }
