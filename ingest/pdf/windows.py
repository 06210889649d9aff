"""The pages of a long PDF, window by window: read once, kept on disk until the last is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from errno import EIO
from itertools import groupby
from time import monotonic

from ingest.checkpoint import Shelf
from ingest.model import Note
from ingest.pdf.faults import FAULTS, read_plainly
from ingest.pdf.packing import Packed, packed, unpacked
from ingest.pdf.page import Seen
from ingest.pdf.parts import Parts, parts_of, plain_parts

_PAGES = 64
_SECONDS = 10.0
"""A window is closed after so many pages or seconds: what a stopped reading loses at most."""

HELD = 256
"""Files of up to this many pages are held in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Pages from `first` to `last`, but for those that cannot be read, and what is to be said."""

    first: int
    last: int
    pages: tuple[Parts, ...]
    notes: tuple[Note, ...]


class Windows:
    """The windows of one file of `count` pages; without a shelf all of them stay in memory."""

    def __init__(self, count: int, shelf: Shelf | None) -> None:
        self._count = count
        self._shelf = shelf
        self._held: list[Window] = []
        self._holds = shelf is None or count <= HELD

    def once(
        self, pages_from: Callable[[int], Iterator[Seen]], on_page: Callable[[int], None]
    ) -> Iterator[Window]:
        """Yield the windows in order: those that were kept, then those that are read now.

        `on_page` is called with the number of each page before it is read, with 0 after the last.
        Raises OSError where a window cannot be kept.
        """
        first = 1
        for window in self._kept():
            yield self._hold(window)
            first = window.last + 1
        if first <= self._count:
            on_page(first)
            yield from self._read(pages_from(first), on_page)
        on_page(0)

    def again(self) -> Iterator[tuple[Parts, ...]]:
        """Yield all pages once more, always the same number together. Raises OSError."""
        windows = self._held if self._holds else self._whole()
        pages = (parts for window in windows for parts in window.pages)
        for _, together in groupby(pages, key=lambda parts: (parts.page.number - 1) // _PAGES):
            yield tuple(together)

    def _kept(self) -> Iterator[Window]:
        first = 1
        while self._shelf is not None and first <= self._count:
            kept = self._shelf.get(first)
            if not isinstance(kept, _Bundle) or kept.window.first != first:
                return
            yield _unpacked(kept)
            first = kept.window.last + 1

    def _whole(self) -> Iterator[Window]:
        last = 0
        for window in self._kept():
            yield window
            last = window.last
        if last < self._count:
            raise OSError(EIO, "pages that were kept beside the data can no longer be read")

    def _read(self, seen: Iterator[Seen], on_page: Callable[[int], None]) -> Iterator[Window]:
        window = _Open()
        for each in seen:
            window.take(each)
            last = each.number == self._count
            if window.is_full or last:
                yield self._keep(window.closed(each.number))
                window = _Open()
            if not last:
                on_page(each.number + 1)

    def _keep(self, window: Window) -> Window:
        if self._shelf is not None:
            self._shelf.put(window.first, _packed(window))
        return self._hold(window)

    def _hold(self, window: Window) -> Window:
        if self._holds:
            self._held.append(window)
        return window


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bundle:
    """A window as it lies on disk: without its pages, and these packed."""

    window: Window
    pages: list[Packed]


def _packed(window: Window) -> _Bundle:
    return _Bundle(
        window=replace(window, pages=()), pages=[packed(parts) for parts in window.pages]
    )


def _unpacked(kept: _Bundle) -> Window:
    return replace(kept.window, pages=tuple(unpacked(values) for values in kept.pages))


class _Open:
    """A window that pages are still added to."""

    def __init__(self) -> None:
        self._first = 0
        self._pages: list[Parts] = []
        self._notes: list[Note] = []
        self._begun = monotonic()

    @property
    def is_full(self) -> bool:
        return len(self._pages) >= _PAGES or monotonic() - self._begun > _SECONDS

    def take(self, seen: Seen) -> None:
        """Take a page apart; one on which that fails stays whole, and a note says so."""
        self._first = self._first or seen.number
        self._notes.extend(seen.notes)
        if seen.page is None:
            return
        try:
            self._pages.append(parts_of(seen.page))
        except FAULTS as error:
            self._notes.append(read_plainly(seen.number, error))
            self._pages.append(plain_parts(seen.page))

    def closed(self, last: int) -> Window:
        return Window(
            first=self._first, last=last, pages=tuple(self._pages), notes=tuple(self._notes)
        )
