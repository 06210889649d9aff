"""What the indexes read: the change feed, the chunks that it names, and their vectors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    ColumnElement,
    Connection,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from indexes.catalog import names
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

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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


def known_vectors(connection: Connection, fingerprint: str, hashes: Sequence[str]) -> set[str]:
    """Return those of the texts that have a vector by that model."""
    known: set[str] = set()
    for start in range(0, len(hashes), BATCH):
        part = EmbeddingRow.text_hash.in_(hashes[start : start + BATCH])
        query = select(EmbeddingRow.text_hash).where(EmbeddingRow.fingerprint == fingerprint, part)
        known.update(connection.scalars(query))
    return known


def vectors(
    connection: Connection, fingerprint: str, hashes: Sequence[str]
) -> "dict[str, NDArray[np.float32]]":
    """Return the vectors by that model of those of the texts that have one."""
    import numpy as np

    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(hashes), BATCH):
        part = EmbeddingRow.text_hash.in_(hashes[start : start + BATCH])
        query = select(EmbeddingRow.text_hash, EmbeddingRow.vector)
        for key, vector in connection.execute(
            query.where(EmbeddingRow.fingerprint == fingerprint, part)
        ):
            found[key] = np.frombuffer(vector, dtype="<f2").astype(np.float32)
    return found


def store_vectors(
    connection: Connection, fingerprint: str, vectors: Mapping[str, "NDArray[np.float32]"]
) -> None:
    """Keep vectors by text hash, as float16; those already there stay."""
    known = known_vectors(connection, fingerprint, list(vectors))
    rows = [
        {"fingerprint": fingerprint, "text_hash": key, "vector": vector.astype("<f2").tobytes()}
        for key, vector in vectors.items()
        if key not in known
    ]
    if rows:
        connection.execute(insert(EmbeddingRow), rows)


def chunk_vectors(
    connection: Connection, numbers: Sequence[int], fingerprint: str
) -> list[tuple[int, bytes]]:
    """Return by number the vectors of those of the chunks that have one by that model."""
    found: list[tuple[int, bytes]] = []
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        query = select(ChunkRow.number, EmbeddingRow.vector).join(
            EmbeddingRow, _its_vector(fingerprint)
        )
        part = ChunkRow.number.in_(ordered[start : start + BATCH])
        rows = connection.execute(query.where(part).order_by(ChunkRow.number))
        found.extend((number, vector) for number, vector in rows)
    return found


def chunk_vectors_after(
    connection: Connection, after: int, limit: int, fingerprint: str
) -> list[tuple[int, int, bytes]]:
    """Return chunks that follow number `after` and have a vector, with document and vector."""
    query = select(ChunkRow.number, ChunkRow.document, EmbeddingRow.vector).join(
        EmbeddingRow, _its_vector(fingerprint)
    )
    newer = query.where(ChunkRow.number > after).order_by(ChunkRow.number)
    rows = connection.execute(newer.limit(limit))
    return [(number, document, vector) for number, document, vector in rows]


def drop_vectors(connection: Connection, keep: str) -> int:
    """Delete the vectors of all models but one, and of texts that no chunk has any more."""
    unused = ~exists().where(ChunkRow.text_hash == EmbeddingRow.text_hash)
    other = EmbeddingRow.fingerprint != keep
    return int(connection.execute(delete(EmbeddingRow).where(or_(other, unused))).rowcount)


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


def _its_vector(fingerprint: str) -> ColumnElement[bool]:
    return (EmbeddingRow.text_hash == ChunkRow.text_hash) & (
        EmbeddingRow.fingerprint == fingerprint
    )


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
        .outerjoin(EmbeddingRow, _its_vector(fingerprint))
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
