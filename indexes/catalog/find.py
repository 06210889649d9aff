"""Reads documents and passages; who may see what is decided here, in SQL."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    distinct,
    func,
    select,
)

from indexes.catalog import names
from indexes.catalog.collections import FAQ_ENTRY
from indexes.catalog.names import BATCH
from indexes.catalog.publish import document_number
from indexes.catalog.rows import chunk_of, clean, document_of, element_of
from indexes.catalog.tables import (
    ChunkRow,
    CollectionReaderRow,
    CollectionRow,
    DocumentRow,
    ElementRow,
    EmbeddingRow,
    ReaderRow,
    TagRow,
)
from indexes.errors import UnknownDocument
from indexes.model import EVERYTHING, Counts, Passage, Scope
from ingest.model import Chunk, Document, Element, Status

# Built once: every search runs these, and building a statement costs as much as running it.
_SOME: BindParameter[int] = bindparam("numbers", expanding=True)
_CHUNKS = select(ChunkRow.__table__).where(ChunkRow.number.in_(_SOME))
_DOCUMENTS = select(DocumentRow.__table__).where(DocumentRow.number.in_(_SOME))


def document(connection: Connection, document_id: str, scope: Scope = EVERYTHING) -> Document:
    """Return a document; raise `UnknownDocument` also where the scope may not see it."""
    found = _documents(connection, DocumentRow.id == document_id, *visible(scope))
    if not found:
        may = "" if scope == EVERYTHING else ", or you may not read it"
        raise UnknownDocument(
            f"there is no document {document_id}{may}: `kb list` shows those there are"
        )
    return found[0]


def find(connection: Connection, collection: str, uri: str) -> Document | None:
    """Return the document of that name in that collection."""
    found = _documents(
        connection, DocumentRow.collection == clean(collection), DocumentRow.uri == clean(uri)
    )
    return found[0] if found else None


def find_all(connection: Connection, collection: str, uris: Sequence[str]) -> dict[str, Document]:
    """Return those of the documents of these names that there are in that collection, by name."""
    found: dict[str, Document] = {}
    for start in range(0, len(uris), BATCH):
        part = DocumentRow.uri.in_([clean(uri) for uri in uris[start : start + BATCH]])
        some = _documents(connection, DocumentRow.collection == clean(collection), part)
        found |= {document.uri: document for document in some}
    return found


def documents(connection: Connection, scope: Scope) -> list[Document]:
    """Return the documents of a scope, by collection and uri."""
    return _documents(connection, *visible(scope))


def files(connection: Connection, scope: Scope) -> int:
    """Count the documents of a scope that are files; FAQ entries are none."""
    query = select(func.count(DocumentRow.number)).where(*visible(scope))
    return _number(connection, query.where(DocumentRow.media_type != FAQ_ENTRY))


def visible(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on a row of `documents` under which the scope may see it."""
    conditions: list[ColumnElement[bool]] = []
    if scope.collections is not None:
        conditions.append(DocumentRow.collection.in_(sorted(scope.collections)))
    if scope.groups is not None:
        of_document = select(ReaderRow.name).where(ReaderRow.document == DocumentRow.number)
        shared = of_document.where(ReaderRow.name.in_(sorted(scope.groups)))
        conditions.append(~of_document.exists() | shared.exists())
        of_collection = select(CollectionReaderRow.name).where(
            CollectionReaderRow.collection == DocumentRow.collection
        )
        shared = of_collection.where(CollectionReaderRow.name.in_(sorted(scope.groups)))
        conditions.append(~of_collection.exists() | shared.exists())
    return conditions + _filters(scope)


def _filters(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.documents is not None:
        conditions.append(DocumentRow.id.in_(sorted(scope.documents)))
    if scope.languages is not None:
        conditions.append(DocumentRow.language.in_(sorted(scope.languages)))
    if scope.tags is not None:
        of_document = select(TagRow.name).where(TagRow.document == DocumentRow.number)
        conditions.append(of_document.where(TagRow.name.in_(sorted(scope.tags))).exists())
    if scope.dated_from or scope.dated_to:
        conditions += [DocumentRow.dated != "", DocumentRow.dated >= scope.dated_from]
    if scope.dated_to:
        beginning = func.substr(DocumentRow.dated, 1, len(scope.dated_to))
        conditions.append(beginning <= scope.dated_to)
    return conditions


def numbers(connection: Connection, document_ids: Iterable[str]) -> set[int]:
    """Return the numbers of those of the documents that there are."""
    wanted = sorted(document_ids)
    found: set[int] = set()
    for start in range(0, len(wanted), BATCH):
        part = DocumentRow.id.in_(wanted[start : start + BATCH])
        found.update(connection.scalars(select(DocumentRow.number).where(part)))
    return found


def elements(connection: Connection, document_id: str) -> tuple[Element, ...]:
    """Return the elements of a document in reading order; raise `UnknownDocument`."""
    number = document_number(connection, document_id)
    query = (
        select(ElementRow.__table__)
        .where(ElementRow.document == number)
        .order_by(ElementRow.position)
    )
    return tuple(element_of(row) for row in connection.execute(query).mappings())


def chunks(connection: Connection, document_id: str) -> tuple[Chunk, ...]:
    """Return the chunks of a document in reading order; raise `UnknownDocument`."""
    number = document_number(connection, document_id)
    query = (
        select(ChunkRow.__table__).where(ChunkRow.document == number).order_by(ChunkRow.position)
    )
    return tuple(chunk_of(row, document_id) for row in connection.execute(query).mappings())


def section(
    connection: Connection, document_id: str, parent: str, scope: Scope
) -> tuple[Chunk, ...]:
    """Return the chunks of a section in reading order, if the scope may see its document."""
    return _in_order(connection, document_id, ChunkRow.parent == parent, *visible(scope))


def neighbours(
    connection: Connection, chunk_id: str, *, before: int, after: int, scope: Scope
) -> tuple[Chunk, ...]:
    """Return a chunk between those that stand around it, if the scope may see its document."""
    at = select(ChunkRow.position, DocumentRow.id).join(
        DocumentRow, DocumentRow.number == ChunkRow.document
    )
    here = connection.execute(at.where(ChunkRow.id == chunk_id)).one_or_none()
    if here is None:
        return ()
    near = ChunkRow.position.between(here.position - before, here.position + after)
    return _in_order(connection, here.id, near, *visible(scope))


def _in_order(
    connection: Connection, document_id: str, *conditions: ColumnElement[bool]
) -> tuple[Chunk, ...]:
    query = (
        select(ChunkRow.__table__)
        .join(DocumentRow, DocumentRow.number == ChunkRow.document)
        .where(DocumentRow.id == document_id, *conditions)
        .order_by(ChunkRow.position)
    )
    return tuple(chunk_of(row, document_id) for row in connection.execute(query).mappings())


def passages(connection: Connection, numbers: Sequence[int], scope: Scope) -> dict[int, Passage]:
    """Return those of the chunks that the scope may see."""
    rows: list[RowMapping] = []
    for start in range(0, len(numbers), BATCH):
        part = {"numbers": numbers[start : start + BATCH]}
        rows.extend(connection.execute(_CHUNKS, part).mappings())
    owners = _by_number(connection, {row["document"] for row in rows})
    return {
        row["number"]: Passage(chunk=chunk_of(row, owner.id), document=owner)
        for row in rows
        if scope.allows(owner := owners[row["document"]])
    }


def counts(connection: Connection) -> Counts:
    """Count what the catalog holds."""
    failed = DocumentRow.status == Status.FAILED.value
    return Counts(
        collections=_number(connection, select(func.count(distinct(CollectionRow.name)))),
        documents=_number(connection, select(func.count(DocumentRow.number))),
        failed=_number(connection, select(func.count(DocumentRow.number)).where(failed)),
        pages=_number(connection, select(func.sum(DocumentRow.pages))),
        chunks=_number(connection, select(func.count(ChunkRow.number))),
        vectors=_number(connection, select(func.count(EmbeddingRow.text_hash))),
    )


def _number(connection: Connection, query: Select[int]) -> int:
    return connection.scalar(query) or 0


def _documents(connection: Connection, *conditions: ColumnElement[bool]) -> list[Document]:
    ordered = select(DocumentRow.__table__).where(*conditions)
    query = ordered.order_by(DocumentRow.collection, DocumentRow.uri)
    return list(_with_names(connection, connection.execute(query).mappings().all()).values())


def _by_number(connection: Connection, numbers: Iterable[int]) -> dict[int, Document]:
    wanted = sorted(numbers)
    found: dict[int, Document] = {}
    for start in range(0, len(wanted), BATCH):
        part = {"numbers": wanted[start : start + BATCH]}
        found |= _with_names(connection, connection.execute(_DOCUMENTS, part).mappings().all())
    return found


def _with_names(connection: Connection, rows: Sequence[RowMapping]) -> dict[int, Document]:
    readers, tags = names.both(connection, [row["number"] for row in rows])
    return {
        row["number"]: document_of(row, readers=readers[row["number"]], tags=tags[row["number"]])
        for row in rows
    }
