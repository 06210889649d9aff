"""Packing the pieces of a section into chunks: few, evenly filled, broken where it hurts least."""

import math
from collections.abc import Iterator, Sequence

from ingest.chunk.leads import is_lead_in
from ingest.chunk.pieces import Piece, unplaced
from ingest.model import Kind

# What a break costs, against 1 for one more chunk and up to 1 for an empty one.
_AFTER_LEAD_IN = 2.0
_BEFORE_FOOTNOTE = 0.3
_WITHIN_LIST = 0.15


def packed(pieces: Sequence[Piece], max_tokens: int) -> Iterator[list[Piece]]:
    """Yield neighbouring pieces as runs of at most `max_tokens`; a longer piece is one alone.

    The cheapest way of all to break the text, as in setting a paragraph (Knuth and Plass, 1981). A
    list that goes on in another run has its lead-in repeated there, without its place.
    """
    leads = list(_lead_ins(pieces, max_tokens // 4))
    best = [0.0] + [math.inf] * len(pieces)
    starts = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        tokens = -1
        for start in range(end - 1, -1, -1):
            tokens += pieces[start].tokens + 1
            lead = leads[start]
            whole = tokens + (lead.tokens + 1 if lead else 0)
            if tokens > max_tokens and start < end - 1:
                break
            if whole > max_tokens and start < end - 1:
                continue
            # A piece that leaves no room for its lead-in stands without it.
            whole = whole if whole <= max_tokens else tokens
            slack = max(0.0, 1 - whole / max_tokens)
            cost = best[start] + 1 + slack * slack + _break_cost(pieces, end)
            if cost < best[end]:
                best[end], starts[end] = cost, start
    yield from _runs(pieces, leads, starts, max_tokens)


def _runs(
    pieces: Sequence[Piece],
    leads: Sequence[Piece | None],
    starts: Sequence[int],
    max_tokens: int,
) -> Iterator[list[Piece]]:
    edges = [len(pieces)]
    while edges[-1]:
        edges.append(starts[edges[-1]])
    for end, start in zip(edges[-2::-1], edges[:0:-1], strict=True):
        run = pieces[start:end]
        led = [lead, *run] if (lead := leads[start]) else run
        fits = sum(piece.tokens + 1 for piece in led) - 1 <= max_tokens
        yield list(led if fits else run)


def _lead_ins(pieces: Sequence[Piece], room: int) -> Iterator[Piece | None]:
    """Yield for each piece the lead-in to repeat where a run begins with it."""
    lead: Piece | None = None
    for index, piece in enumerate(pieces):
        listed = piece.kind is Kind.LIST_ITEM
        before = pieces[index - 1] if index else None
        if listed and before is not None and before.kind is not Kind.LIST_ITEM:
            fits = is_lead_in(before) and before.tokens <= room
            lead = unplaced(before) if fits else None
        elif not listed:
            lead = None
        yield lead


def _break_cost(pieces: Sequence[Piece], end: int) -> float:
    if end == len(pieces):
        return 0.0
    before, after = pieces[end - 1], pieces[end]
    if is_lead_in(before):
        return _AFTER_LEAD_IN
    if after.kind is Kind.FOOTNOTE:
        return _BEFORE_FOOTNOTE
    return _WITHIN_LIST if before.kind is after.kind is Kind.LIST_ITEM else 0.0
