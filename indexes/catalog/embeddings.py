"""The vectors of texts by embedding model: made once, they outlive the chunks that they serve."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select

from indexes.catalog.names import BATCH
from indexes.catalog.tables import ChunkRow, EmbeddingRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def known(connection: Connection, fingerprint: str, hashes: Sequence[str]) -> set[str]:
    """Return those of the texts that have a vector by that model."""
    found: set[str] = set()
    for start in range(0, len(hashes), BATCH):
        part = EmbeddingRow.text_hash.in_(hashes[start : start + BATCH])
        query = select(EmbeddingRow.text_hash).where(EmbeddingRow.fingerprint == fingerprint, part)
        found.update(connection.scalars(query))
    return found


def of_texts(
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


def store(
    connection: Connection, fingerprint: str, vectors: Mapping[str, "NDArray[np.float32]"]
) -> None:
    """Keep vectors by text hash, as float16; those already there stay."""
    there = known(connection, fingerprint, list(vectors))
    rows = [
        {"fingerprint": fingerprint, "text_hash": key, "vector": vector.astype("<f2").tobytes()}
        for key, vector in vectors.items()
        if key not in there
    ]
    if rows:
        connection.execute(insert(EmbeddingRow), rows)


def of_chunks(
    connection: Connection, numbers: Sequence[int], fingerprint: str
) -> list[tuple[int, bytes]]:
    """Return by number the vectors of those of the chunks that have one by that model."""
    found: list[tuple[int, bytes]] = []
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        query = select(ChunkRow.number, EmbeddingRow.vector).join(
            EmbeddingRow, its_vector(fingerprint)
        )
        part = ChunkRow.number.in_(ordered[start : start + BATCH])
        rows = connection.execute(query.where(part).order_by(ChunkRow.number))
        found.extend((number, vector) for number, vector in rows)
    return found


def following(
    connection: Connection, after: int, limit: int, fingerprint: str
) -> list[tuple[int, int, bytes]]:
    """Return chunks that follow number `after`, with document and vector, b"" for none."""
    # Not an inner join: SQLite would begin with the vectors, and go through them all each time.
    query = select(ChunkRow.number, ChunkRow.document, EmbeddingRow.vector).outerjoin(
        EmbeddingRow, its_vector(fingerprint)
    )
    newer = query.where(ChunkRow.number > after).order_by(ChunkRow.number)
    rows = connection.execute(newer.limit(limit))
    return [(number, document, vector or b"") for number, document, vector in rows]


def drop_others(connection: Connection, keep: str) -> int:
    """Delete the vectors of all models but one, and of texts that no chunk has any more."""
    unused = ~exists().where(ChunkRow.text_hash == EmbeddingRow.text_hash)
    other = EmbeddingRow.fingerprint != keep
    return int(connection.execute(delete(EmbeddingRow).where(or_(other, unused))).rowcount)


def its_vector(fingerprint: str) -> ColumnElement[bool]:
    """Return the condition that joins a chunk with its vector by that model."""
    return (EmbeddingRow.text_hash == ChunkRow.text_hash) & (
        EmbeddingRow.fingerprint == fingerprint
    )
