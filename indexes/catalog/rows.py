"""Turns our values into rows of the catalog and back."""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import RowMapping

from indexes.catalog.tables import Numbers
from ingest.model import Box, Chunk, Document, Element, Kind, Link, Note, Span, Status

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
Row = Mapping[str, object]


def clean(text: str) -> str:
    """Replace what a database refuses (NUL, lone surrogates) by U+FFFD; offsets stay valid."""
    return _UNSTORABLE.sub("\ufffd", text)


def document_row(document: Document) -> dict[str, object]:
    """Return the columns of a document, without its number, readers and tags."""
    return {
        "id": document.id,
        "collection": clean(document.collection),
        "uri": clean(document.uri),
        "root": clean(document.root),
        "title": clean(document.title),
        "media_type": document.media_type,
        "sha256": document.sha256,
        "version": document.version,
        "status": document.status.value,
        "reason": clean(document.reason),
        "pages": document.pages,
        "size": document.size,
        "modified": document.modified,
        "notes": [[note.page, clean(note.text), clean(note.attached)] for note in document.notes],
        "language": document.language,
        "dated": document.dated,
        "authors": [clean(author) for author in document.authors],
        "reader": document.reader,
    }


def document_of(row: RowMapping, *, readers: Iterable[str], tags: Iterable[str]) -> Document:
    """Return the document that a row of `documents` stands for."""
    return Document(
        id=row["id"],
        collection=row["collection"],
        uri=row["uri"],
        root=row["root"],
        title=row["title"],
        media_type=row["media_type"],
        sha256=row["sha256"],
        version=row["version"],
        readers=frozenset(readers),
        status=Status(row["status"]),
        reason=row["reason"],
        pages=row["pages"],
        size=row["size"],
        modified=row["modified"],
        notes=tuple(map(_note, row["notes"])),
        language=row["language"],
        dated=row["dated"],
        authors=tuple(row["authors"]),
        tags=frozenset(tags),
        reader=row["reader"],
    )


def _note(kept: Sequence[int | str]) -> Note:
    """Return a note; one of two parts was kept before notes named what is attached."""
    page, text, *attached = kept
    return Note(page=int(page), text=str(text), attached="".join(map(str, attached)))


def element_row(element: Element, *, document: int, position: int) -> dict[str, object]:
    """Return the columns of an element."""
    return {
        "document": document,
        "position": position,
        "kind": element.kind.value,
        "level": element.level,
        "text": clean(element.text),
        "html": clean(element.html),
        "place": clean(element.place),
        "spans": _packed(element.spans),
        "picture": clean(element.picture),
        "links": [[link.start, link.end, clean(link.target)] for link in element.links],
    }


def element_of(row: RowMapping) -> Element:
    """Return the element that a row stands for."""
    return Element(
        kind=Kind(row["kind"]),
        text=row["text"],
        level=row["level"],
        spans=_unpacked(row["spans"]),
        html=row["html"],
        place=row["place"],
        picture=row["picture"],
        links=tuple(Link(start=start, end=end, target=to) for start, end, to in row["links"]),
    )


def chunk_row(chunk: Chunk, *, document: int, position: int, text_hash: str) -> dict[str, object]:
    """Return the columns of a chunk, without its number."""
    return {
        "id": chunk.id,
        "document": document,
        "position": position,
        "text": clean(chunk.text),
        "heading_path": [clean(heading) for heading in chunk.heading_path],
        "spans": _packed(chunk.spans),
        "place": clean(chunk.place),
        "parent": chunk.parent,
        "kind": chunk.kind.value,
        "token_count": chunk.token_count,
        "language": chunk.language,
        "text_hash": text_hash,
    }


def chunk_of(row: RowMapping, document_id: str) -> Chunk:
    """Return the chunk that a row stands for."""
    return Chunk(
        id=row["id"],
        document_id=document_id,
        text=row["text"],
        heading_path=tuple(row["heading_path"]),
        spans=_unpacked(row["spans"]),
        place=row["place"],
        parent=row["parent"],
        kind=Kind(row["kind"]),
        token_count=row["token_count"],
        language=row["language"],
    )


def _packed(spans: Iterable[Span]) -> list[Numbers]:
    """Write spans as lists of seven numbers; a hundredth of a point is finer than any screen."""
    return [
        [span.start, span.end, span.box.page, *(round(edge, 2) for edge in _edges(span.box))]
        for span in spans
    ]


def _unpacked(rows: Iterable[Numbers]) -> tuple[Span, ...]:
    return tuple(
        Span(
            start=int(start),
            end=int(end),
            box=Box(page=int(page), x0=x0, y0=y0, x1=x1, y1=y1),
        )
        for start, end, page, x0, y0, x1, y1 in rows
    )


def _edges(box: Box) -> tuple[float, float, float, float]:
    return (float(box.x0), float(box.y0), float(box.x1), float(box.y1))
