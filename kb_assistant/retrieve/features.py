"""What can be said of a passage as an answer without any model: the reranker's numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log2
from typing import TYPE_CHECKING

from indexes.model import Passage
from indexes.title import full_title
from ingest.model import Kind
from kb_assistant.answer.wanted import Wanted, wanted
from kb_assistant.retrieve.matches import Asked, Match, Terms, folded, matches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAMES = (
    "dense",
    "dense_scaled",
    "dense_rank",
    "dense_missing",
    "lexical_scaled",
    "lexical_share",
    "lexical_rank",
    "lexical_missing",
    "fused",
    "fused_rank",
    "coverage",
    "coverage_everywhere",
    "coverage_title",
    "coverage_headings",
    "rarest_missing",
    "pairs",
    "window",
    "saturated",
    "grams",
    "length",
    "numbers",
    "other_years",
    "new_number",
    "table_for_number",
    "document_best",
    "document_rest",
    "document_coverage",
    "chinese",
    "one_leg",
    "question_length",
    "agreement",
    "dense_best",
    "dense_gap",
    "lexical_gap",
    "question_coverage",
)
"""The features in the order of their columns; trained weights name them too."""

_SATURATION = 1.2
_USUAL_LENGTH = {"zh": 250, "en": 900}
_WINDOW = {"zh": 60, "en": 160}
_GRAM = {"zh": 2, "en": 5}
_MOST_GRAMS = 24
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_HEAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """One passage's words: its folded text and where the question's terms stand.

    `held` are the terms in the text, `everywhere` those in text, headings and title.
    """

    text: str
    above: str
    inside: Sequence[Match]
    title: frozenset[int]
    headings: frozenset[int]
    held: frozenset[int]
    everywhere: frozenset[int]


def features(asked: Asked, passages: Sequence[Passage], terms: Terms) -> "NDArray[np.float32]":
    """Return one row of `NAMES` for each passage; the passages must be in fused order."""
    import numpy as np

    words = _words(asked, passages, terms)
    columns = [
        *_of_scores(passages),
        *_of_words(asked, words),
        *_of_evidence(asked, passages, words),
        *_of_documents(asked, passages, words),
        *_of_question(asked, passages, words),
    ]
    table: NDArray[np.float32] = np.array(columns, dtype=np.float32).T
    return table


def _words(asked: Asked, passages: Sequence[Passage], terms: Terms) -> list[_Words]:
    texts = [folded(passage.chunk.text) for passage in passages]
    titles = [
        folded(full_title(passage.document.title, passage.document.uri)) for passage in passages
    ]
    headings = [folded("\n".join(passage.chunk.heading_path)) for passage in passages]
    found = matches(asked, [*texts, *titles, *headings], terms)
    held = [frozenset(match.term for match in some) for some in found]
    count = len(passages)
    return [
        _Words(
            text=texts[n],
            above=f"{titles[n]}\n{headings[n]}",
            inside=found[n],
            title=held[count + n],
            headings=held[2 * count + n],
            held=held[n],
            everywhere=held[n] | held[count + n] | held[2 * count + n],
        )
        for n in range(count)
    ]


def _of_scores(passages: Sequence[Passage]) -> Iterable[Sequence[float]]:
    dense = [passage.scores.dense for passage in passages]
    lexical = [passage.scores.lexical for passage in passages]
    fused = [passage.scores.fused or 0.0 for passage in passages]
    best = max((score for score in lexical if score is not None), default=0.0) or 1.0
    yield [score or 0.0 for score in dense]
    yield _scaled(dense)
    yield _ranks(dense)
    yield [float(score is None) for score in dense]
    yield _scaled(lexical)
    yield [(score or 0.0) / best for score in lexical]
    yield _ranks(lexical)
    yield [float(score is None) for score in lexical]
    yield fused
    yield _ranks(fused)


def _of_words(asked: Asked, words: Sequence[_Words]) -> Iterable[Sequence[float]]:
    wide = _WINDOW[asked.language]
    yield [_share(asked, one.held) for one in words]
    yield [_share(asked, one.everywhere) for one in words]
    yield [_share(asked, one.title) for one in words]
    yield [_share(asked, one.headings) for one in words]
    yield [_rarest_missing(asked, one.everywhere) for one in words]
    yield [_pairs(asked, one.inside) for one in words]
    yield [_window(asked, one.inside, wide) for one in words]
    yield [_saturated(asked, one) for one in words]
    yield _grams(asked, words)


def _of_evidence(
    asked: Asked, passages: Sequence[Passage], words: Sequence[_Words]
) -> Iterable[Sequence[float]]:
    kind = wanted(asked.text)
    numeric = kind in {Wanted.AMOUNT, Wanted.TIME}
    numbers, years = set(_NUMBER.findall(asked.text)), set(_YEAR.findall(asked.text))
    yield [log(1 + len(one.text) / _USUAL_LENGTH[asked.language]) for one in words]
    yield [_held(numbers, f"{one.above}\n{one.text}") for one in words]
    yield [_of_other_years(years, one) for one in words]
    yield [float(not numeric or _says_more(numbers, one.text)) for one in words]
    yield [float(numeric and passage.chunk.kind is Kind.TABLE) for passage in passages]


def _of_documents(
    asked: Asked, passages: Sequence[Passage], words: Sequence[_Words]
) -> Iterable[Sequence[float]]:
    scores: defaultdict[str, list[float]] = defaultdict(list)
    terms: defaultdict[str, set[int]] = defaultdict(set)
    for passage, one in zip(passages, words, strict=True):
        scores[passage.document.id].append(passage.scores.fused or 0.0)
        terms[passage.document.id] |= one.everywhere
    yield [max(scores[passage.document.id]) for passage in passages]
    yield [log(1 + sum(sorted(scores[passage.document.id])[:-1])) for passage in passages]
    yield [_share(asked, terms[passage.document.id]) for passage in passages]


def _of_question(
    asked: Asked, passages: Sequence[Passage], words: Sequence[_Words]
) -> Iterable[Sequence[float]]:
    """Yield what is the same for all passages of a question: it says which others to trust."""
    dense = [passage.scores.dense for passage in passages]
    lexical = [passage.scores.lexical for passage in passages]
    one_leg = not any(dense) or not any(lexical)
    values = (
        float(asked.language == "zh"),
        float(one_leg),
        log(1 + len(asked.terms)),
        _agreement(dense, lexical),
        max((score for score in dense if score is not None), default=0.0),
        _gap(dense),
        _gap(lexical),
        max((_share(asked, one.held) for one in words), default=0.0),
    )
    for value in values:
        yield [value] * len(passages)


def _share(asked: Asked, held: Iterable[int]) -> float:
    return sum(asked.shares[term] for term in held)


def _rarest_missing(asked: Asked, held: frozenset[int]) -> float:
    missing = (share for term, share in enumerate(asked.shares) if term not in held)
    return max(missing, default=0.0)


def _pairs(asked: Asked, inside: Sequence[Match]) -> float:
    """Return the share of the question's neighbouring terms that are neighbours in the text too."""
    if not asked.pairs:
        return 0.0
    weight = {pair: asked.shares[pair[0]] + asked.shares[pair[1]] for pair in asked.pairs}
    found = {
        (one.term, two.term)
        for one, two in zip(inside, inside[1:], strict=False)
        if two.start - one.end <= 2 and (one.term, two.term) in weight
    }
    return sum(weight[pair] for pair in found) / sum(weight.values())


def _window(asked: Asked, inside: Sequence[Match], wide: int) -> float:
    """Return the largest share of the question that stands within `wide` characters."""
    counted: defaultdict[int, int] = defaultdict(int)
    best = share = 0.0
    first = 0
    for match in inside:
        counted[match.term] += 1
        share += asked.shares[match.term] if counted[match.term] == 1 else 0.0
        while match.end - inside[first].start > wide and inside[first] is not match:
            gone = inside[first].term
            counted[gone] -= 1
            share -= asked.shares[gone] if counted[gone] == 0 else 0.0
            first += 1
        best = max(best, share)
    return best


def _saturated(asked: Asked, words: _Words) -> float:
    """Return the BM25 sum of the question's shares in the text, without its constants."""
    counted: defaultdict[int, int] = defaultdict(int)
    for match in words.inside:
        counted[match.term] += 1
    usual = _USUAL_LENGTH[asked.language]
    dampened = _SATURATION * (0.25 + 0.75 * len(words.text) / usual)
    return sum(asked.shares[term] * n / (n + dampened) for term, n in counted.items())


def _grams(asked: Asked, words: Sequence[_Words]) -> list[float]:
    """Return the share of the question's character n-grams in each passage, the rare ones first.

    They find what the analysis cuts otherwise in question and text, and words that are kin.
    """
    width = _GRAM[asked.language]
    run = "".join(character for character in asked.text if character.isalnum() or character == " ")
    every = {run[at : at + width] for at in range(len(run) - width + 1)}
    grams = sorted(gram for gram in every if width > 2 or not gram.isascii())
    grams = grams[:: -(-len(grams) // _MOST_GRAMS) or 1]
    texts = [f"{one.above}\n{one.text}" for one in words]
    held = [[gram in text for text in texts] for gram in grams]
    weights = [log(1 + len(texts) / (0.5 + sum(row))) for row in held]
    total = sum(weights) or 1.0
    return [
        sum(weight for weight, row in zip(weights, held, strict=True) if row[n]) / total
        for n in range(len(texts))
    ]


def _held(wanted_ones: set[str], text: str) -> float:
    if not wanted_ones:
        return 1.0
    return sum(one in text for one in wanted_ones) / len(wanted_ones)


def _says_more(numbers: set[str], text: str) -> bool:
    """Tell whether the text holds a number that the question does not."""
    return any(found not in numbers for found in _NUMBER.findall(text))


def _of_other_years(years: set[str], words: _Words) -> float:
    if not years:
        return 0.0
    said = set(_YEAR.findall(words.text)) | set(_YEAR.findall(words.above))
    return float(bool(said) and years.isdisjoint(said))


def _scaled(scores: Sequence[float | None]) -> list[float]:
    found = [score for score in scores if score is not None]
    if not found:
        return [0.0] * len(scores)
    low, width = min(found), (max(found) - min(found)) or 1.0
    return [0.0 if score is None else (score - low) / width for score in scores]


def _ranks(scores: Sequence[float | None]) -> list[float]:
    """Return 1 for the best, falling like the discount of nDCG; 0 for what a leg did not find."""
    known = sorted((score for score in scores if score is not None), reverse=True)
    place = {score: rank for rank, score in reversed([*enumerate(known, start=1)])}
    return [0.0 if score is None else 1 / log2(1 + place[score]) for score in scores]


def _gap(scores: Sequence[float | None]) -> float:
    """Return by how much a leg's first stands out of its first ten, as a share of its score."""
    known = sorted((score for score in scores if score is not None), reverse=True)[:_HEAD]
    return (known[0] - known[-1]) / known[0] if len(known) > 1 and known[0] > 0 else 0.0


def _agreement(dense: Sequence[float | None], lexical: Sequence[float | None]) -> float:
    """Return the share of the first ten that both legs have in common."""

    def first(scores: Sequence[float | None]) -> set[int]:
        known = [(-score, place) for place, score in enumerate(scores) if score is not None]
        return {place for _, place in sorted(known)[:_HEAD]}

    return len(first(dense) & first(lexical)) / _HEAD
