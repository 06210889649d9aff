"""Chunking: along the sections of a document, packed up to a number of tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from ingest.chunk.packing import LEAD_IN, is_lead_in, packed
from ingest.chunk.pieces import CountTokens, Piece, cut, joined, piece_of
from ingest.chunk.sections import Section, sections
from ingest.chunk.tables import table_pieces
from ingest.language import language
from ingest.model import Chunk, Element, Kind, Reading

_UNIT = re.compile(
    r"[(（\[]?\s*(?:"
    r"(?:金额|金額|货币|貨幣|数量|數量)?(?:单位|單位|币种|幣種)\s*[:：为為]|(?:units?|currency)\s*[:：]"
    r"|(?:(?:all|dollars?|amounts?|figures?|values?|are|expressed|stated|[$€£¥])\s)*"
    r"in (?:\w+ )?(?:thousands|millions|billions|percent|USD|EUR|GBP|CNY|RMB)\b)",
    re.I,
)
_LONGEST_UNIT = 100


def chunk(
    reading: Reading,
    *,
    document_id: str,
    count_tokens: CountTokens,
    max_tokens: int,
    window: int | None = None,
) -> tuple[Chunk, ...]:
    """Cut `reading` into chunks of at most `max_tokens`, in reading order.

    `window` is what the embedding model sees of a chunk led by its title and headings: no chunk is
    longer than that leaves room for, nor shorter for it than half of `max_tokens`.

    No chunk mixes two sections; headings travel in `heading_path`. Ids depend on the document, the
    place within it and the text alone.
    """
    chunks: list[Chunk] = []
    for section in sections(reading.elements, reading.title):
        parent = _id(
            document_id, f"section {section.number} {section.place}", "\n".join(section.path)
        )
        room = max_tokens
        if window is not None:
            context = count_tokens(" › ".join((reading.title, *section.path)))
            room = max(min(max_tokens, window - context - 1), max_tokens // 2)
        for piece in _pieces(section, count_tokens, room):
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
    yield from _text(_with_notes_after_lists(others), count_tokens, max_tokens)
    yield from _text(remarks, count_tokens, max_tokens)


def _with_notes_after_lists(body: Sequence[Element]) -> Iterator[Element]:
    """Move footnotes that the foot of a page put into a list, or before it, behind the list."""
    held: list[Element] = []
    before: Element | None = None
    for element in body:
        if element.kind is Kind.FOOTNOTE:
            held.append(element)
            continue
        if not _goes_on(before, element):
            yield from held
            held = []
        yield element
        before = element
    yield from held


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
        lead = _lead_of_table(waiting, max_tokens // 2)
        yield from _joined(waiting[: len(waiting) - len(lead)], max_tokens)
        yield from table_pieces(element, lead, count_tokens, max_tokens)
        waiting = []
    yield from _joined(waiting, max_tokens)


def _lead_of_table(waiting: Sequence[Piece], room: int) -> list[Piece]:
    """Return the pieces right above a table that are its caption, its unit or its lead-in."""
    lead: list[Piece] = []
    for piece in reversed(waiting):
        unit = len(piece.text) <= _LONGEST_UNIT and _UNIT.match(piece.text)
        room -= piece.tokens + 1
        if room < 0 or not (piece.kind is Kind.CAPTION or unit or (not lead and is_lead_in(piece))):
            break
        lead.insert(0, piece)
    return lead


def _joined(pieces: Sequence[Piece], max_tokens: int) -> Iterator[Piece]:
    for run in packed(pieces, max_tokens):
        kinds = {piece.kind for piece in run}
        yield joined(run, run[0].kind if len(kinds) == 1 else Kind.PARAGRAPH)
