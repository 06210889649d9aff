"""The names that hang on a document, one row each: its readers and its tags."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from indexes.catalog.rows import clean
from indexes.catalog.tables import ReaderRow, TagRow

BATCH = 500
"""Values in one IN list: below what any supported SQLite allows."""
Table = type[ReaderRow] | type[TagRow]


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


def write(connection: Connection, table: Table, document: int, names: Iterable[str]) -> bool:
    """Store the names of a document; tell whether they are others than before."""
    wanted = {clean(name) for name in names}
    if of(connection, table, [document])[document] == wanted:
        return False
    connection.execute(delete(table).where(table.document == document))
    if wanted:
        rows = [{"document": document, "name": name} for name in sorted(wanted)]
        connection.execute(insert(table), rows)
    return True
