"""Choosing the weight of the dense leg on the tuning half, judged by cross-validation."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from eval.errors import RunError
from eval.measure import Plan, Progress, measure
from eval.runs import Run
from eval.score import values
from eval.statistics import randomisation_test
from kb_assistant.settings import Settings

WEIGHTS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What tuning found.

    `scores` maps each weight to its mean over all questions. `validated` is the mean that choosing
    on four fifths gives on the last one: what to expect of new questions. `p` compares that with
    the weight in use, question by question.
    """

    metric: str
    current: float
    best: float
    scores: dict[float, float]
    before: float
    validated: float
    p: float
    questions: int

    @property
    def worthwhile(self) -> bool:
        """Whether the best weight beats the one in use by more than chance (5 %)."""
        return self.best != self.current and self.validated > self.before and self.p < 0.05


def tune(settings: Settings, plan: Plan, metric: str, on_progress: Progress) -> Tuned:
    """Measure each weight and choose one.

    Raises:
        RunError: a question failed, there is no such metric, or there are too few questions.
    """
    current = settings.retrieval.dense_weight
    columns: dict[float, dict[str, float]] = {}
    for weight in sorted({*WEIGHTS, current}):
        retrieval = settings.retrieval.model_copy(update={"dense_weight": weight})
        trial = settings.model_copy(update={"retrieval": retrieval})

        def tell(stage: str, done: int, of: int, weight: float = weight) -> None:
            on_progress(f"weight {weight:g}, {stage}", done, of)

        columns[weight] = _column(measure(trial, plan, tell), metric)
    return chosen(columns, metric=metric, current=current)


def chosen(columns: dict[float, dict[str, float]], *, metric: str, current: float) -> Tuned:
    """Choose among weights by their values per question.

    Raises:
        RunError: there are too few questions for cross-validation.
    """
    ids = sorted(columns[current])
    if len(ids) < 2 * FOLDS:
        raise RunError(f"{len(ids)} questions are too few to tune on; {2 * FOLDS} are needed")
    validated: list[float] = []
    for fold in range(FOLDS):
        seen = [one for one in ids if _fold(one) != fold]
        weight = _best(columns, seen, current)
        validated += [columns[weight][one] for one in ids if _fold(one) == fold]
    ordered = [one for fold in range(FOLDS) for one in ids if _fold(one) == fold]
    now = [columns[current][one] for one in ordered]
    return Tuned(
        metric=metric,
        current=current,
        best=_best(columns, ids, current),
        scores={weight: _mean(column, ids) for weight, column in columns.items()},
        before=sum(now) / len(now),
        validated=sum(validated) / len(validated),
        p=randomisation_test(now, validated),
        questions=len(ids),
    )


def _column(run: Run, metric: str) -> dict[str, float]:
    if run.failed:
        raise RunError(f"{len(run.failed)} questions failed: {run.failed[0].error}")
    table = values(run.done)
    if metric not in table:
        raise RunError(f"no metric {metric}; there are: {', '.join(table)}")
    pairs = zip(run.done, table[metric], strict=True)
    return {result.id: value for result, value in pairs if value is not None}


def _best(columns: dict[float, dict[str, float]], ids: Sequence[str], current: float) -> float:
    """Return the weight with the highest mean; at a tie the one in use, then the nearest to it."""
    return max(columns, key=lambda w: (round(_mean(columns[w], ids), 9), -abs(w - current)))


def _mean(column: dict[str, float], ids: Sequence[str]) -> float:
    return sum(column[one] for one in ids) / len(ids) if ids else 0.0


def _fold(question: str) -> int:
    return hashlib.sha256(question.encode()).digest()[1] % FOLDS
