"""Chunks of the catalog as what the index keeps of them."""

from collections.abc import Iterable, Iterator, Mapping

from indexes.catalog.feed import Entry
from indexes.lexical.analysis import Analyzer
from indexes.lexical.lexicon import Lexicon
from indexes.lexical.store import Posting
from indexes.title import full_title


def postings(
    entries: Iterable[Entry], analyzer: Analyzer, lexicons: Mapping[str, Lexicon]
) -> Iterator[Posting]:
    """Yield each chunk with its terms; `lexicons` are those of the collections that have one."""
    titles: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        collection, headings = entry.traits.collection, "\n".join(entry.heading_path)
        lexicon = lexicons.get(collection)
        title = full_title(entry.title, entry.uri)
        if (collection, title) not in titles:
            titles[collection, title] = _terms(title, analyzer, lexicon)
        yield Posting(
            number=entry.number,
            document=entry.document,
            traits=entry.traits,
            text=_terms(entry.text, analyzer, lexicon),
            title=titles[collection, title],
            headings=_terms(headings, analyzer, lexicon),
            phrases=analyzer.phrases(entry.title, headings, entry.text),
        )


def _terms(text: str, analyzer: Analyzer, lexicon: Lexicon | None) -> list[str]:
    terms = analyzer.indexed(text)
    return terms if lexicon is None else [*terms, *lexicon.terms(text)]
