"""Shows where a citation stands: the page as a picture, or the cited text in its section."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from indexes.catalog import Catalog
from indexes.errors import UnknownDocument
from indexes.files import FileStore
from indexes.model import Scope
from ingest.model import Box, Chunk, Document, Kind
from ingest.sniff import IMAGES, PDF
from kb_assistant.answer.cite import BETWEEN_QUOTES
from kb_assistant.figures import Figure, figures_beside, figures_of
from kb_assistant.picture import PageRequest, PageUnavailable, Painter

NEIGHBOURS = 6
"""Chunks of a section that are shown before and after the cited one."""
KEPT_PICTURES = 48
PAGED = frozenset({PDF, *IMAGES})
"""Media types whose pages can be shown as pictures."""


class CitationGone(UnknownDocument):
    """The cited text is no longer in the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chunk of a section; each pair in `quoted` is a start and an end in `text`."""

    text: str
    kind: Kind
    cited: bool = False
    quoted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The cited text among its neighbours; `cut` says whether the section goes on beyond them."""

    document: Document
    heading_path: tuple[str, ...]
    place: str
    parts: tuple[Part, ...]
    cut: bool
    figures: tuple[Figure, ...] = ()


class Viewer:
    """Looks up what a citation points at, for those who may read the document."""

    def __init__(self, catalog: Catalog, files: FileStore) -> None:
        self._catalog = catalog
        self._files = files
        self._painter = Painter()
        self._pictures: OrderedDict[PageRequest, bytes] = OrderedDict()
        self._lock = Lock()

    def document(self, document_id: str, scope: Scope) -> Document:
        """Return a document that the scope may see; raise UnknownDocument otherwise."""
        return self._catalog.document(document_id, scope)

    def page(
        self, document_id: str, number: int, *, chunk_id: str, quote: str, scope: Scope
    ) -> bytes:
        """Return a page as PNG with the quotation highlighted; without a chunk the plain page.

        Raises PageUnavailable for a format without pages or a page that cannot be drawn, and
        CitationGone when the chunk is not in the document any more.
        """
        document = self.document(document_id, scope)
        if document.media_type not in PAGED:
            raise PageUnavailable(f"{document.uri} has no pages to show")
        boxes = self._boxes(document, chunk_id, quote) if chunk_id else ()
        return self._drawn(self._request(document, number, boxes))

    def figure(self, document_id: str, number: int, *, scope: Scope) -> bytes:
        """Return a figure as PNG, the first of the document being 1.

        Raises UnknownDocument, or PageUnavailable where there is no such figure or it cannot be
        shown.
        """
        document = self.document(document_id, scope)
        figures = figures_of(self._catalog.elements(document.id))
        element = next((each.element for each in figures if each.number == number), None)
        if element is None:
            raise PageUnavailable(f"{document.uri} has no figure {number}")
        if document.media_type in PAGED and element.boxes:
            box = element.boxes[0]
            return self._drawn(replace(self._request(document, box.page, ()), crop=box))
        if not element.picture:
            raise PageUnavailable(f"figure {number} of {document.uri} has no picture to show")
        return self._drawn(replace(self._request(document, 1, ()), member=element.picture))

    def section(self, document_id: str, *, chunk_id: str, quote: str, scope: Scope) -> Section:
        """Return the cited chunk with its neighbours in the same section.

        Without a chunk it is the beginning of the document.
        """
        document = self.document(document_id, scope)
        chunks = self._catalog.chunks(document.id)
        if not chunk_id:
            return _beginning(document, chunks)
        cited = _chunk(chunks, document, chunk_id)
        section = [chunk for chunk in chunks if chunk.parent == cited.parent]
        place = section.index(cited)
        shown = section[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
        return Section(
            document=document,
            heading_path=cited.heading_path,
            place=cited.place,
            parts=tuple(_part(chunk, cited, quote) for chunk in shown),
            cut=len(shown) < len(section),
            figures=figures_beside(
                self._catalog.elements(document.id), cited, title=document.title
            ),
        )

    def close(self) -> None:
        """End the process that draws."""
        self._painter.close()

    def _boxes(self, document: Document, chunk_id: str, quote: str) -> tuple[Box, ...]:
        chunk = _chunk(self._catalog.chunks(document.id), document, chunk_id)
        places = _places(chunk.text, quote)
        boxes = tuple(box for start, end in places for box in chunk.boxes_of(start, end))
        return boxes or chunk.boxes

    def _request(self, document: Document, page: int, boxes: tuple[Box, ...]) -> PageRequest:
        path = self._files.path(document.sha256)
        return PageRequest(path=path, page=page, boxes=boxes, media_type=document.media_type)

    def _drawn(self, request: PageRequest) -> bytes:
        with self._lock:
            if request in self._pictures:
                self._pictures.move_to_end(request)
                return self._pictures[request]
        picture = self._painter.draw(request)
        with self._lock:
            self._pictures[request] = picture
            while len(self._pictures) > KEPT_PICTURES:
                self._pictures.popitem(last=False)
        return picture


def _chunk(chunks: tuple[Chunk, ...], document: Document, chunk_id: str) -> Chunk:
    for chunk in chunks:
        if chunk.id == chunk_id:
            return chunk
    raise CitationGone(f"{document.uri} has changed and no longer holds this text; ask again")


def _beginning(document: Document, chunks: tuple[Chunk, ...]) -> Section:
    shown = chunks[: 2 * NEIGHBOURS]
    parts = tuple(Part(text=chunk.text, kind=chunk.kind) for chunk in shown)
    return Section(
        document=document, heading_path=(), place="", parts=parts, cut=len(shown) < len(chunks)
    )


def _part(chunk: Chunk, cited: Chunk, quote: str) -> Part:
    quoted = _places(chunk.text, quote) if chunk is cited else ()
    return Part(text=chunk.text, kind=chunk.kind, cited=chunk is cited, quoted=quoted)


def _places(text: str, quote: str) -> tuple[tuple[int, int], ...]:
    """Return where the parts of a quotation stand in the text of its chunk."""
    places, end = [], 0
    for part in filter(None, quote.split(BETWEEN_QUOTES)):
        start = text.find(part, end)
        if start >= 0:
            end = start + len(part)
            places.append((start, end))
    return tuple(places)
