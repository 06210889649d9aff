"""The names that hang on a document, one row each: its readers and its tags."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    insert,
    literal,
    select,
    union_all,
)

from indexes.catalog.rows import clean
from indexes.catalog.tables import ReaderRow, TagRow

BATCH = 500
"""Values in one IN list: below what any supported SQLite allows."""
Table = type[ReaderRow] | type[TagRow]

_SOME: BindParameter[int] = bindparam("documents", expanding=True)
_READERS = select(literal(0), ReaderRow.document, ReaderRow.name)
_TAGS = select(literal(1), TagRow.document, TagRow.name)
_BOTH = union_all(
    _READERS.where(ReaderRow.document.in_(_SOME)), _TAGS.where(TagRow.document.in_(_SOME))
)


def of_all(connection: Connection, table: Table) -> defaultdict[int, set[str]]:
    """Return the names of every document by its number."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for document, name in connection.execute(select(table.document, table.name)):
        found[document].add(name)
    return found


def of(
    connection: Connection, table: Table, documents: Sequence[int]
) -> defaultdict[int, set[str]]:
    """Return the names of some documents by their number."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for start in range(0, len(documents), BATCH):
        part = table.document.in_(documents[start : start + BATCH])
        query = select(table.document, table.name).where(part)
        for document, name in connection.execute(query):
            found[document].add(name)
    return found


def both(
    connection: Connection, documents: Sequence[int]
) -> tuple[defaultdict[int, set[str]], defaultdict[int, set[str]]]:
    """Return readers and tags of some documents by their number, in one query."""
    readers: defaultdict[int, set[str]] = defaultdict(set)
    tags: defaultdict[int, set[str]] = defaultdict(set)
    for start in range(0, len(documents), BATCH):
        part = {"documents": documents[start : start + BATCH]}
        for tagged, document, name in connection.execute(_BOTH, part):
            (tags if tagged else readers)[document].add(name)
    return readers, tags


def write(
    connection: Connection, table: Table, document: int, names: Iterable[str], *, new: bool = False
) -> bool:
    """Store the names of a document; tell whether they are others than before.

    A document that is `new` has none yet.
    """
    wanted = {clean(name) for name in names}
    if (set() if new else of(connection, table, [document])[document]) == wanted:
        return False
    if not new:
        connection.execute(delete(table).where(table.document == document))
    if wanted:
        rows = [{"document": document, "name": name} for name in sorted(wanted)]
        connection.execute(insert(table), rows)
    return True
