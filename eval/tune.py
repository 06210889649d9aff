"""Choosing settings on the tuning half, judged by cross-validation."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.change import Changes, Value, changed, typed, value_of
from eval.errors import RunError
from eval.measure import Kind, Plan, Progress, measure
from eval.runs import Run
from eval.score import values
from eval.statistics import SIGNIFICANT, estimates, holm, randomisation_test
from kb_assistant.settings import Settings

FOLDS = 5
_RERANKED = "rerank.top_n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A setting and the values to try; `kinds` are the measurements that it can change."""

    setting: str
    values: tuple[Value, ...]
    kinds: frozenset[Kind] = frozenset({Kind.RETRIEVAL, Kind.ANSWERS, Kind.REFUSAL})


WEIGHTS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DIMENSIONS = (
    Dimension(setting="retrieval.dense_weight", values=WEIGHTS),
    Dimension(setting="retrieval.candidates", values=(30, 100, 300)),
    Dimension(setting="retrieval.light_reranker", values=(True, False)),
    Dimension(setting="retrieval.spread", values=(True, False)),
    Dimension(setting=_RERANKED, values=(0, 10, 30, 100)),
    Dimension(
        setting="retrieval.passages",
        values=(4, 6, 8, 12, 16),
        kinds=frozenset({Kind.ANSWERS, Kind.REFUSAL}),
    ),
    Dimension(
        setting="answer.confidence",
        values=(0.3, 0.4, 0.5, 0.6, 0.7),
        kinds=frozenset({Kind.ANSWERS, Kind.REFUSAL}),
    ),
)
"""What is searched, in this order: each setting with the best values of those before it."""

Trial = tuple[tuple[str, Value], ...]
"""The settings of one trial, in the order of the dimensions."""
Column = Mapping[str, float]
"""Question id → value of the metric."""


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

    `best` has the highest mean over all questions. `validated` is the mean that choosing on four
    fifths gives on the last one: what to expect of new questions. `p` compares that with what is
    in use, question by question.
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


def tune(
    settings: Settings,
    plan: Plan,
    metric: str,
    on_progress: Progress,
    *,
    only: Sequence[str] = (),
) -> Tuned:
    """Search the dimensions that `plan.kind` allows (`only` these settings, where given).

    Raises:
        RunError: a question failed, there is no such metric or dimension, or too few questions.
    """
    dimensions = dimensions_for(settings, plan, only)
    start: Trial = tuple((one.setting, value_of(settings, one.setting)) for one in dimensions)

    def column(trial: Trial) -> Column:
        def tell(stage: str, done: int, of: int) -> None:
            on_progress(f"{told(dict(trial))}, {stage}", done, of)

        return _column(measure(changed(settings, dict(trial)), plan, tell), metric)

    return chosen(searched(start, dimensions, column), metric=metric, current=start)


def searched(
    start: Trial, dimensions: Sequence[Dimension], column: Callable[[Trial], Column]
) -> dict[Trial, Column]:
    """Measure the combination in use, then vary one setting at a time around the best so far."""
    pool = {start: column(start)}
    for dimension in dimensions:
        around = dict(_best(pool, sorted(pool[start]), start))
        for value in dimension.values:
            trial = tuple((around | {dimension.setting: value}).items())
            if trial not in pool:
                pool[trial] = column(trial)
    return pool


def chosen(pool: Mapping[Trial, Column], *, metric: str, current: Trial) -> Tuned:
    """Choose among the combinations that were measured, by their values per question.

    Raises:
        RunError: there are too few questions for cross-validation.
    """
    ids = sorted(pool[current])
    if len(ids) < 2 * FOLDS:
        raise RunError(f"{len(ids)} questions are too few to tune on; {2 * FOLDS} are needed")
    now, validated = [], []
    for fold in range(FOLDS):
        trial = _best(pool, [one for one in ids if _fold(one) != fold], current)
        left_out = [one for one in ids if _fold(one) == fold]
        now += [pool[current][one] for one in left_out]
        validated += [pool[trial][one] for one in left_out]
    return Tuned(
        metric=metric,
        current=dict(current),
        best=dict(_best(pool, ids, current)),
        tried=_tried(pool, ids, current),
        before=sum(now) / len(now),
        validated=sum(validated) / len(validated),
        p=randomisation_test(now, validated),
        questions=len(ids),
    )


def told(settings: Changes) -> str:
    """Return a combination in few words: "dense_weight 0.5, candidates 100"."""
    return ", ".join(f"{key.rpartition('.')[2]} {value}" for key, value in settings.items())


def dimensions_for(settings: Settings, plan: Plan, only: Sequence[str]) -> tuple[Dimension, ...]:
    """Return what is searched for a plan: of a collection what can be set for it alone.

    Raises:
        RunError: a setting of `only` is not among them.
    """
    every = _of_collection(settings, plan.collection) if plan.collection else DIMENSIONS
    fitting = tuple(
        one
        for one in every
        # Without a cross-encoder there is nothing to switch off.
        if plan.kind in one.kinds and (settings.rerank.named or one.setting != _RERANKED)
    )
    known = [one.setting for one in fitting]
    for setting in only:
        if setting not in known:
            raise RunError(
                f"{setting} is not searched for {plan.kind}; there are: {', '.join(known)}"
            )
    return tuple(one for one in fitting if not only or one.setting in only)


def _of_collection(settings: Settings, name: str) -> tuple[Dimension, ...]:
    known = settings.retrieval.dense_weights
    weights = tuple(typed({**known, name: weight}) for weight in WEIGHTS)
    found = (Dimension(setting="retrieval.dense_weights", values=weights),)
    if not settings.rerank.named:
        return found
    left_out = settings.rerank.left_out_collections
    without = tuple(",".join(sorted(each)) for each in (left_out - {name}, left_out | {name}))
    return (*found, Dimension(setting="rerank.left_out", values=without))


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
    interval = estimates({"difference": difference})["difference"]
    return Tried(
        settings=dict(trial),
        mean=sum(column) / len(column),
        difference=interval.value,
        low=interval.low,
        high=interval.high,
        p=p,
    )


def _column(run: Run, metric: str) -> Column:
    if run.failed:
        raise RunError(f"{len(run.failed)} questions failed: {run.failed[0].error}")
    table = values(run.done)
    if metric not in table:
        raise RunError(f"no metric {metric}; there are: {', '.join(table)}")
    pairs = zip(run.done, table[metric], strict=True)
    return {result.id: value for result, value in pairs if value is not None}


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
