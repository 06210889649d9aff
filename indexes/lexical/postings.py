"""Chunks of the catalog as what the index keeps of them."""

from collections.abc import Iterable, Iterator, Mapping

from indexes.catalog.feed import Entry
from indexes.lexical.analysis import Analyzed, Analyzer
from indexes.lexical.lexicon import Lexicon
from indexes.lexical.store import Posting
from indexes.title import full_title


def postings(
    entries: Iterable[Entry], analyzer: Analyzer, lexicons: Mapping[str, Lexicon]
) -> Iterator[Posting]:
    """Yield each chunk with its terms; `lexicons` are those of the collections that have one."""
    titles: dict[tuple[str, str, str], Analyzed] = {}
    for entry in entries:
        lexicon = lexicons.get(entry.traits.collection)
        called = (entry.traits.collection, entry.title, entry.uri)
        if called not in titles:
            titles[called] = _title(entry, analyzer, lexicon)
        title = titles[called]
        headings = _analyzed("\n".join(entry.heading_path), analyzer, lexicon)
        text = _analyzed(entry.text, analyzer, lexicon)
        yield Posting(
            number=entry.number,
            document=entry.document,
            traits=entry.traits,
            text=" ".join(text.terms),
            title=" ".join(title.terms),
            headings=" ".join(headings.terms),
            phrases=" ".join([*title.phrases, *headings.phrases, *text.phrases]),
        )


def _title(entry: Entry, analyzer: Analyzer, lexicon: Lexicon | None) -> Analyzed:
    """Return the terms of the title and of the file's name, and the phrases of the title alone."""
    full = _analyzed(full_title(entry.title, entry.uri), analyzer, lexicon)
    return Analyzed(terms=full.terms, phrases=analyzer.phrases(entry.title))


def _analyzed(text: str, analyzer: Analyzer, lexicon: Lexicon | None) -> Analyzed:
    found = analyzer.analyzed(text)
    if lexicon is not None:
        found.terms.extend(lexicon.terms(text))
    return found
