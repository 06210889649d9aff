"""Tables in chunks: whole where they fit, else by rows, with title and header over each part."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from ingest.chunk.pieces import CountTokens, Piece, cut, joined, piece_of, sliced, unplaced
from ingest.model import Element, Kind, Span
from ingest.place import of_lines

_HEAD = re.compile(r"<thead>(.*?)</thead>", re.DOTALL)
_LONGEST_ROW = 4
"""A row of up to so many chunks stays whole; what is longer is no row but a text in a cell."""


def table_pieces(
    table: Element, lead: Sequence[Piece], count_tokens: CountTokens, max_tokens: int
) -> list[Piece]:
    """Return `table` in pieces of at most `max_tokens`, what leads to it above the first.

    Further pieces repeat the `lead` (caption, unit) and the header, without spans: they stand
    elsewhere. A row is not cut: one that does not fit is a longer piece, alone under its header. A
    header that takes half the room is not repeated.
    """
    rows = _rows(table, count_tokens)
    if _tokens([*lead, *rows]) <= max_tokens:
        whole = joined([*lead, piece_of(table, count_tokens)], Kind.TABLE)
        return [replace(whole, place=table.place)]
    first = [*lead, *rows[: _header_lines(table)]]
    body = rows[_header_lines(table) :]
    if _tokens(first) > max_tokens // 2:
        first, body = [], [*first, *body]
    repeated = [unplaced(piece) for piece in first]
    room = max_tokens - _tokens(repeated)
    parts = _parts(first, _cut(body, count_tokens, max_tokens, room), max_tokens, room)
    return [_joined(table, part, repeated if index else []) for index, part in enumerate(parts)]


def _tokens(pieces: Iterable[Piece]) -> int:
    """Return what pieces take one below the other."""
    return sum(piece.tokens + 1 for piece in pieces)


def _cut(
    rows: Sequence[Piece], count_tokens: CountTokens, max_tokens: int, room: int
) -> list[Piece]:
    """Return rows, those cut into pieces of `room` that are texts in a cell."""
    return [
        part
        for row in rows
        for part in cut(row, count_tokens, row.tokens if _is_row(row, max_tokens) else room)
    ]


def _is_row(row: Piece, max_tokens: int) -> bool:
    return row.tokens <= _LONGEST_ROW * max_tokens


def _parts(
    first: Sequence[Piece], body: Sequence[Piece], max_tokens: int, room: int
) -> list[list[Piece]]:
    """Return the rows in runs: `max_tokens` for the one that begins with `first`, `room` after."""
    parts: list[list[Piece]] = [list(first)]
    used = _tokens(first)
    for row in body:
        # A header and what leads to it are no part by themselves, whatever comes after them.
        bare = len(parts) == 1 and len(parts[0]) == len(first)
        if used + row.tokens + 1 > (max_tokens if len(parts) == 1 else room) and not bare:
            parts.append([])
            used = 0
        parts[-1].append(row)
        used += row.tokens + 1
    return [part for part in parts if part]


def _joined(table: Element, part: Sequence[Piece], repeated: Sequence[Piece]) -> Piece:
    whole = joined([*repeated, *part], Kind.TABLE)
    places = [piece.place for piece in part if piece.kind is Kind.TABLE]
    return replace(whole, place=_range(table.place, places))


def _range(place: str, rows: Sequence[str]) -> str:
    """Return the cells from the first of `rows` to the last."""
    if not rows or rows[0] == place:
        return place
    return f"{rows[0].rpartition(':')[0]}:{rows[-1].rpartition(':')[2]}"


def _rows(table: Element, count_tokens: CountTokens) -> list[Piece]:
    rows = []
    start = passed = 0
    lines = table.text.split("\n")
    for index, line in enumerate(lines):
        end = start + len(line)
        # Spans are in text order: those of a row are looked for where those before it ended.
        while passed < len(table.spans) and table.spans[passed].end <= start:
            passed += 1
        if line.strip():
            rows.append(
                Piece(
                    text=line,
                    kind=Kind.TABLE,
                    tokens=count_tokens(line),
                    spans=sliced(_until(table.spans, passed, end), start, end),
                    place=of_lines(table.place, index, index, count=len(lines)),
                )
            )
        start = end + 1
    return rows


def _until(spans: Sequence[Span], first: int, end: int) -> Iterator[Span]:
    return takewhile(lambda span: span.start < end, islice(spans, first, None))


def _header_lines(table: Element) -> int:
    if not table.html:
        return 1
    head = _HEAD.search(table.html)
    return head[1].count("<tr") if head else 0
