"""Writes documents: each function is the inside of one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from indexes.catalog import names
from indexes.catalog.collections import create
from indexes.catalog.names import BATCH
from indexes.catalog.rows import chunk_row, clean, document_of, document_row, element_row
from indexes.catalog.tables import (
    ChangeRow,
    ChunkRow,
    DocumentRow,
    ElementRow,
    ReaderRow,
    TagRow,
)
from indexes.embed.text import embed_text, text_hash
from indexes.errors import CatalogError, UnknownDocument
from indexes.model import Operation
from ingest.model import Chunk, Document, Element, Status

FILTERS = ("language", "dated")
"""Columns of a document that the indexes filter by, beside its readers and tags."""


def publish(
    connection: Connection,
    document: Document,
    *,
    elements: Sequence[Element],
    chunks: Sequence[Chunk],
) -> Document:
    """Replace what a document shows; chunks that stay the same keep their number."""
    if len({chunk.id for chunk in chunks}) < len(chunks):
        raise CatalogError(f"{document.uri}: two chunks have the same id; report this as a bug")
    stored = _stored(connection, document.id)
    version = (stored["version"] if stored else 0) + 1
    published = replace(document, version=version, status=Status.READY, reason="")
    number = _write_document(connection, published, stored)
    regrouped = _write_names(connection, number, document, new=stored is None)
    if stored is not None:
        row = document_row(published)
        regrouped |= any(stored[column] != row[column] for column in FILTERS)
    _write_elements(connection, number, elements)
    _write_chunks(connection, number, title=document.title, chunks=chunks, regrouped=regrouped)
    return published


def record_failure(connection: Connection, document: Document) -> Document:
    """Note why a document could not be read; what it last showed stays visible."""
    stored = _stored(connection, document.id)
    if stored is None:
        failed = replace(document, version=0, status=Status.FAILED)
        _write_names(connection, _write_document(connection, failed, None), failed, new=True)
        return failed
    kept = document_of(
        stored,
        readers=_names(connection, ReaderRow, stored["number"]),
        tags=_names(connection, TagRow, stored["number"]),
    )
    # `sha256` stays that of the version that is shown, whose file the people still open.
    shown = kept if kept.version else document
    failed = replace(
        shown,
        version=kept.version,
        readers=kept.readers,
        tags=kept.tags,
        status=Status.FAILED,
        reason=document.reason,
        root=document.root,
        size=document.size,
        modified=document.modified,
    )
    _write_document(connection, failed, stored)
    return failed


def seen(connection: Connection, document: Document) -> None:
    """Note that a file with the bytes that are shown now has another time or folder.

    That mends a document that failed with other bytes in between.
    """
    values = {"root": clean(document.root), "size": document.size, "modified": document.modified}
    same = update(DocumentRow).where(DocumentRow.id == document.id)
    connection.execute(same.values(values))
    shown = same.where(DocumentRow.version > 0, DocumentRow.sha256 == document.sha256)
    connection.execute(shown.values(status=Status.READY.value, reason=""))


def remove(connection: Connection, document_id: str) -> None:
    """Delete a document with all that it shows."""
    number = document_number(connection, document_id)
    _append(connection, Operation.REMOVE, _chunk_numbers(connection, number))
    connection.execute(delete(DocumentRow).where(DocumentRow.number == number))


def remove_if_there(connection: Connection, document_id: str) -> None:
    """Delete a document with all that it shows, if there is one."""
    if _stored(connection, document_id) is not None:
        remove(connection, document_id)


def set_readers(connection: Connection, document_id: str, readers: frozenset[str]) -> None:
    """Change who may see a document."""
    _rename(connection, ReaderRow, document_id, readers)


def set_tags(connection: Connection, document_id: str, tags: frozenset[str]) -> None:
    """Change the tags of a document."""
    _rename(connection, TagRow, document_id, tags)


def document_number(connection: Connection, document_id: str) -> int:
    """Return the number of a document; raise `UnknownDocument`."""
    stored = _stored(connection, document_id)
    if stored is None:
        raise UnknownDocument(
            f"there is no document {document_id}: `kb list` shows those there are"
        )
    return int(stored["number"])


def _stored(connection: Connection, document_id: str) -> RowMapping | None:
    query = select(DocumentRow.__table__).where(DocumentRow.id == document_id)
    return connection.execute(query).mappings().one_or_none()


def _write_document(connection: Connection, document: Document, stored: RowMapping | None) -> int:
    row = document_row(document)
    if stored is not None:
        number = int(stored["number"])
        connection.execute(update(DocumentRow).where(DocumentRow.number == number).values(row))
        return number
    create(connection, document.collection)
    inserted = connection.execute(insert(DocumentRow).values(row).returning(DocumentRow.number))
    return int(inserted.scalar_one())


def _names(connection: Connection, table: names.Table, document: int) -> set[str]:
    return names.of(connection, table, [document])[document]


def _rename(
    connection: Connection, table: names.Table, document_id: str, wanted: frozenset[str]
) -> None:
    number = document_number(connection, document_id)
    if names.write(connection, table, number, wanted):
        _append(connection, Operation.ADD, _chunk_numbers(connection, number))


def _write_names(connection: Connection, number: int, document: Document, *, new: bool) -> bool:
    """Store readers and tags; tell whether they are others than before."""
    readers = names.write(connection, ReaderRow, number, document.readers, new=new)
    return names.write(connection, TagRow, number, document.tags, new=new) or readers


def _write_elements(connection: Connection, number: int, elements: Sequence[Element]) -> None:
    connection.execute(delete(ElementRow).where(ElementRow.document == number))
    rows = [
        element_row(element, document=number, position=position)
        for position, element in enumerate(elements)
    ]
    if rows:
        connection.execute(insert(ElementRow), rows)


def _write_chunks(
    connection: Connection,
    number: int,
    *,
    title: str,
    chunks: Sequence[Chunk],
    regrouped: bool,
) -> None:
    query = select(ChunkRow.id, ChunkRow.number, ChunkRow.text_hash).where(
        ChunkRow.document == number
    )
    old = {row.id: (row.number, row.text_hash) for row in connection.execute(query)}
    kept: dict[int, dict[str, object]] = {}
    new: list[dict[str, object]] = []
    for position, chunk in enumerate(chunks):
        hashed = text_hash(embed_text(title, chunk))
        row = chunk_row(chunk, document=number, position=position, text_hash=hashed)
        before = old.get(chunk.id)
        if before is not None and before[1] == hashed:
            kept[before[0]] = row
        else:
            new.append(row)
    gone = sorted(before for before, _ in old.values() if before not in kept)
    _delete_chunks(connection, gone)
    _rewrite_chunks(connection, kept)
    if regrouped:
        _append(connection, Operation.ADD, sorted(kept))
    _append(connection, Operation.ADD, _insert_chunks(connection, new))


def _rewrite_chunks(connection: Connection, rows: Mapping[int, dict[str, object]]) -> None:
    """Store what may change of a chunk while its words stay: place on the page, order, section."""
    if not rows:
        return
    parameters = [{"at": number, **row} for number, row in rows.items()]
    connection.execute(update(ChunkRow).where(ChunkRow.number == bindparam("at")), parameters)


def _delete_chunks(connection: Connection, numbers: Sequence[int]) -> None:
    _append(connection, Operation.REMOVE, numbers)
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        connection.execute(delete(ChunkRow).where(ChunkRow.number.in_(part)))


def _insert_chunks(connection: Connection, rows: Sequence[dict[str, object]]) -> list[int]:
    if not rows:
        return []
    connection.execute(insert(ChunkRow), rows)
    ids = [str(row["id"]) for row in rows]
    numbers: list[int] = []
    for start in range(0, len(ids), BATCH):
        query = select(ChunkRow.number).where(ChunkRow.id.in_(ids[start : start + BATCH]))
        numbers.extend(connection.scalars(query))
    return sorted(numbers)


def _chunk_numbers(connection: Connection, document: int) -> list[int]:
    query = select(ChunkRow.number).where(ChunkRow.document == document).order_by(ChunkRow.number)
    return list(connection.scalars(query))


def _append(connection: Connection, operation: Operation, numbers: Iterable[int]) -> None:
    rows = [{"operation": operation.value, "chunk": number} for number in numbers]
    if rows:
        connection.execute(insert(ChangeRow), rows)
