"""Pieces of text that keep where they stand, and how a piece that is too long is cut."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.model import Box, Element, Kind, Span
from ingest.place import without_cells
from ingest.sentences import sentences

CountTokens = Callable[[str], int]

_WORD = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]|[^\s\u3000-\uffef]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text with its tokens counted; `spans` are offsets into its own text."""

    text: str
    kind: Kind
    tokens: int
    spans: tuple[Span, ...] = ()
    place: str = ""


def piece_of(element: Element, count_tokens: CountTokens) -> Piece:
    """Return the whole of `element` as one piece."""
    tokens = count_tokens(element.text)
    return Piece(
        text=element.text,
        kind=element.kind,
        tokens=tokens,
        spans=element.spans,
        place=element.place,
    )


def unplaced(piece: Piece) -> Piece:
    """Return a piece that is repeated where it does not stand."""
    return replace(piece, spans=())


def cut(piece: Piece, count_tokens: CountTokens, max_tokens: int) -> list[Piece]:
    """Return `piece` in parts of at most `max_tokens`, cut between sentences where that will do."""
    if piece.tokens <= max_tokens:
        return [piece]
    parts = [
        part
        for start, end in sentences(piece.text)
        for part in _halved(_part(piece, start, end, count_tokens), count_tokens, max_tokens)
    ]
    return _regrouped(piece, parts, max_tokens)


def joined(pieces: Sequence[Piece], kind: Kind) -> Piece:
    """Return `pieces` as one, a line break between each two."""
    offset = 0
    spans: list[Span] = []
    for piece in pieces:
        spans.extend(_moved(piece.spans, offset))
        offset += len(piece.text) + 1
    return Piece(
        text="\n".join(piece.text for piece in pieces),
        kind=kind,
        tokens=sum(piece.tokens for piece in pieces),
        spans=tuple(spans),
        place=_common(pieces),
    )


def sliced(spans: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Return the parts of `spans` within start..end, counted from `start`, their boxes narrowed."""
    return tuple(
        Span(
            start=max(span.start, start) - start,
            end=min(span.end, end) - start,
            box=_narrowed(span, max(span.start, start), min(span.end, end)),
        )
        for span in spans
        if span.start < end and start < span.end
    )


def _common(pieces: Sequence[Piece]) -> str:
    """Return the place of all of `pieces`: of cells that differ, their sheet."""
    places = {piece.place for piece in pieces}
    first = pieces[0].place if pieces else ""
    return first if len(places) == 1 else without_cells(first)


def _part(piece: Piece, start: int, end: int, count_tokens: CountTokens) -> "_Part":
    text = piece.text[start:end]
    return _Part(start=start, end=end, tokens=count_tokens(text), text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    start: int
    end: int
    tokens: int
    text: str


def _halved(part: _Part, count_tokens: CountTokens, max_tokens: int) -> list[_Part]:
    """Return a sentence in parts that fit: cut in the middle, between words, again and again."""
    words = list(_WORD.finditer(part.text)) if part.tokens > max_tokens else []
    if part.tokens <= max_tokens or len(part.text) < 2:
        return [part]
    middle = words[len(words) // 2].start() if len(words) > 1 else len(part.text) // 2
    parts = []
    for start, end in ((0, middle), (middle, len(part.text))):
        text = part.text[start:end].rstrip()
        half = _Part(
            start=part.start + start,
            end=part.start + start + len(text),
            tokens=count_tokens(text),
            text=text,
        )
        parts.extend(_halved(half, count_tokens, max_tokens))
    return parts


def _regrouped(piece: Piece, parts: Sequence[_Part], max_tokens: int) -> list[Piece]:
    """Return runs of neighbouring parts: as few as can be, and about equally long."""
    runs = _runs(parts, max_tokens)
    even = _runs(parts, math.ceil(1.1 * sum(part.tokens for part in parts) / len(runs)))
    if len(even) == len(runs) and max(map(_length, even)) <= max_tokens:
        runs = even
    return [
        replace(
            piece,
            text=piece.text[run[0].start : run[-1].end],
            tokens=_length(run),
            spans=sliced(piece.spans, run[0].start, run[-1].end),
        )
        for run in runs
    ]


def _length(run: Sequence[_Part]) -> int:
    return sum(part.tokens for part in run)


def _runs(parts: Sequence[_Part], most: int) -> list[list[_Part]]:
    runs: list[list[_Part]] = []
    tokens = 0
    for part in parts:
        if runs and tokens + part.tokens <= most:
            runs[-1].append(part)
            tokens += part.tokens
        else:
            runs.append([part])
            tokens = part.tokens
    return runs


def _moved(spans: Iterable[Span], offset: int) -> Iterable[Span]:
    return (replace(span, start=span.start + offset, end=span.end + offset) for span in spans)


def _narrowed(span: Span, start: int, end: int) -> Box:
    """Return the box of a part of a printed line, as if all characters were equally wide.

    The line of a page that lies on its side runs downwards: such a box stays whole.
    """
    box = span.box
    length = span.end - span.start
    if (start, end) == (span.start, span.end) or box.y1 - box.y0 > box.x1 - box.x0:
        return box
    width = (box.x1 - box.x0) / length
    return replace(
        box,
        x0=round(box.x0 + width * (start - span.start), 2),
        x1=round(box.x0 + width * (end - span.start), 2),
    )
