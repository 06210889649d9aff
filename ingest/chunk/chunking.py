"""Chunking: along the sections of a document, packed up to a number of tokens."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from ingest.chunk.pieces import CountTokens, Piece, cut, joined, piece_of
from ingest.chunk.sections import Section, sections
from ingest.chunk.tables import table_pieces
from ingest.contents import is_contents_heading
from ingest.language import language
from ingest.model import Chunk, Kind, Reading

_LEAD_IN = (":", "：")


def chunk(
    reading: Reading, *, document_id: str, count_tokens: CountTokens, max_tokens: int
) -> tuple[Chunk, ...]:
    """Cut `reading` into chunks of at most `max_tokens`, in reading order.

    No chunk mixes two sections; headings travel in `heading_path`, and one that has nothing below
    it is a chunk by itself. Ids depend on the document, the place within it and the text alone.
    """
    chunks: list[Chunk] = []
    for number, section in enumerate(sections(reading.elements, reading.title)):
        parent = _id(document_id, f"section {number}", "\n".join(section.path))
        for path, piece in _pieces(section, count_tokens, max_tokens):
            chunks.append(
                Chunk(
                    id=chunk_id(document_id, len(chunks), piece.text),
                    document_id=document_id,
                    text=piece.text,
                    heading_path=path,
                    spans=piece.spans,
                    place=section.place,
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


def _pieces(
    section: Section, count_tokens: CountTokens, max_tokens: int
) -> Iterator[tuple[tuple[str, ...], Piece]]:
    """Yield the heading path and the text of each chunk of `section`."""
    if section.body:
        for piece in _packed(_body(section, count_tokens, max_tokens), max_tokens):
            yield section.path, piece
    elif section.heading is not None and _is_lone(section):
        own = piece_of(section.heading, count_tokens)
        for piece in cut(own, count_tokens, max_tokens):
            yield section.path[:-1], piece


def _is_lone(section: Section) -> bool:
    """Tell whether nothing stands below the heading, which is more than that of a contents page."""
    text = section.heading.text if section.heading else ""
    return not section.has_children and not is_contents_heading(text)


def _body(section: Section, count_tokens: CountTokens, max_tokens: int) -> Iterator[Piece]:
    """Yield the pieces of the body, none too long; a caption right above a table goes with it."""
    captions: list[Piece] = []
    for element in section.body:
        if element.kind is Kind.TABLE:
            yield from table_pieces(element, captions, count_tokens, max_tokens)
            captions = []
            continue
        yield from captions
        piece = piece_of(element, count_tokens)
        fits = element.kind is Kind.CAPTION and piece.tokens <= max_tokens // 2
        captions = [piece] if fits else []
        if not fits:
            yield from cut(piece, count_tokens, max_tokens)
    yield from captions


def _packed(pieces: Iterator[Piece], max_tokens: int) -> Iterator[Piece]:
    """Yield neighbouring pieces joined as far as they fit; a table stands by itself.

    A lead-in ("as follows:") goes with what it leads to.
    """
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.kind is Kind.TABLE:
            yield from _flushed(waiting)
            waiting = []
            yield piece
            continue
        if sum(held.tokens + 1 for held in waiting) + piece.tokens > max_tokens:
            moved = _lead_in(waiting, piece, max_tokens)
            yield from _flushed(waiting[: len(waiting) - len(moved)])
            waiting = moved
        waiting.append(piece)
    yield from _flushed(waiting)


def _lead_in(waiting: Sequence[Piece], piece: Piece, max_tokens: int) -> list[Piece]:
    """Return the last of `waiting` if it leads to `piece` and both fit together."""
    if len(waiting) > 1 and waiting[-1].text.endswith(_LEAD_IN):
        return [waiting[-1]] if waiting[-1].tokens + 1 + piece.tokens <= max_tokens else []
    return []


def _flushed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    if pieces:
        kinds = {piece.kind for piece in pieces}
        yield joined(pieces, pieces[0].kind if len(kinds) == 1 else Kind.PARAGRAPH)
