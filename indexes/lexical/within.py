"""Filters of the lexical index: what a posting keeps of its document, and a scope as queries."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import tantivy

from indexes.catalog.feed import Traits
from indexes.model import Scope

PUBLIC = "public"
"""Stands among the readers of a document that everyone may see; a group's name has a prefix."""
NAMES = ("collection", "readers", "language", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A scope, and the numbers of the documents that it names."""

    scope: Scope
    documents: Set[int] | None = None


def add_fields(builder: tantivy.SchemaBuilder) -> None:
    """Declare the fields that filters need."""
    builder.add_unsigned_field("document", indexed=True, fast=True)
    builder.add_unsigned_field("dated", indexed=True, fast=True)
    for name in NAMES:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")


def add_traits(document: tantivy.Document, number: int, traits: Traits) -> None:
    """Keep what filters need of the document that a chunk belongs to."""
    document.add_unsigned("document", number)
    document.add_unsigned("dated", _day(traits.dated, "0"))
    for field, name in named(traits):
        document.add_text(field, name)


def named(traits: Traits) -> list[tuple[str, str]]:
    """Return the fields and values by which a chunk of a document with these traits is found."""
    readers = sorted(map(_group, traits.readers)) or [PUBLIC]
    return [
        ("collection", traits.collection),
        ("language", traits.language),
        *(("readers", reader) for reader in readers),
        *(("tags", tag) for tag in sorted(traits.tags)),
    ]


def filters(schema: tantivy.Schema, within: Within) -> list[tantivy.Query]:
    """Return the queries that a chunk must match, each, to be found."""
    scope = within.scope
    found = [
        _any_of(schema, name, sorted(values))
        for name, values in (
            ("collection", scope.collections),
            ("language", scope.languages),
            ("tags", scope.tags),
            ("document", within.documents),
        )
        if values is not None
    ]
    if scope.groups is not None:
        found.append(_any_of(schema, "readers", [PUBLIC, *map(_group, sorted(scope.groups))]))
    if scope.dated_from or scope.dated_to:
        found.append(_dated(schema, scope))
    return found


def _dated(schema: tantivy.Schema, scope: Scope) -> tantivy.Query:
    # 0 stands for a document without a date.
    first = max(1, _day(scope.dated_from, "0"))
    last = _day(scope.dated_to, "9")
    return tantivy.Query.range_query(
        schema, "dated", tantivy.FieldType.Unsigned, lower_bound=first, upper_bound=last
    )


def _day(dated: str, rest: str) -> int:
    """Return an ISO date, or the beginning of one with the rest filled up, as 20231231."""
    digits = dated[:10].replace("-", "")
    return int(digits.ljust(8, rest)) if digits.isdecimal() or rest == "9" else 0


def _group(name: str) -> str:
    return f"group {name}"


def _any_of(schema: tantivy.Schema, field: str, values: Sequence[object]) -> tantivy.Query:
    if not values:
        return tantivy.Query.empty_query()
    if len(values) == 1:
        # A set is made an automaton, which takes longer to build than most searches do.
        return tantivy.Query.term_query(schema, field, values[0], "basic")
    return tantivy.Query.term_set_query(schema, field, list(values))
