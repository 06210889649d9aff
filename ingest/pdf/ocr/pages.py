"""The pages that OCR reads: which they are, several at once, and what they are made of then."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import UnreadableDocument
from ingest.model import Note
from ingest.pdf.ocr.defects import COVERED, Defect, judged, share
from ingest.pdf.ocr.lines import lines_of_sight
from ingest.pdf.ocr.pale import pale_lines, with_hidden
from ingest.pdf.ocr.pictures import Snippet, doubtful_on, read_pictures, unread_note
from ingest.pdf.page import Area, Page, Seen

if TYPE_CHECKING:
    from ingest.pdf.ocr.rapid import Pixels, Sight
    from ingest.pdf.ocr.render import Sheet, Sheets

_AHEAD = 2
"""Pages per worker that are drawn or waiting: each takes some MiB."""

_GARBLED = frozenset({Defect.UNMAPPED, Defect.MOJIBAKE})


def with_ocr(
    path: Path, pages: Iterable[Seen], *, enabled: bool, workers: int = 1
) -> Iterator[Seen]:
    """Yield the pages of the PDF `path`; those without a usable text layer as OCR reads them.

    Each of these comes with a note that says so. Where OCR is not `enabled` such pages stay as they
    are, and the note says what is missing. Several are read at once by that many `workers`; the
    order stays.
    """
    with ExitStack() as stack:
        desk = _Desk(path=path, workers=workers if enabled else 0, stack=stack)
        waiting: deque[Future[Seen]] = deque()
        for seen in pages:
            page = desk.judged(seen)
            if isinstance(page, Seen) and not waiting:
                yield page
                continue
            waiting.append(_settled(page) if isinstance(page, Seen) else page)
            while waiting and (waiting[0].done() or len(waiting) > _AHEAD * workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _settled(seen: Seen) -> Future[Seen]:
    future: Future[Seen] = Future()
    future.set_result(seen)
    return future


@dataclass(slots=True, kw_only=True)
class _Desk:
    """Hands the pages that need it to OCR; opens what that takes with the first of them."""

    path: Path
    workers: int
    stack: ExitStack
    _sheets: "Sheets | None" = None
    _pool: ThreadPoolExecutor | None = None

    def judged(self, seen: Seen) -> Seen | Future[Seen]:
        """Return the page as it is, or as it will be once it was read."""
        if seen.page is None:
            return seen
        found = judged(self._inked(seen.page))
        seen = replace(seen, page=found.page) if found.page is not seen.page else seen
        if not found.defect:
            seen = _noted(seen, found.remark) if found.remark else seen
            return self._pictured(seen, found.page) if found.page.doubtful else seen
        sheets = self._opened()
        if found.defect is Defect.SCANNED and sheets.is_blank(seen.number):
            return _noted(seen, found.remark or "blank")
        if not self.workers:
            return _noted(seen, f"{found.defect}, not read: OCR is off (reading.ocr)")
        try:
            # Drawn here, since MuPDF must not be used by several threads.
            sheet = sheets.sheet(seen.number)
        except UnreadableDocument as error:
            return _noted(seen, f"{found.defect}, not read: {error.reason}")
        return self._threads().submit(_read, found.page, found.defect, sheet)

    def _inked(self, page: Page) -> Page:
        """Return the page with its white text on white paper told to be hidden."""
        pale = pale_lines(page)
        if not pale:
            return page
        try:
            return with_hidden(page, pale, self._opened())
        except UnreadableDocument:
            return page

    def _pictured(self, seen: Seen, page: Page) -> Seen | Future[Seen]:
        """Return a page with good text, as it will be once the text in its pictures was read."""
        sheets = self._opened()
        try:
            areas = doubtful_on(page, sheets)
            if not areas or not self.workers:
                return _noted(seen, unread_note(len(areas))) if areas else seen
            snippets = [Snippet(area=area, pixels=sheets.part(page.number, area)) for area in areas]
        except UnreadableDocument as error:
            return _noted(seen, f"a picture on it was not read: {error.reason}")
        return self._threads().submit(read_pictures, page, snippets, seen.notes)

    def _opened(self) -> "Sheets":
        from ingest.pdf.ocr.render import sheets_of

        self._sheets = self._sheets or self.stack.enter_context(sheets_of(self.path))
        return self._sheets

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.workers, thread_name_prefix="ocr")
            self.stack.callback(self._pool.shutdown, wait=True, cancel_futures=True)
        return self._pool


def _noted(seen: Seen, text: str) -> Seen:
    return replace(seen, notes=(*seen.notes, Note(page=seen.number, text=text)))


def _read(page: Page, defect: Defect, sheet: "Sheet") -> Seen:
    from ingest.pdf.ocr.rapid import recognise

    sight = recognise(sheet.pixels)
    if not sight.lines:
        note = Note(page=page.number, text=f"{defect}, OCR found no text on it")
        return Seen(number=page.number, page=page, notes=(note,))
    note = Note(page=page.number, text=f"{defect}, read by OCR, confidence {sight.confidence:.2f}")
    return Seen(number=page.number, page=_mended(page, defect, sheet, sight), notes=(note,))


def _mended(page: Page, defect: Defect, sheet: "Sheet", sight: "Sight") -> Page:
    """Return `page` with the lines of `sight`, and what is good of its own text layer."""
    turned = sight.turn % 180 != 0
    blank = Page(
        number=page.number,
        width=sheet.height if turned else sheet.width,
        height=sheet.width if turned else sheet.height,
        turn=sight.turn,
        back=sheet.back,
    )
    lines = lines_of_sight(sheet.pixels, sight, blank)
    if page.turn or sight.turn or sheet.back:
        return replace(blank, lines=lines, rulings=_rulings(sheet.pixels, sight, blank))
    kept = () if defect in _GARBLED else page.lines
    return replace(
        page,
        lines=(*kept, *(line for line in lines if not any(old.holds(line) for old in kept))),
        aslant=() if defect in _GARBLED else page.aslant,
        pictures=tuple(each for each in page.pictures if share(each, page) <= COVERED),
        rulings=page.rulings or _rulings(sheet.pixels, sight, blank),
    )


def _rulings(pixels: "Pixels", sight: "Sight", page: Page) -> tuple[Area, ...]:
    import numpy as np

    from ingest.pdf.ocr.rulings import rulings

    upright = np.rot90(pixels, sight.turn // 90)
    return tuple(rulings(upright, page.width / upright.shape[1]))
