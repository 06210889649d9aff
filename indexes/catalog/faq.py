"""FAQ entries: official questions with their answers, and who may read them."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from indexes.catalog.collections import count_change, create, narrowed
from indexes.catalog.rows import clean
from indexes.catalog.tables import FaqRow
from indexes.errors import UnknownFaq
from indexes.model import Scope


class FaqState(StrEnum):
    """How far an entry is; only approved ones answer."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """An official question with its answer.

    `variants` are other ways of asking it; `negatives` look like it and mean something else.
    `sources` name what the answer rests on: names of documents, addresses, or words. `readers` are
    the groups that may see it, empty means everyone who may see the collection.
    """

    id: str
    collection: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    owner: str = ""
    state: FaqState = FaqState.DRAFT
    sources: tuple[str, ...] = ()
    readers: frozenset[str] = frozenset()
    language: str = ""


def faq_id(collection: str, question: str) -> str:
    """Return the id of the entry for a question in a collection: 16 hex digits of SHA-256."""
    name = f"faq\0{collection}\0{question}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).hexdigest()[:16]


def entries(
    connection: Connection, scope: Scope, states: Collection[FaqState] = frozenset(FaqState)
) -> list[Faq]:
    """Return the entries of these states that the scope may see, by collection and question."""
    collections = narrowed(connection, scope).collections
    query = select(FaqRow.__table__).where(FaqRow.state.in_(sorted(states)))
    if collections is not None:
        query = query.where(FaqRow.collection.in_(sorted(collections)))
    rows = connection.execute(query.order_by(FaqRow.collection, FaqRow.question)).mappings()
    found = [_faq(row) for row in rows]
    return [faq for faq in found if scope.sees(faq.readers)]


def entry(connection: Connection, faq_id: str, scope: Scope) -> Faq:
    """Return an entry; raise `UnknownFaq` where there is none, or the scope may not see it."""
    row = connection.execute(select(FaqRow.__table__).where(FaqRow.id == faq_id)).mappings()
    found = [_faq(one) for one in row]
    collections = narrowed(connection, scope).collections
    for faq in found:
        if scope.sees(faq.readers) and (collections is None or faq.collection in collections):
            return faq
    raise UnknownFaq(f"there is no FAQ entry {faq_id}: `kb faq list` shows those there are")


def save(connection: Connection, faq: Faq) -> None:
    """Keep an entry; one with the same id is replaced."""
    create(connection, faq.collection)
    row = _row(faq)
    changed = connection.execute(update(FaqRow).where(FaqRow.id == faq.id).values(row))
    if not changed.rowcount:
        connection.execute(insert(FaqRow).values(row))
    count_change(connection)


def remove(connection: Connection, faq_id: str) -> None:
    """Delete an entry."""
    connection.execute(delete(FaqRow).where(FaqRow.id == faq_id))
    count_change(connection)


def _row(faq: Faq) -> dict[str, object]:
    return {
        "id": faq.id,
        "collection": clean(faq.collection),
        "question": clean(faq.question),
        "answer": clean(faq.answer),
        "variants": [clean(each) for each in faq.variants],
        "negatives": [clean(each) for each in faq.negatives],
        "owner": clean(faq.owner),
        "state": faq.state.value,
        "sources": [clean(each) for each in faq.sources],
        "readers": sorted(map(clean, faq.readers)),
        "language": faq.language,
    }


def _faq(row: RowMapping) -> Faq:
    return Faq(
        id=row["id"],
        collection=row["collection"],
        question=row["question"],
        answer=row["answer"],
        variants=tuple(row["variants"]),
        negatives=tuple(row["negatives"]),
        owner=row["owner"],
        state=FaqState(row["state"]),
        sources=tuple(row["sources"]),
        readers=frozenset(row["readers"]),
        language=row["language"],
    )
