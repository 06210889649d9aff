"""Choosing among combinations of settings by nested cross-validation."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.change import Value
from eval.errors import RunError
from eval.statistics import SIGNIFICANT, difference_estimate, holm, randomisation_test

FOLDS = 5

Trial = tuple[tuple[str, Value], ...]
"""The settings of one trial, in the order of the dimensions."""
Column = Mapping[str, float]
"""Question id → value of the metric."""
Measure = Callable[[Trial], Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A setting and the values to try."""

    setting: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One combination: its mean, and by how much it differs from what is in use.

    `low` and `high` bound the difference (95 % paired bootstrap); `p` is corrected for the number
    of combinations (Holm).
    """

    settings: dict[str, Value]
    mean: float
    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What tuning found.

    `best` is what the search over all questions ends at. `validated` is the mean on each fifth of
    the questions of what the same search, done anew on the other four fifths, ends at: what to
    expect of new questions. `p` compares that with what is in use, question by question. `tried`
    are all combinations that were measured, the best first.
    """

    metric: str
    current: dict[str, Value]
    best: dict[str, Value]
    tried: tuple[Tried, ...]
    before: float
    validated: float
    p: float
    questions: int

    @property
    def worthwhile(self) -> bool:
        """Whether the best combination beats the one in use by more than chance (5 %)."""
        return self.best != self.current and self.validated > self.before and self.p < SIGNIFICANT

    @property
    def changes(self) -> dict[str, Value]:
        """The settings in which the best combination differs from the one in use."""
        return {key: value for key, value in self.best.items() if self.current[key] != value}


def chosen(
    current: Trial, dimensions: Sequence[Dimension], measured: Measure, *, metric: str
) -> Tuned:
    """Search the dimensions around what is in use, and judge the search on questions it left out.

    The whole search is done anew without each fifth of the questions: were only the last choice
    made without them, they would have had a say in which combinations there are to choose from
    (Varma & Simon 2006). A combination is measured once, over all questions.

    Raises:
        RunError: there are too few questions for cross-validation.
    """
    pool: dict[Trial, Column] = {}

    def column(trial: Trial) -> Column:
        if trial not in pool:
            pool[trial] = measured(trial)
        return pool[trial]

    ids = sorted(column(current))
    if len(ids) < 2 * FOLDS:
        raise RunError(f"{len(ids)} questions are too few to tune on; {2 * FOLDS} are needed")
    best = _walked(current, dimensions, column, ids)
    now, validated = [], []
    for fold in range(FOLDS):
        others = [one for one in ids if _fold(one) != fold]
        left_out = [one for one in ids if _fold(one) == fold]
        trial = _walked(current, dimensions, column, others)
        now += [column(current)[one] for one in left_out]
        validated += [column(trial)[one] for one in left_out]
    return Tuned(
        metric=metric,
        current=dict(current),
        best=dict(best),
        tried=_tried(pool, ids, current),
        before=sum(now) / len(now),
        validated=sum(validated) / len(validated),
        p=randomisation_test(now, validated),
        questions=len(ids),
    )


def _walked(
    current: Trial, dimensions: Sequence[Dimension], column: Measure, ids: Sequence[str]
) -> Trial:
    """Vary one setting at a time around the best so far, by these questions alone."""
    seen = {current: column(current)}
    for dimension in dimensions:
        around = dict(_best(seen, ids, current))
        for value in dimension.values:
            trial = tuple((around | {dimension.setting: value}).items())
            seen[trial] = column(trial)
    return _best(seen, ids, current)


def _tried(pool: Mapping[Trial, Column], ids: Sequence[str], current: Trial) -> tuple[Tried, ...]:
    others = [trial for trial in pool if trial != current]
    now = [pool[current][one] for one in ids]
    columns = {trial: [pool[trial][one] for one in ids] for trial in others}
    corrected = holm([randomisation_test(now, columns[trial]) for trial in others])
    found = [_against(now, now, current, 1.0)]
    found += [_against(now, columns[t], t, p) for t, p in zip(others, corrected, strict=True)]
    return tuple(sorted(found, key=lambda one: -one.mean))


def _against(now: Sequence[float], column: Sequence[float], trial: Trial, p: float) -> Tried:
    difference = [b - a for a, b in zip(now, column, strict=True)]
    interval = difference_estimate(difference)
    return Tried(
        settings=dict(trial),
        mean=sum(column) / len(column),
        difference=interval.value,
        low=interval.low,
        high=interval.high,
        p=p,
    )


def _best(pool: Mapping[Trial, Column], ids: Sequence[str], current: Trial) -> Trial:
    """Return the combination with the highest mean; at a tie the one nearest to that in use."""

    def worth(trial: Trial) -> tuple[float, int]:
        return round(_mean(pool[trial], ids), 9), sum(
            a == b for a, b in zip(trial, current, strict=True)
        )

    return max(pool, key=worth)


def _mean(column: Column, ids: Sequence[str]) -> float:
    return sum(column[one] for one in ids) / len(ids) if ids else 0.0


def _fold(question: str) -> int:
    return hashlib.sha256(question.encode()).digest()[1] % FOLDS
