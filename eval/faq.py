"""How well official answers are matched: precision and coverage over thresholds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from eval.datasets.model import Case, CorpusRow, Dataset
from indexes.catalog.faq import Faq
from indexes.embed import Embedder
from indexes.lexical.analysis import Analyzer
from indexes.search import serves
from ingest.language import language
from kb_assistant.faq.deck import Deck, Near, Threshold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question asked of some of the entries: what was nearest, and whether that was right.

    `answerable` tells whether an entry for it was among them.
    """

    near: Near
    right: bool
    answerable: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a threshold gives: of those answered, how many rightly; of those answerable, too."""

    threshold: Threshold
    answered: int
    precision: float
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`keep` entries are drawn `rounds` times; `variants` of each are known beforehand."""

    keep: int
    rounds: int
    variants: int = 0
    seed: int = 1


def trials(dataset: Dataset, plan: Plan, embedder: Embedder, analyzer: Analyzer) -> list[Trial]:
    """Ask the questions of some entries at a time, and as many whose entry is not among them."""
    rows = {row.id: row for row in dataset.corpus}
    texts = [*(title_of(row) for row in rows.values()), *(case.question for case in dataset.cases)]
    vectors = _vectors(texts, embedder)
    random = Random(plan.seed)
    return [
        trial
        for _ in range(plan.rounds)
        for trial in _round(dataset, random, plan, vectors, analyzer)
    ]


def figures(trials: Sequence[Trial], threshold: Threshold) -> Figures:
    """Return what a threshold gives over the trials."""
    answered = [each for each in trials if not each.near.denied and threshold.reached(each.near)]
    right = sum(each.right for each in answered)
    answerable = sum(each.answerable for each in trials)
    return Figures(
        threshold=threshold,
        answered=len(answered),
        precision=right / len(answered) if answered else 1.0,
        coverage=right / answerable if answerable else 0.0,
    )


def median_seconds(trials: Sequence[Trial]) -> float:
    """Return how long a comparison takes, without the embedding of the question."""
    return median(each.seconds for each in trials)


def title_of(row: CorpusRow) -> str:
    """Return the question of an entry: its title, or its text where it has none."""
    return row.title or row.text


def _round(
    dataset: Dataset,
    random: Random,
    plan: Plan,
    vectors: "dict[str, NDArray[np.float32]]",
    analyzer: Analyzer,
) -> Iterator[Trial]:
    import numpy as np

    kept = random.sample(list(dataset.corpus), min(plan.keep, len(dataset.corpus)))
    asked, known = _asked(dataset.cases, kept, random, plan)
    entries = [_entry(row, known.get(row.id, [])) for row in kept]
    phrasings = [text for each in entries for text in (each.question, *each.variants)]
    served = bool(vectors)
    nothing = np.zeros(1, dtype=np.float32)
    matrix = np.stack([vectors.get(text, nothing) for text in phrasings])
    deck = Deck(entries, matrix, analyzer)
    everywhere = range(len(entries))
    for case in asked:
        embed = (lambda text=case.question: vectors[text]) if served else None
        begun = perf_counter()
        near = deck.nearest(case.question, everywhere, embed)
        seconds = perf_counter() - begun
        if near is not None:
            yield Trial(
                near=near,
                right=entries[near.owner].id in case.relevant,
                answerable=any(each.id in case.relevant for each in entries),
                seconds=seconds,
            )


def _asked(
    cases: Sequence[Case], kept: Sequence[CorpusRow], random: Random, plan: Plan
) -> tuple[list[Case], dict[str, list[str]]]:
    """Return the questions to ask, and those that are known as variants of each entry."""
    ids = {row.id for row in kept}
    inside = [case for case in cases if ids & case.relevant.keys()]
    outside = [case for case in cases if not ids & case.relevant.keys()]
    random.shuffle(inside)
    known: dict[str, list[str]] = {}
    asked: list[Case] = []
    for case in inside:
        variants = known.setdefault(min(ids & case.relevant.keys()), [])
        if len(variants) < plan.variants:
            variants.append(case.question)
        else:
            asked.append(case)
    return asked + random.sample(outside, min(len(asked), len(outside))), known


def _entry(row: CorpusRow, variants: Sequence[str]) -> Faq:
    return Faq(
        id=row.id, collection="", question=title_of(row), answer=row.text, variants=tuple(variants)
    )


def _vectors(texts: Sequence[str], embedder: Embedder) -> "dict[str, NDArray[np.float32]]":
    """Return the vectors of texts in a language that the model serves, as most of them decide."""
    serving = sum(serves(embedder, language(text)) for text in texts)
    if serving < len(texts) / 2:
        return {}
    distinct = list(dict.fromkeys(texts))
    return dict(zip(distinct, embedder.embed_passages(distinct), strict=True))
