"""Which words of a passage carry a sentence: the place to quote and to highlight."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from ingest.model import Chunk, Kind
from ingest.sentences import sentences
from kb_assistant.answer.engine import Terms
from kb_assistant.answer.words import content_terms

Stretch = tuple[int, int]
"""`text[start:end]` of a chunk."""

_MOST = 3
"""Sentences quoted for one claim."""
_WORTHWHILE = 0.25
"""The share of a claim's weight that a second or third sentence must add."""
_LIKENESS = 0.3
"""What being written with the same letters counts beside sharing all the words."""


def best_stretches(claim: str, chunk: Chunk, *, terms: Terms) -> list[Stretch]:
    """Return the sentences of the chunk that share most with `claim`, best first, if any does.

    A second and third are taken while each adds a good part of what the claim says.
    """
    places = _quotable(chunk)
    words = [set(content_terms(chunk.text[start:end], terms)) for start, end in places]
    missing = _shares(content_terms(claim, terms), words)
    alike = [_likeness(claim, chunk.text[start:end]) for start, end in places]
    chosen: list[Stretch] = []
    while len(chosen) < _MOST:
        gains = [sum(missing.get(word, 0.0) for word in some) for some in words]
        best = max(range(len(places)), key=lambda i: gains[i] + _LIKENESS * alike[i], default=-1)
        if best < 0 or gains[best] <= (_WORTHWHILE if chosen else 0.0):
            break
        chosen.append(places[best])
        missing = {word: share for word, share in missing.items() if word not in words[best]}
    return chosen


def united(stretches: Iterable[Stretch], text: str) -> list[Stretch]:
    """Put stretches of `text` in order and join those with nothing but blanks between them."""
    joined: list[Stretch] = []
    for start, end in sorted(set(stretches)):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _quotable(chunk: Chunk) -> list[Stretch]:
    """Return the chunk's sentences; of a table its rows without the header."""
    places = sentences(chunk.text)
    return places[1:] if chunk.kind is Kind.TABLE and len(places) > 1 else places


def _shares(claim: Sequence[str], words: Sequence[set[str]]) -> dict[str, float]:
    """Return each claimed word's share of the claim, higher where few sentences hold the word."""
    spread = Counter(word for some in words for word in some)
    weights = {word: log(1 + len(words) / (1 + spread[word])) for word in set(claim)}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()}


def _likeness(one: str, other: str) -> float:
    """Return how many pairs of neighbouring letters two texts share, 0 to 1 (Dice)."""
    pairs = [Counter(zip(text.lower(), text.lower()[1:], strict=False)) for text in (one, other)]
    shared = sum((pairs[0] & pairs[1]).values())
    return 2 * shared / max(1, sum(pairs[0].values()) + sum(pairs[1].values()))
