"""A question as a query of Tantivy."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import tantivy

from indexes.lexical.question import Own, Wanted

FIELDS: Mapping[str, float] = MappingProxyType({"text": 1.0, "title": 0.6, "headings": 0.6})
"""The fields that hold terms, and what a term counts in each."""
PHRASES = "phrases"
"""The field that holds what stands side by side in any of them."""
SYNONYM = 0.8
"""What a synonym counts beside the word that was said."""
Clause = tuple[tantivy.Occur, tantivy.Query]


def query_of(schema: tantivy.Schema, wanted: Wanted) -> tantivy.Query:
    """Return the query whose BM25 score ranks chunks for what is wanted."""
    clauses = [*_terms(schema, wanted.terms)]
    clauses += [
        _should(_boosted(schema, PHRASES, phrase, weight))
        for phrase, weight in wanted.phrases.items()
        if weight
    ]
    clauses += [_should(_own(schema, own)) for own in wanted.own]
    return tantivy.Query.boolean_query(clauses)


def _terms(schema: tantivy.Schema, terms: Mapping[str, float]) -> Iterable[Clause]:
    return (
        _should(_boosted(schema, field, term, weight * count))
        for term, count in terms.items()
        for field, weight in FIELDS.items()
    )


def _own(schema: tantivy.Schema, own: Own) -> tantivy.Query:
    """Return what counts within one collection alone."""
    here = tantivy.Query.term_query(schema, "collection", own.collection, "basic")
    clauses = [*_terms(schema, dict.fromkeys(own.words, 1.0))]
    clauses += [_should(_all_of(schema, terms)) for terms in own.alternatives]
    only_here = (tantivy.Occur.Must, tantivy.Query.const_score_query(here, 0.0))
    either = (tantivy.Occur.Must, tantivy.Query.boolean_query(clauses))
    return tantivy.Query.boolean_query([only_here, either])


def _all_of(schema: tantivy.Schema, terms: Iterable[str]) -> tantivy.Query:
    """Return a query for chunks that hold every one of the terms, in whichever field."""
    each = (
        tantivy.Query.boolean_query([*_terms(schema, {term: SYNONYM})])
        for term in dict.fromkeys(terms)
    )
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in each])


def _should(query: tantivy.Query) -> Clause:
    return tantivy.Occur.Should, query


def _boosted(schema: tantivy.Schema, field: str, term: str, weight: float) -> tantivy.Query:
    query = tantivy.Query.term_query(schema, field, term, "freq")
    return query if weight == 1.0 else tantivy.Query.boost_query(query, weight)
