"""The dense index: derived from the change feed, in memory, with a snapshot to start from."""

import logging
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.catalog import Catalog
from indexes.catalog.feed import Entry
from indexes.dense import snapshot, view
from indexes.dense.access import changed
from indexes.dense.segment import Segment, segment
from indexes.dense.snapshot import Header, Snapshot
from indexes.dense.view import View
from indexes.errors import IndexLocked
from indexes.feed import net
from indexes.lock import owner, try_lock
from indexes.model import LegStatus, Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 10_000
"""Changes, or chunks, read from the catalog at once."""
GRAPH_FROM = 1_000_000
"""Rows from which a graph is built. Below, exact search is quick: 3 ms per 100,000 rows."""

_log = logging.getLogger(__name__)


class DenseIndex:
    """Finds chunks by their vectors; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        *,
        fingerprint: str,
        graph_from: int = GRAPH_FROM,
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._fingerprint = fingerprint
        self._graph_from = graph_from
        self._view = view.empty()
        self._mutex = threading.Lock()
        self._saved: Snapshot | None = None

    @classmethod
    def open(
        cls, folder: Path, catalog: Catalog, *, fingerprint: str, graph_from: int = GRAPH_FROM
    ) -> "DenseIndex":
        """Open the index and apply what it lacks; read it from the catalog where it is damaged."""
        index = cls(folder, catalog, fingerprint=fingerprint, graph_from=graph_from)
        index._load()
        index.refresh(catalog.last_change())
        return index

    def refresh(self, target: int) -> None:
        """Apply the changes up to `target`."""
        if self._view.change >= target:
            return
        with self._mutex:
            while changes := self._catalog.changes(self._view.change, BATCH):
                added, removed = net(changes)
                self._apply(added, removed, changes[-1].number)

    def search(
        self, query: "NDArray[np.float32]", *, scope: Scope, k: int
    ) -> list[tuple[int, float]]:
        """Return the best `k` chunks that the scope may see, with their scores; ties by number."""
        named = None if scope.documents is None else self._catalog.numbers(scope.documents)
        now = self._view
        return view.search(now, query, allowed=now.access.allowed(scope, named), k=k)

    def numbers(self) -> list[int]:
        """Return the numbers of all chunks that it holds."""
        return view.numbers(self._view)

    def vectors(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Return the float16 vectors of the chunks, as far as it holds them."""
        return view.vectors(self._view, numbers)

    def status(self) -> LegStatus:
        """Say how much it holds and how far it is."""
        return LegStatus(rows=self._view.rows, last_change=self._view.change)

    def save(self) -> None:
        """Publish a snapshot, so that the next start need not read the vectors from the catalog.

        Compacts the index; searches go on meanwhile. Segments that lie there are not written
        again. Leaves it to another process that is at it, and does nothing when a newer snapshot
        lies there.
        """
        with self._mutex, try_lock(self._lock) as mine:
            if not mine:
                return
            lies = snapshot.manifest(self._folder)
            if lies is None or not _covers(lies.header, self._header(self._view.change)):
                self._publish()

    def rebuild(self) -> None:
        """Read it anew from the catalog, while the old one serves; raise `IndexLocked`."""
        with self._mutex, try_lock(self._lock) as mine:
            if not mine:
                raise IndexLocked(
                    f"{owner(self._lock)} is writing to the dense index in {self._folder}: try "
                    "again when it is done, or end it"
                )
            fresh = DenseIndex(self._folder, self._catalog, fingerprint=self._fingerprint)
            fresh._read_catalog()
            fresh.refresh(self._catalog.last_change())
            self._view, self._saved = fresh._view, None
            self._publish()

    @property
    def _lock(self) -> Path:
        return self._folder / "writer.lock"

    def _publish(self) -> None:
        self._view = view.compacted(self._view, self._graph_from)
        header = self._header(self._view.change)
        self._saved = snapshot.save(self._folder, header, self._with_entries())

    def _load(self) -> None:
        found = snapshot.load(self._folder)
        if found is None or not self._fits(found.header, self._catalog.last_change()):
            self._read_catalog()
            return
        self._saved = found
        known = changed(view.empty().access, self._catalog.traits())
        self._view = View(parts=found.parts, access=known, change=found.header.change)

    def _read_catalog(self) -> None:
        last = self._catalog.last_change()
        if last:
            _log.info("reading the dense index from the catalog")
        after = 0
        while numbers := self._catalog.chunk_numbers(after, BATCH):
            self._apply(set(numbers), set(), 0)
            after = numbers[-1]
        self._view = replace(self._view, change=last)

    def _fits(self, header: Header, last: int) -> bool:
        """A catalog that was set back to an older copy gives its numbers out again."""
        return header == self._header(header.change) and header.change <= last

    def _header(self, change: int) -> Header:
        identity = self._catalog.state().identity
        return Header(catalog=identity, fingerprint=self._fingerprint, change=change)

    def _apply(self, added: set[int], removed: set[int], change: int) -> None:
        entries = self._catalog.entries(sorted(added), self._fingerprint)
        gone = removed | (added - {entry.number for entry in entries})
        now = view.without(self._view, gone)
        traits = {entry.document: entry.traits for entry in entries}
        now = replace(now, access=changed(now.access, traits.items()), change=change)
        absent = set(view.missing(now, [entry.number for entry in entries if entry.vector]))
        new = [entry for entry in entries if entry.number in absent]
        self._view = view.added(now, _segment(new)) if new else now

    def _with_entries(self) -> Iterable[tuple[view.Part, snapshot.Entry | None]]:
        saved = self._saved
        pairs = zip(saved.parts, saved.entries, strict=True) if saved else ()
        known = {id(part.segment): entry for part, entry in pairs}
        return [(part, known.get(id(part.segment))) for part in self._view.parts]


def _covers(lies: Header, wanted: Header) -> bool:
    return replace(lies, change=0) == replace(wanted, change=0) and lies.change >= wanted.change


def _segment(entries: Sequence[Entry]) -> Segment:
    import numpy as np

    codes = np.frombuffer(b"".join(entry.vector for entry in entries), dtype=np.uint8)
    return segment(
        codes.reshape(len(entries), -1),
        chunks=np.array([entry.number for entry in entries], dtype=np.int64),
        documents=np.array([entry.document for entry in entries], dtype=np.int64),
    )
