"""Moves a document to another collection: it keeps its words and vectors, and changes its name."""

import hashlib

from sqlalchemy import Connection, RowMapping, bindparam, select, update

from indexes.catalog import find
from indexes.catalog.collections import create
from indexes.catalog.feed import append_document
from indexes.catalog.identity import document_id
from indexes.catalog.publish import document_number
from indexes.catalog.tables import ChunkRow, DocumentRow
from indexes.errors import NameTaken
from ingest.chunk import chunk_id
from ingest.model import Document


def move(connection: Connection, moved: str, collection: str) -> Document:
    """Put a document into another collection, which is made where it is missing.

    Its id and those of its chunks become what they were had it been added there. Raises
    `UnknownDocument`, and `NameTaken` where that collection holds another of its name.
    """
    number = document_number(connection, moved)
    document = find.document(connection, moved)
    if document.collection == collection:
        return document
    if find.find(connection, collection, document.uri) is not None:
        raise NameTaken(
            f"collection {collection} already holds a document {document.uri}: remove one of them"
        )
    create(connection, collection)
    new = document_id(collection, document.uri)
    row = update(DocumentRow).where(DocumentRow.number == number)
    connection.execute(row.values(id=new, collection=collection))
    _rename_chunks(connection, number, new)
    append_document(connection, number)
    return find.document(connection, new)


def _rename_chunks(connection: Connection, number: int, document: str) -> None:
    columns = (ChunkRow.number, ChunkRow.position, ChunkRow.text, ChunkRow.parent)
    rows = connection.execute(select(*columns).where(ChunkRow.document == number)).mappings()
    renamed = [_renamed(row, document) for row in rows]
    if renamed:
        connection.execute(update(ChunkRow).where(ChunkRow.number == bindparam("at")), renamed)


def _renamed(row: RowMapping, document: str) -> dict[str, object]:
    parent = hashlib.sha256(f"{document}\0{row['parent']}".encode()).hexdigest()[:24]
    return {
        "at": row["number"],
        "id": chunk_id(document, row["position"], row["text"]),
        "parent": parent,
    }
