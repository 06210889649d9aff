"""One generation of the lexical index on disk: the only module that knows Tantivy."""

import logging
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import tantivy

from indexes.atomic import may_write
from indexes.catalog.feed import Traits
from indexes.lexical import generation
from indexes.lexical.query import FIELDS, PHRASES, query_of
from indexes.lexical.question import Wanted
from indexes.lexical.within import Within, add_fields, add_traits, filters, named

WRITER_BYTES = 64_000_000
CHECKED = 40
"""Different words of a chunk that are looked for to tell whether it is there."""
BUILDER_BYTES = 512_000_000
"""Room for terms while the whole index is written: the more, the fewer segments it falls into."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A chunk as it is indexed: its terms per field, a blank between, and what filters need."""

    number: int
    document: int
    traits: Traits
    text: str
    title: str
    headings: str
    phrases: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk that was found, with its score; higher is better."""

    number: int
    score: float


class Store:
    """A folder of Tantivy segments; one commit holds postings and the change that they reach to."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._room = BUILDER_BYTES if create else WRITER_BYTES
        self._schema = _schema()
        if create:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder), reuse=False)
        else:
            self._index = tantivy.Index.open(str(self._place()))
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("terms", analyzer)
        self._index.config_reader("manual")
        self._searcher = self._index.searcher()
        self._writer: tantivy.IndexWriter | None = None
        self._settling: threading.Thread | None = None

    def _place(self) -> Path:
        """Return where Tantivy may open the folder: even to read, it makes a lock file there."""
        if not self.folder.is_dir() or may_write(self.folder):
            return self.folder
        links = Path(tempfile.mkdtemp(prefix="kb-lexical-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in self.folder.iterdir():
            if file.suffix != ".lock":
                (links / file.name).symlink_to(file.absolute())
        return links

    def reload(self) -> int:
        """See what was committed since, by any process; return the last change that it holds."""
        self._index.reload()
        self._searcher = self._index.searcher()
        marker = tantivy.Query.term_query(self._schema, "marker", "head")
        hits = self._searcher.search(marker, 1, count=False).hits
        if not hits:
            return 0
        return int(self._searcher.doc(hits[0][1]).get_first("change") or 0)

    @property
    def rows(self) -> int:
        """How many chunks it holds."""
        return max(0, int(self._searcher.num_docs) - 1)

    def commit(self, *, removed: Iterable[int], postings: Iterable[Posting], change: int) -> None:
        """Remove chunks, then add chunks, and note the change: all or nothing.

        A chunk that is replaced is among the removed too. Whoever commits calls `settle` or
        `settle_behind` before letting go of the lock.
        """
        self.settle()
        generation.unseal(self.folder)
        writer = self._index.writer(self._room, 1)
        try:
            gone = list(removed)
            if gone:
                # Not `delete_documents_by_term`: it takes the number for a signed one, matches
                # nothing in an unsigned field, and does not say so (Tantivy 0.27).
                numbers = tantivy.Query.term_set_query(self._schema, "number", gone)
                writer.delete_documents_by_query(numbers)
            for posting in postings:
                writer.add_document(_document(posting))
            writer.delete_documents_by_term("marker", "head")
            writer.add_document(tantivy.Document(marker="head", change=change))
            writer.commit()
        except BaseException:
            # Dropping a writer would abandon the merges that earlier commits of it began.
            writer.wait_merging_threads()
            raise
        self._writer = writer
        self._room = WRITER_BYTES

    def settle(self) -> None:
        """Wait for the merges that the last commit began, and seal what they leave."""
        thread, self._settling = self._settling, None
        if thread is not None:
            thread.join()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()
            generation.seal(self.folder)

    def settle_behind(self, then: Callable[[], None]) -> None:
        """Settle in a thread, for merges may take minutes; searches see the commit meanwhile."""
        writer, self._writer = self._writer, None
        if writer is None:
            then()
            return
        self._settling = threading.Thread(
            target=self._settled, args=(writer, then), name="lexical index"
        )
        self._settling.start()

    def _settled(self, writer: tantivy.IndexWriter, then: Callable[[], None]) -> None:
        try:
            writer.wait_merging_threads()
            generation.seal(self.folder)
        except (OSError, ValueError) as error:
            # What was committed counts; only the merges are lost, and the checksum.
            _log.warning("the lexical index in %s could not be tidied up: %s", self.folder, error)
        finally:
            then()

    def sweep(self) -> None:
        """Delete the files that a writer left which died before its commit counted."""
        self.settle()
        writer = self._index.writer(WRITER_BYTES, 1)
        writer.garbage_collect_files()
        writer.wait_merging_threads()

    def search(self, wanted: Wanted, *, within: Within, k: int) -> list[Hit]:
        """Return the best `k` chunks that the scope may see; ties by number."""
        searcher = self._searcher
        if not (wanted.terms or wanted.own) or k < 1:
            return []
        words = query_of(self._schema, wanted)
        hits = searcher.search(_narrowed(self._schema, words, within), k, count=False).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        found = [
            Hit(number=int(number), score=float(score))
            for (score, _), number in zip(hits, numbers, strict=True)
            if number is not None
        ]
        return sorted(found, key=lambda hit: (-hit.score, hit.number))

    def bare(self, wanted: Wanted, *, within: Within, k: int) -> Callable[[], object]:
        """Return the call that `search` makes into Tantivy."""
        query = _narrowed(self._schema, query_of(self._schema, wanted), within)
        return partial(self._searcher.search, query, k, count=False)

    def frequency(self, term: str) -> int:
        """Return how many chunks hold a term in their text."""
        return int(self._searcher.doc_freq("text", term))

    def beginning(self, prefixes: Iterable[str], *, within: Within) -> dict[str, int]:
        """Return the terms that begin with any of these, and how many chunks in scope hold each."""
        every = _narrowed(self._schema, tantivy.Query.all_query(), within)
        terms_with = partial(self._searcher.terms_with_prefix, "text", filter_query=every)
        found = (pair for prefix in dict.fromkeys(prefixes) for pair in terms_with(prefix))
        return {str(term): int(count) for term, count in found if count}

    def holds(self, posting: Posting) -> bool:
        """Tell whether a chunk is found by its number, its words and what filters ask."""
        terms = [
            ("text", term) for term in list(dict.fromkeys(posting.text.split()))[:CHECKED]
        ] + named(posting.traits)
        must = [
            tantivy.Query.term_query(self._schema, field, term, "basic") for field, term in terms
        ]
        must.append(tantivy.Query.term_set_query(self._schema, "number", [posting.number]))
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in must])
        return bool(self._searcher.search(every, 1, count=False).hits)

    def numbers(self) -> list[int]:
        """Return the numbers of all chunks that it holds."""
        searcher = self._searcher
        every = tantivy.Query.all_query()
        hits = searcher.search(every, max(1, int(searcher.num_docs)), count=False).hits
        found = searcher.fast_field_values("number", [address for _, address in hits])
        return [int(number) for number in found if number is not None]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", indexed=True, fast=True)
    for name in (*FIELDS, PHRASES):
        builder.add_text_field(name, tokenizer_name="terms", index_option="freq")
    builder.add_text_field("marker", tokenizer_name="raw", index_option="basic")
    add_fields(builder)
    builder.add_unsigned_field("change", stored=True)
    return builder.build()


def _document(posting: Posting) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("number", posting.number)
    document.add_text("text", posting.text)
    document.add_text("title", posting.title)
    document.add_text("headings", posting.headings)
    document.add_text(PHRASES, posting.phrases)
    add_traits(document, posting.document, posting.traits)
    return document


def _narrowed(schema: tantivy.Schema, words: tantivy.Query, within: Within) -> tantivy.Query:
    narrowing = filters(schema, within)
    if not narrowing:
        return words
    must = [(tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in narrowing]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, words), *must])
