"""Cuts many chunks into terms in several processes at once; few are cut in this one."""

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from indexes.catalog.collections import Vocabulary
from indexes.catalog.feed import Entry
from indexes.lexical.analysis import Analyzer
from indexes.lexical.lexicon import Lexicon, lexicons
from indexes.lexical.postings import postings
from indexes.lexical.store import Posting

MANY = 20_000
"""Chunks from which processes pay: each takes two seconds to start, and 200 MB."""
MOST = 8
"""Processes; more would wait for the one that writes the index."""
PORTION = 250
"""Chunks that a process is handed at once."""
AHEAD = 3
"""Portions per process that are under way or done and not yet written: they bound the memory."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Chunks to be cut, and the vocabularies of the collections that have one."""

    entries: Sequence[Entry]
    vocabularies: Mapping[str, Vocabulary]


def cut(batches: Iterable[Portion], analyzer: Analyzer, *, chunks: int) -> Iterator[Posting]:
    """Yield the postings of all entries in their order; `chunks` is about how many there are."""
    portions = (portion for batch in batches for portion in _portions(batch))
    # A process that is a helper of another one may not start any.
    if chunks < MANY or _cores() < 2 or multiprocessing.current_process().daemon:
        here = _Cutting(analyzer)
        return (posting for portion in portions for posting in here.cut(portion))
    return _beside(portions, analyzer)


class _Cutting:
    """Cuts portions, and makes lexicons only where the vocabularies changed."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._known: tuple[Mapping[str, Vocabulary], dict[str, Lexicon]] = ({}, {})

    def cut(self, portion: Portion) -> list[Posting]:
        vocabularies, ready = self._known
        if vocabularies != portion.vocabularies:
            ready = lexicons(portion.vocabularies, self._analyzer)
            self._known = (portion.vocabularies, ready)
        return list(postings(portion.entries, self._analyzer, ready))


def _beside(portions: Iterable[Portion], analyzer: Analyzer) -> Iterator[Posting]:
    workers = min(_cores(), MOST)
    waiting: deque[tuple[Portion, Future[list[Posting]]]] = deque()
    here = _Cutting(analyzer)
    with ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(analyzer.cache,),
    ) as pool:
        for portion in portions:
            waiting.append((portion, _sent(pool, portion)))
            if len(waiting) == AHEAD * workers:
                yield from _received(*waiting.popleft(), here)
        while waiting:
            yield from _received(*waiting.popleft(), here)


def _sent(pool: ProcessPoolExecutor, portion: Portion) -> Future[list[Posting]]:
    try:
        return pool.submit(_cut_there, portion)
    except BrokenProcessPool as error:
        broken: Future[list[Posting]] = Future()
        broken.set_exception(error)
        return broken


def _received(portion: Portion, future: Future[list[Posting]], here: _Cutting) -> list[Posting]:
    try:
        return future.result()
    except BrokenProcessPool:
        # The system may have ended one that took too much memory.
        _log.warning("a process that cut text into terms was ended: doing its work here")
        return here.cut(portion)


_there: list[_Cutting] = []


def _begin(cache: Path) -> None:
    # Who waits for work from a queue does not notice that nobody is left to put any there.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _there.append(_Cutting(Analyzer(cache)))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cut_there(portion: Portion) -> list[Posting]:
    return _there[0].cut(portion)


def _portions(batch: Portion) -> Iterator[Portion]:
    for start in range(0, len(batch.entries), PORTION):
        some = batch.entries[start : start + PORTION]
        yield Portion(entries=some, vocabularies=batch.vocabularies)


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
