"""The lexical index: derived from the change feed, shared by all processes, mending itself."""

import logging
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from indexes import atomic
from indexes.catalog import Catalog
from indexes.catalog.feed import Entry
from indexes.errors import IndexLocked, IndexUnwritable
from indexes.feed import net
from indexes.lexical.analysis import Analyzer
from indexes.lexical.generation import Generation, current, publish, usable
from indexes.lexical.lexicon import Lexicon, lexicons
from indexes.lexical.postings import postings
from indexes.lexical.question import Wanted, Weights, wanted
from indexes.lexical.store import Hit, Store
from indexes.lexical.within import Within
from indexes.lexical.workers import Portion, cut
from indexes.lock import owner, try_lock
from indexes.model import LegStatus, Scope

BATCH = 5_000
"""Changes, or chunks, in one commit."""
PATIENCE = 120.0
"""Seconds to wait for another process that is building the index."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A generation that this process has open; `change` is the last one that it has seen there."""

    generation: Generation
    store: Store
    change: int


class LexicalIndex:
    """Finds chunks by their words; safe to share between threads."""

    def __init__(self, folder: Path, catalog: Catalog, opened: _Opened, analyzer: Analyzer) -> None:
        self._folder = folder
        self._catalog = catalog
        self._opened = opened
        self._analyzer = analyzer
        self._mutex = threading.Lock()
        self.weights = Weights()
        self._known: tuple[int, dict[str, Lexicon]] = (-1, {})

    @classmethod
    def open(cls, folder: Path, catalog: Catalog, *, cache: Path) -> "LexicalIndex":
        """Open the index and apply what it lacks; build it where it is missing or damaged."""
        analyzer = Analyzer(cache)
        opened = _open(folder, catalog, analyzer)
        index = cls(folder, catalog, opened, analyzer)
        index.refresh(catalog.last_change())
        return index

    def refresh(self, target: int) -> None:
        """Reach change `target`, by others' commits or our own.

        While another process writes, this one serves what there is and catches up later.
        """
        if self._opened.change >= target and current(self._folder) == self._opened.generation:
            return
        with self._mutex:
            self._follow()
            if self._opened.change < target:
                self._catch_up()

    def search(
        self, question: str, *, scope: Scope, k: int, curated: int | None = None
    ) -> list[Hit]:
        """Return the best `k` chunks for the words of a question; ties by number.

        `curated` is the catalog's `Pulse.curated`, of a caller who has just asked for it.
        """
        asked, within = self._asked(question, scope, curated)
        try:
            return self._opened.store.search(asked, within=within, k=k)
        except ValueError:
            # A file was damaged or taken away under us.
            with self._mutex:
                self._opened = _open(self._folder, self._catalog, self._analyzer)
            return self._opened.store.search(asked, within=within, k=k)

    def bare(self, question: str, scope: Scope, k: int) -> Callable[[], object]:
        """Return the call that `search` makes into Tantivy, to measure what it adds to it."""
        asked, within = self._asked(question, scope, None)
        return self._opened.store.bare(asked, within=within, k=k)

    def terms(self, text: str) -> list[str]:
        """Return the terms under which text is found: the analysis of documents and questions."""
        return self._analyzer.terms(text)

    def frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return for each term how many chunks hold it in their text."""
        store = self._opened.store
        return {term: store.frequency(term) for term in terms}

    def beginning(self, prefixes: Iterable[str], *, scope: Scope) -> dict[str, int]:
        """Return the terms that begin with any of these, and how many chunks in scope hold each.

        While the index is behind the catalog there are none: whoever may read what it holds may
        have changed.
        """
        target = self._catalog.last_change()
        with suppress(IndexUnwritable):
            self.refresh(target)
        if self._opened.change < target:
            return {}
        named = None if scope.documents is None else self._catalog.numbers(scope.documents)
        within = Within(scope=scope, documents=named)
        return self._opened.store.beginning(prefixes, within=within)

    def numbers(self) -> list[int]:
        """Return the numbers of all chunks that it holds."""
        return self._opened.store.numbers()

    def lacking(self, entries: Sequence[Entry]) -> list[int]:
        """Return those of the chunks whose words or filters it does not hold as they are."""
        known = lexicons(self._catalog.curation.vocabularies(), self._analyzer)
        store = self._opened.store
        wanted = postings(entries, self._analyzer, known)
        return [posting.number for posting in wanted if not store.holds(posting)]

    def status(self) -> LegStatus:
        """Say how much it holds and how far it is."""
        opened = self._opened
        return LegStatus(rows=opened.store.rows, last_change=opened.change)

    def close(self) -> None:
        """Wait for the merges that go on behind."""
        with self._mutex:
            self._opened.store.settle()

    def rebuild(self) -> None:
        """Build it anew from the catalog, while the old one serves; raise `IndexLocked`."""
        self.close()
        with atomic.explained(self._folder), try_lock(_lock(self._folder)) as mine:
            if not mine:
                raise _locked(self._folder)
            fresh = _build(self._folder, self._catalog, self._analyzer)
            with self._mutex:
                self._opened = fresh

    def _asked(self, question: str, scope: Scope, curated: int | None) -> tuple[Wanted, Within]:
        known = self._lexicons(scope, curated)
        asked = wanted(question, self._analyzer, known, self.weights)
        named = None if scope.documents is None else self._catalog.numbers(scope.documents)
        return asked, Within(scope=scope, documents=named)

    def _lexicons(self, scope: Scope, curated: int | None) -> dict[str, Lexicon]:
        """Return the lexicons of the collections to look in, as they are now."""
        stamp, known = self._known
        now = self._catalog.curation.stamp() if curated is None else curated
        if now != stamp:
            known = lexicons(self._catalog.curation.vocabularies(), self._analyzer)
            self._known = (now, known)
        within = known.keys() if scope.collections is None else scope.collections
        return {name: each for name, each in known.items() if name in within}

    def _follow(self) -> None:
        """See what other processes did: commits, or a whole new generation."""
        if current(self._folder) == self._opened.generation:
            try:
                self._opened = _reloaded(self._opened)
                return
            except ValueError:
                _log.warning("the lexical index in %s is damaged", self._folder)
        self._opened = _open(self._folder, self._catalog, self._analyzer)

    def _catch_up(self) -> None:
        self._opened.store.settle()
        with atomic.explained(self._folder), ExitStack() as held:
            if not held.enter_context(try_lock(_lock(self._folder))):
                return
            self._opened = _reloaded(self._opened)
            try:
                self._opened = _swept(self._opened, self._catalog, self._analyzer)
            except ValueError:
                _log.warning("the lexical index in %s takes no more changes", self._folder)
                self._opened = _build(self._folder, self._catalog, self._analyzer)
            # Nobody else may write while segments are merged.
            self._opened.store.settle_behind(held.pop_all().close)


def _open(folder: Path, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    """Open the generation that counts; build one where there is none, if nobody else does."""
    identity = catalog.state().identity
    give_up = time.monotonic() + PATIENCE
    while True:
        opened = _existing(folder, catalog, identity)
        if opened is not None:
            return opened
        with atomic.explained(folder), try_lock(_lock(folder)) as mine:
            if mine:
                return _existing(folder, catalog, identity) or _anew(folder, catalog, analyzer)
        if time.monotonic() > give_up:
            raise _locked(folder)
        time.sleep(0.1)


def _existing(folder: Path, catalog: Catalog, identity: str) -> _Opened | None:
    generation = current(folder)
    if generation is None or not usable(folder, generation, identity):
        return None
    try:
        store = Store(folder / generation.name)
        opened = _reloaded(_Opened(generation=generation, store=store, change=0))
    except ValueError:
        return None
    # A catalog that was set back to an older copy gives its numbers out again.
    return opened if opened.change <= catalog.last_change() else None


def _anew(folder: Path, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    if current(folder) is not None:
        _log.warning(
            "the lexical index in %s is damaged or of another version: making it anew", folder
        )
    return _build(folder, catalog, analyzer)


def _build(folder: Path, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    generation = Generation(name=f"g-{uuid.uuid4().hex[:12]}", catalog=catalog.state().identity)
    _log.info("building the lexical index in %s", folder)
    try:
        opened = _written(folder / generation.name, generation, catalog, analyzer)
        publish(folder, generation)
    except BaseException:
        # Half an index takes room that may be short.
        shutil.rmtree(folder / generation.name, ignore_errors=True)
        raise
    return opened


def _written(place: Path, generation: Generation, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    with atomic.explained(place.parent):
        store = Store(place, create=True)
        change = catalog.last_change()
        every = cut(_all(catalog), analyzer, chunks=catalog.counts().chunks)
        store.commit(removed=(), postings=every, change=change)
        opened = _reloaded(_Opened(generation=generation, store=store, change=0))
        opened = _applied(opened, catalog, analyzer)
        store.settle()
        atomic.sync_folder(place)
        return opened


def _all(catalog: Catalog) -> Iterator[Portion]:
    after = 0
    while numbers := catalog.chunk_numbers(after, BATCH):
        yield _portion(catalog, numbers)
        after = numbers[-1]


def _applied(opened: _Opened, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    """Commit the changes that follow, in batches; the lock must be held."""
    while changes := catalog.changes(opened.change, BATCH):
        added, removed = net(changes)
        opened.store.commit(
            removed=sorted(removed | added),
            postings=cut([_portion(catalog, sorted(added))], analyzer, chunks=len(added)),
            change=changes[-1].number,
        )
        opened = _reloaded(opened)
    return opened


def _portion(catalog: Catalog, numbers: Sequence[int]) -> Portion:
    entries = catalog.entries(numbers, "")
    return Portion(entries=entries, vocabularies=catalog.curation.vocabularies())


def _swept(opened: _Opened, catalog: Catalog, analyzer: Analyzer) -> _Opened:
    """Commit the changes that follow, past files that a killed writer may have left in the way."""
    try:
        with atomic.explained(opened.store.folder):
            return _applied(opened, catalog, analyzer)
    except ValueError as error:
        _log.info("clearing what a writer left in the lexical index: %s", error)
        with atomic.explained(opened.store.folder):
            opened.store.sweep()
            return _applied(_reloaded(opened), catalog, analyzer)


def _reloaded(opened: _Opened) -> _Opened:
    change = opened.store.reload()
    return _Opened(generation=opened.generation, store=opened.store, change=change)


def _lock(folder: Path) -> Path:
    return folder / "writer.lock"


def _locked(folder: Path) -> IndexLocked:
    return IndexLocked(
        f"{owner(_lock(folder))} is writing to the lexical index in {folder}: try again when it is "
        "done, or end it"
    )
