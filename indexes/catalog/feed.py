"""What the indexes read: the change feed, and the chunks that it names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, insert, literal, select, update

from indexes.catalog import names
from indexes.catalog.embeddings import its_vector
from indexes.catalog.names import BATCH
from indexes.catalog.tables import (
    ChangeRow,
    ChunkRow,
    DocumentRow,
    EmbeddingRow,
    ReaderRow,
    StateRow,
    TagRow,
)
from indexes.model import Change, Operation

_PULSE = "SELECT (SELECT max(number) FROM changes), (SELECT curated FROM state)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """The newest change, and the number that grows with every change of what people keep."""

    change: int
    curated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which catalog this is, and the embedding model whose vectors the dense index holds."""

    identity: str
    model: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What searches filter the documents by."""

    collection: str
    readers: frozenset[str] = frozenset()
    language: str = ""
    dated: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A chunk as the indexes need it; `vector` is float16 bytes, empty when it has none."""

    number: int
    document: int
    traits: Traits
    title: str
    uri: str
    heading_path: tuple[str, ...]
    text: str
    text_hash: str
    language: str
    vector: bytes


def state(connection: Connection) -> State:
    """Return the one row of `state`."""
    row = connection.execute(select(StateRow.__table__)).mappings().one()
    return State(identity=row["identity"], model=row["model"], fingerprint=row["fingerprint"])


def set_model(connection: Connection, model: str, fingerprint: str) -> None:
    """Name the embedding model whose vectors the dense index holds from now on."""
    connection.execute(update(StateRow).values(model=model, fingerprint=fingerprint))


def last_change(connection: Connection) -> int:
    """Return the number of the newest change; 0 when there was none."""
    return connection.scalar(select(func.max(ChangeRow.number))) or 0


def pulse(connection: Connection) -> Pulse:
    """Return what tells whether anything changed that searches depend on."""
    change, curated = connection.exec_driver_sql(_PULSE).one()
    return Pulse(change=change or 0, curated=curated)


def changes(connection: Connection, after: int, limit: int) -> list[Change]:
    """Return the changes that follow number `after`, oldest first, at most `limit`."""
    newer = select(ChangeRow.__table__).where(ChangeRow.number > after)
    query = newer.order_by(ChangeRow.number).limit(limit)
    return [
        Change(
            number=row["number"], operation=Operation(row["operation"]), chunk_number=row["chunk"]
        )
        for row in connection.execute(query).mappings()
    ]


def append_collection(connection: Connection, collection: str) -> None:
    """Let the indexes take in anew every chunk of a collection."""
    _append_all(connection, DocumentRow.collection == collection)


def append_document(connection: Connection, number: int) -> None:
    """Let the indexes take in anew every chunk of a document."""
    _append_all(connection, DocumentRow.number == number)


def _append_all(connection: Connection, condition: ColumnElement[bool]) -> None:
    chunks = (
        select(literal(Operation.ADD.value), ChunkRow.number)
        .join(DocumentRow, DocumentRow.number == ChunkRow.document)
        .where(condition)
        .order_by(ChunkRow.number)
    )
    connection.execute(insert(ChangeRow).from_select(["operation", "chunk"], chunks))


def entries(connection: Connection, numbers: Sequence[int], fingerprint: str) -> list[Entry]:
    """Return those of the chunks that still exist, by number, with their vectors by that model."""
    found: list[Entry] = []
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        found.extend(_entries(connection, ordered[start : start + BATCH], fingerprint))
    return found


def chunk_numbers(connection: Connection, after: int, limit: int) -> list[int]:
    """Return the numbers of the chunks there are that follow `after`, in order, at most `limit`."""
    query = select(ChunkRow.number).where(ChunkRow.number > after).order_by(ChunkRow.number)
    return list(connection.scalars(query.limit(limit)))


def traits(connection: Connection) -> list[tuple[int, Traits]]:
    """Return of every document its number and what searches filter it by."""
    readers = names.of_all(connection, ReaderRow)
    tags = names.of_all(connection, TagRow)
    query = select(
        DocumentRow.number, DocumentRow.collection, DocumentRow.language, DocumentRow.dated
    )
    none: frozenset[str] = frozenset()
    return [
        (
            row.number,
            Traits(
                collection=row.collection,
                readers=frozenset(readers.get(row.number, none)),
                language=row.language,
                dated=row.dated,
                tags=frozenset(tags.get(row.number, none)),
            ),
        )
        for row in connection.execute(query)
    ]


def _entries(connection: Connection, numbers: Sequence[int], fingerprint: str) -> Iterator[Entry]:
    query = (
        select(
            ChunkRow.number,
            ChunkRow.document,
            ChunkRow.heading_path,
            ChunkRow.text,
            ChunkRow.text_hash,
            ChunkRow.language,
            DocumentRow.collection,
            DocumentRow.language.label("document_language"),
            DocumentRow.dated,
            DocumentRow.title,
            DocumentRow.uri,
            EmbeddingRow.vector,
        )
        .join(DocumentRow, DocumentRow.number == ChunkRow.document)
        .outerjoin(EmbeddingRow, its_vector(fingerprint))
        .where(ChunkRow.number.in_(numbers))
        .order_by(ChunkRow.number)
    )
    rows = connection.execute(query).all()
    documents = sorted({row.document for row in rows})
    readers = names.of(connection, ReaderRow, documents)
    tags = names.of(connection, TagRow, documents)
    for row in rows:
        yield Entry(
            number=row.number,
            document=row.document,
            traits=Traits(
                collection=row.collection,
                readers=frozenset(readers[row.document]),
                language=row.document_language,
                dated=row.dated,
                tags=frozenset(tags[row.document]),
            ),
            title=row.title,
            uri=row.uri,
            heading_path=tuple(row.heading_path),
            text=row.text,
            text_hash=row.text_hash,
            language=row.language,
            vector=row.vector or b"",
        )
