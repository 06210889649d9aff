"""Chunking: along the sections of a document, packed up to a number of tokens."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from ingest.chunk.leading import with_leads
from ingest.chunk.leads import LEAD_IN, lead_of_table, with_names_above
from ingest.chunk.packing import packed
from ingest.chunk.pieces import CountTokens, Piece, cut, joined, piece_of
from ingest.chunk.sections import Section, sections
from ingest.chunk.tables import table_pieces
from ingest.language import language
from ingest.model import Chunk, Element, Kind, Reading

CHUNKER = "chunks 2"
"""How chunks are cut, by a number that grows when the same elements make other chunks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What an embedding model sees of a text: `tokens` of it, in its `languages` (None: in all)."""

    tokens: int
    languages: frozenset[str] | None = None

    def serves(self, text: str) -> bool:
        """Tell whether `text` is in a language that the model embeds."""
        return self.languages is None or (language(text) or "en") in self.languages


def chunk(
    reading: Reading,
    *,
    document_id: str,
    count_tokens: CountTokens,
    max_tokens: int,
    window: Window | None = None,
) -> tuple[Chunk, ...]:
    """Cut `reading` into chunks of at most `max_tokens`, in reading order.

    `window` is what the embedding model sees of a chunk led by its title and headings: no chunk in
    a language that it embeds is longer than that leaves room for, and none shorter for it than half
    of the window.

    Headings travel in `heading_path`; no chunk mixes two sections. Ids depend on the document, the
    place within it and the text alone.
    """
    chunks: list[Chunk] = []
    counted = cache(count_tokens)

    def room(section: Section) -> int:
        if window is None or not window.serves(section.text):
            return max_tokens
        context = counted(" › ".join((reading.title, *section.path)))
        whole = min(max_tokens, window.tokens)
        return max(min(whole, window.tokens - context - 1), whole // 2)

    for section in with_leads(sections(reading.elements, reading.title)):
        parent = _id(
            document_id, f"section {section.number} {section.place}", "\n".join(section.path)
        )
        for piece in _pieces(section, counted, room(section)):
            chunks.append(
                Chunk(
                    id=chunk_id(document_id, len(chunks), piece.text),
                    document_id=document_id,
                    text=piece.text,
                    heading_path=section.path,
                    spans=piece.spans,
                    place=piece.place,
                    parent=parent,
                    kind=piece.kind,
                    token_count=count_tokens(piece.text),
                    language=language(piece.text),
                )
            )
    return tuple(chunks)


def chunk_id(document_id: str, position: int, text: str) -> str:
    """Return the id of the chunk at a 0-based position of a document: 24 hex digits of SHA-256."""
    return _id(document_id, str(position), text)


def _id(document_id: str, place: str, text: str) -> str:
    return sha256("\0".join((document_id, place, text)).encode()).hexdigest()[:24]


def _pieces(section: Section, count_tokens: CountTokens, max_tokens: int) -> Iterator[Piece]:
    """Yield the text of each chunk of `section`; what reviewers remarked comes last, by itself."""
    remarks = [element for element in section.body if element.kind is Kind.ANNOTATION]
    others = [element for element in section.body if element.kind is not Kind.ANNOTATION]
    yield from _text(with_names_above(_with_notes_after_lists(others)), count_tokens, max_tokens)
    yield from _text(remarks, count_tokens, max_tokens)


def _with_notes_after_lists(body: Sequence[Element]) -> list[Element]:
    """Return `body`, footnotes that the foot of a page put into a list moved behind it."""
    ordered: list[Element] = []
    held: list[Element] = []
    before: Element | None = None
    for element in body:
        if element.kind is Kind.FOOTNOTE:
            held.append(element)
            continue
        if not _goes_on(before, element):
            ordered += held
            held = []
        ordered.append(element)
        before = element
    return ordered + held


def _goes_on(before: Element | None, element: Element) -> bool:
    """Tell whether `element` is an item of a list that `before` is in, or leads to."""
    if before is None or element.kind is not Kind.LIST_ITEM:
        return False
    return before.kind is Kind.LIST_ITEM or before.text.endswith(LEAD_IN)


def _text(body: Iterable[Element], count_tokens: CountTokens, max_tokens: int) -> Iterator[Piece]:
    """Yield the chunks of a run of elements; a table stands by itself, below what leads to it."""
    waiting: list[Piece] = []
    for element in body:
        if element.kind is not Kind.TABLE:
            waiting += cut(piece_of(element, count_tokens), count_tokens, max_tokens)
            continue
        lead = lead_of_table(waiting, max_tokens // 2)
        yield from _joined(waiting[: len(waiting) - len(lead)], max_tokens)
        yield from table_pieces(element, lead, count_tokens, max_tokens)
        waiting = []
    yield from _joined(waiting, max_tokens)


def _joined(pieces: Sequence[Piece], max_tokens: int) -> Iterator[Piece]:
    for run in packed(pieces, max_tokens):
        kinds = {piece.kind for piece in run}
        yield joined(run, run[0].kind if len(kinds) == 1 else Kind.PARAGRAPH)
