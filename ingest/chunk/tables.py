"""Tables in chunks: whole where they fit, else by rows, with title and header over each part."""

import re

from ingest.chunk.pieces import CountTokens, Piece, cut, joined, piece_of, sliced
from ingest.model import Element, Kind

_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)


def table_pieces(
    table: Element, captions: list[Piece], count_tokens: CountTokens, max_tokens: int
) -> list[Piece]:
    """Return `table` in pieces of at most `max_tokens`, the `captions` above the first.

    Further pieces repeat the captions and the header, without spans: they stand elsewhere. A row is
    cut only when it does not fit by itself; a header that takes half the room is not repeated.
    """
    rows = _rows(table, count_tokens)
    whole = joined([*captions, *rows], Kind.TABLE)
    if whole.tokens + len(rows) <= max_tokens:
        return [joined([*captions, piece_of(table, count_tokens)], Kind.TABLE)]
    header = rows[: _header_lines(table)]
    lead = [_unplaced(piece) for piece in (*captions, *header)]
    if sum(piece.tokens + 1 for piece in lead) > max_tokens // 2:
        lead = []
    return _parts([*captions, *rows], lead, count_tokens, max_tokens)


def _parts(
    rows: list[Piece], lead: list[Piece], count_tokens: CountTokens, max_tokens: int
) -> list[Piece]:
    room = max_tokens - sum(piece.tokens + 1 for piece in lead)
    parts: list[list[Piece]] = [[]]
    used = 0
    for row in (part for piece in rows for part in cut(piece, count_tokens, room)):
        if parts[-1] and used + row.tokens + 1 > (max_tokens if len(parts) == 1 else room):
            parts.append([])
            used = 0
        parts[-1].append(row)
        used += row.tokens + 1
    return [
        joined(part if index == 0 else [*lead, *part], Kind.TABLE)
        for index, part in enumerate(parts)
    ]


def _rows(table: Element, count_tokens: CountTokens) -> list[Piece]:
    rows = []
    start = 0
    for line in table.text.split("\n"):
        end = start + len(line)
        if line.strip():
            spans = sliced(table.spans, start, end)
            rows.append(Piece(text=line, kind=Kind.TABLE, tokens=count_tokens(line), spans=spans))
        start = end + 1
    return rows


def _header_lines(table: Element) -> int:
    if not table.html:
        return 1
    head = _HEAD.search(table.html)
    return head[1].count("<tr") if head else 0


def _unplaced(piece: Piece) -> Piece:
    return Piece(text=piece.text, kind=piece.kind, tokens=piece.tokens)
