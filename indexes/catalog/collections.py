"""Collections: who may see them, and the words that they add to the language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select, update

from indexes.catalog.feed import append_collection
from indexes.catalog.rows import clean
from indexes.catalog.tables import (
    CollectionReaderRow,
    CollectionRow,
    DocumentRow,
    FaqRow,
    StateRow,
    SynonymsRow,
    WordRow,
)
from indexes.errors import UnknownCollection
from indexes.model import Scope

FAQ_ENTRY = "application/x-faq"
"""Media type of the documents by which searches find approved FAQ entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection: its documents, its FAQ entries in any state, and who may see it.

    `readers` are groups; empty means everyone.
    """

    name: str
    documents: int
    entries: int
    readers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words that searches keep whole, and groups of words that mean the same."""

    words: frozenset[str] = frozenset()
    synonyms: tuple[tuple[str, ...], ...] = ()


def create(connection: Connection, name: str) -> bool:
    """Make a collection, unless it is there; tell whether it was made."""
    known = select(CollectionRow.name).where(CollectionRow.name == clean(name))
    if connection.scalar(known) is not None:
        return False
    connection.execute(insert(CollectionRow).values(name=clean(name)))
    return True


def collections(connection: Connection) -> list[Collection]:
    """Return all collections by name."""
    documents = (
        select(func.count(DocumentRow.number))
        .where(DocumentRow.collection == CollectionRow.name, DocumentRow.media_type != FAQ_ENTRY)
        .scalar_subquery()
    )
    entries = (
        select(func.count(FaqRow.id)).where(FaqRow.collection == CollectionRow.name)
    ).scalar_subquery()
    readers = _readers(connection)
    counted = select(CollectionRow.name, documents, entries).order_by(CollectionRow.name)
    return [
        Collection(name=name, documents=held, entries=asked, readers=readers.get(name, frozenset()))
        for name, held, asked in connection.execute(counted)
    ]


def set_readers(connection: Connection, name: str, readers: Iterable[str]) -> None:
    """Change who may see a collection, effective at once; raise `UnknownCollection`."""
    _check(connection, name)
    rows = [{"collection": clean(name), "name": one} for one in sorted(set(map(clean, readers)))]
    _replace(connection, CollectionReaderRow, name, rows)


def narrowed(connection: Connection, scope: Scope) -> Scope:
    """Return the scope without the collections that the asker may not see."""
    if scope.groups is None:
        return scope
    closed = {name for name, readers in _readers(connection).items() if not scope.sees(readers)}
    if not closed:
        return scope
    wanted = scope.collections
    if wanted is None:
        wanted = frozenset(connection.scalars(select(CollectionRow.name)))
    return replace(scope, collections=wanted - closed)


def vocabularies(connection: Connection) -> dict[str, Vocabulary]:
    """Return the vocabulary of every collection that has one."""
    words: defaultdict[str, list[str]] = defaultdict(list)
    for collection, word in connection.execute(select(WordRow.collection, WordRow.word)):
        words[collection].append(word)
    synonyms: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in connection.execute(select(SynonymsRow).order_by(SynonymsRow.position)):
        synonyms[row.collection].append(tuple(row.words))
    return {
        name: Vocabulary(words=frozenset(words[name]), synonyms=tuple(synonyms[name]))
        for name in sorted({*words, *synonyms})
    }


def set_words(connection: Connection, name: str, words: Iterable[str]) -> None:
    """Replace a collection's words; its documents are indexed anew. Raise `UnknownCollection`."""
    _check(connection, name)
    wanted = sorted({clean(word) for word in words})
    known = connection.scalars(select(WordRow.word).where(WordRow.collection == clean(name)))
    if sorted(known) == wanted:
        return
    _replace(connection, WordRow, name, [{"collection": clean(name), "word": w} for w in wanted])
    append_collection(connection, clean(name))


def set_synonyms(connection: Connection, name: str, groups: Sequence[Sequence[str]]) -> None:
    """Replace a collection's groups of synonyms; raise `UnknownCollection`."""
    _check(connection, name)
    rows = [
        {"collection": clean(name), "position": position, "words": [clean(w) for w in group]}
        for position, group in enumerate(groups)
    ]
    _replace(connection, SynonymsRow, name, rows)


def curated(connection: Connection) -> int:
    """Return a number that grows with every change of what people keep beside the documents."""
    return connection.execute(select(StateRow.curated)).scalar_one()


def count_change(connection: Connection) -> None:
    """Let everyone know that they must read anew what people keep."""
    connection.execute(update(StateRow).values(curated=StateRow.curated + 1))


def _check(connection: Connection, name: str) -> None:
    known = list(connection.scalars(select(CollectionRow.name).order_by(CollectionRow.name)))
    if clean(name) not in known:
        raise UnknownCollection(
            f"there is no collection {name}; there are: {', '.join(known) or 'none'}. "
            f"`kb collections add {name}` makes it"
        )


def _readers(connection: Connection) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    query = select(CollectionReaderRow.collection, CollectionReaderRow.name)
    for collection, name in connection.execute(query):
        found[collection].add(name)
    return {collection: frozenset(names) for collection, names in found.items()}


def _replace(
    connection: Connection,
    table: type[CollectionReaderRow] | type[WordRow] | type[SynonymsRow],
    name: str,
    rows: Sequence[Mapping[str, object]],
) -> None:
    connection.execute(delete(table).where(table.collection == clean(name)))
    if rows:
        connection.execute(insert(table), rows)
    count_change(connection)
