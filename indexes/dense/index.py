"""The dense index: derived from the change feed, in memory, with a snapshot to start from."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.atomic import explained
from indexes.catalog import Catalog
from indexes.catalog.feed import Entry, Traits
from indexes.dense import snapshot, view
from indexes.dense.access import changed
from indexes.dense.prepared import PreparedScopes
from indexes.dense.segment import Segment, segment
from indexes.dense.snapshot import Header, Snapshot
from indexes.dense.storage import Policy
from indexes.dense.view import View
from indexes.errors import IndexLocked
from indexes.feed import net
from indexes.lock import owner, try_lock
from indexes.model import LegStatus, Scope
from ingest.errors import KnowledgeBaseError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT = Policy()
BATCH = 10_000
"""Changes, or chunks, read from the catalog at once."""

_log = logging.getLogger(__name__)


class DenseIndex:
    """Finds chunks by their vectors; safe to share between threads.

    Searches use one `View` and never wait. Whoever makes the next one holds `_mutex`, for as long
    as applying some changes takes; whoever compacts holds `_tidying`, and `_mutex` only to put the
    result in place.
    """

    def __init__(
        self, folder: Path, catalog: Catalog, *, fingerprint: str, policy: Policy = DEFAULT
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._fingerprint = fingerprint
        self._policy = policy
        self._view = view.empty()
        self._scopes = PreparedScopes()
        self._mutex = threading.Lock()
        self._tidying = threading.Lock()
        self._tidier: threading.Thread | None = None
        self._saved: Snapshot | None = None

    @classmethod
    def open(
        cls, folder: Path, catalog: Catalog, *, fingerprint: str, policy: Policy = DEFAULT
    ) -> "DenseIndex":
        """Open the index and apply what it lacks; read it from the catalog where it is damaged."""
        index = cls(folder, catalog, fingerprint=fingerprint, policy=policy)
        index._view = index._loaded() or index._from_catalog()
        index.refresh(catalog.last_change())
        with index._mutex:
            index._tidy_behind()
        return index

    def refresh(self, target: int) -> None:
        """Apply the changes up to `target`; where that leaves many pieces, tidy up behind."""
        if self._view.change >= target:
            return
        with self._mutex:
            self._view = self._advanced(self._view)
            self._tidy_behind()

    def search(
        self, query: "NDArray[np.float32]", *, scope: Scope, k: int
    ) -> list[tuple[int, float]]:
        """Return the best `k` chunks that the scope may see, with their scores; ties by number."""
        ready = self._scopes.of(self._view, scope, k, named=self._named)
        return view.search(ready, query, k=k, originals=self._originals)

    def bare(
        self, query: "NDArray[np.float32]", *, scope: Scope, k: int
    ) -> list[Callable[[], object]]:
        """Return the calls that `search` makes into FAISS, to measure what it adds to them."""
        ready = self._scopes.of(self._view, scope, k, named=self._named)
        return [partial(probe.search, query, k) for probe in ready]

    def search_exactly(
        self, query: "NDArray[np.float32]", *, scope: Scope, k: int
    ) -> list[tuple[int, float]]:
        """Return what `search` would if it looked at every row: what recall is measured by."""
        allowed = self._view.access.allowed(scope, self._named(scope))
        return view.search_exactly(self._view, query, allowed=allowed, k=k)

    def numbers(self) -> list[int]:
        """Return the numbers of all chunks that it holds."""
        return view.numbers(self._view)

    def differing(self, vectors: "Mapping[int, bytes]") -> list[int]:
        """Return the chunks that it holds with another vector than this one (float16 bytes).

        What a large segment keeps in fewer bytes is compared as near as it can be.
        """
        return view.differing(self._view, vectors)

    def misjudged(self, documents: Iterable[tuple[int, Traits]]) -> list[int]:
        """Return the documents with chunks in it that it filters by other traits than these."""
        now = self._view
        held = view.documents(now)
        return [
            number
            for number, traits in documents
            if number in held and now.access.traits(number) != traits
        ]

    def status(self) -> LegStatus:
        """Say how much it holds and how far it is."""
        return LegStatus(rows=self._view.rows, last_change=self._view.change)

    def save(self) -> None:
        """Publish a snapshot, so that the next start need not read the vectors from the catalog.

        Compacts the index; searches and changes go on meanwhile. Segments that lie there are not
        written again. Leaves it to another process that is at it, and takes over a snapshot that
        lies there when it holds as much.
        """
        with self._tidying, explained(self._folder), try_lock(self._lock) as mine:
            if not mine:
                return
            lies = snapshot.manifest(self._folder)
            if lies is None or not _covers(lies.header, self._header(self._view.change)):
                self._publish(self._view)
            elif self._saved is None or lies.header != self._saved.header:
                self._take_over()

    def rebuild(self) -> None:
        """Read it anew from the catalog, while the old one serves; raise `IndexLocked`."""
        with self._tidying, explained(self._folder), try_lock(self._lock) as mine:
            if not mine:
                raise IndexLocked(
                    f"{owner(self._lock)} is writing to the dense index in {self._folder}: try "
                    "again when it is done, or end it"
                )
            self._saved = None
            self._publish(self._from_catalog())

    def close(self) -> None:
        """Wait for what goes on behind."""
        if self._tidier is not None:
            self._tidier.join()

    @property
    def _lock(self) -> Path:
        return self._folder / "writer.lock"

    def _publish(self, before: View) -> None:
        fresh = view.compacted(before, self._policy, self._originals)
        now = self._put(fresh)
        self._saved = snapshot.save(
            self._folder, self._header(now.change), _with_entries(now, self._saved)
        )

    def _take_over(self) -> None:
        """Go on with the snapshot of another process, whose large segments are ready made."""
        fresh = self._loaded()
        if fresh is not None:
            self._put(fresh)

    def _put(self, fresh: View) -> View:
        """Let a view serve that was made from an older one, with what changed since."""
        fresh = self._advanced(fresh)
        with self._mutex:
            self._view = self._advanced(fresh)
            return self._view

    def _tidy_behind(self) -> None:
        busy = self._tidier is not None and self._tidier.is_alive()
        if not busy and view.untidy(self._view, self._policy):
            self._tidier = threading.Thread(target=self._tidy, name="dense index")
            self._tidier.start()

    def _tidy(self) -> None:
        try:
            self.save()
        except KnowledgeBaseError as error:
            _log.warning("the dense index could not be tidied up: %s", error)

    def _loaded(self) -> View | None:
        """Return what the snapshot holds; None when there is none that fits."""
        found = snapshot.load(self._folder)
        if found is None or not self._fits(found.header, self._catalog.last_change()):
            return None
        self._saved = found
        known = changed(view.empty().access, self._catalog.traits())
        return View(parts=found.parts, access=known, change=found.header.change)

    def _from_catalog(self) -> View:
        last = self._catalog.last_change()
        if last:
            _log.info("reading the dense index from the catalog")
        now = replace(view.empty(), access=changed(view.empty().access, self._catalog.traits()))
        after = 0
        while rows := self._catalog.chunk_vectors_after(after, BATCH, self._fingerprint):
            held = [row for row in rows if row[2]]
            now = view.added(now, _segment(held)) if held else now
            after = rows[-1][0]
        return self._advanced(replace(now, change=last))

    def _fits(self, header: Header, last: int) -> bool:
        """A catalog that was set back to an older copy gives its numbers out again."""
        return header == self._header(header.change) and header.change <= last

    def _header(self, change: int) -> Header:
        identity = self._catalog.state().identity
        return Header(
            catalog=identity,
            fingerprint=self._fingerprint,
            change=change,
            storage=self._policy.storage,
        )

    def _advanced(self, now: View) -> View:
        """Return the view with all changes that follow."""
        while changes := self._catalog.changes(now.change, BATCH):
            added, removed = net(changes)
            entries = self._catalog.entries(sorted(added), self._fingerprint)
            now = _applied(now, entries, added=added, removed=removed)
            now = replace(now, change=changes[-1].number)
        return now

    def _named(self, scope: Scope) -> set[int] | None:
        return None if scope.documents is None else self._catalog.numbers(scope.documents)

    def _originals(self, numbers: Sequence[int]) -> Sequence[tuple[int, bytes]]:
        return self._catalog.chunk_vectors(numbers, self._fingerprint)


def _applied(now: View, entries: Sequence[Entry], *, added: set[int], removed: set[int]) -> View:
    gone = removed | (added - {entry.number for entry in entries})
    traits = {entry.document: entry.traits for entry in entries}
    now = replace(view.without(now, gone), access=changed(now.access, traits.items()))
    absent = set(view.missing(now, [entry.number for entry in entries if entry.vector]))
    new = [
        (entry.number, entry.document, entry.vector) for entry in entries if entry.number in absent
    ]
    return view.added(now, _segment(new)) if new else now


def _with_entries(
    now: View, saved: Snapshot | None
) -> Iterable[tuple[view.Part, snapshot.Entry | None]]:
    pairs = zip(saved.parts, saved.entries, strict=True) if saved else ()
    known = {id(part.segment): entry for part, entry in pairs}
    return [(part, known.get(id(part.segment))) for part in now.parts]


def _covers(lies: Header, wanted: Header) -> bool:
    return replace(lies, change=0) == replace(wanted, change=0) and lies.change >= wanted.change


def _segment(rows: Sequence[tuple[int, int, bytes]]) -> Segment:
    """Make a segment of chunks, each with its document and its float16 vector."""
    import numpy as np

    codes = np.frombuffer(b"".join(vector for _, _, vector in rows), dtype=np.uint8)
    return segment(
        codes.reshape(len(rows), -1),
        chunks=np.array([number for number, _, _ in rows], dtype=np.int64),
        documents=np.array([document for _, document, _ in rows], dtype=np.int64),
    )
