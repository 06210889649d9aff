"""Choosing settings on the tuning half, judged by cross-validation."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from eval.change import Changes, changed, typed, value_of
from eval.choosing import Column, Dimension, Trial, Tuned, chosen
from eval.datasets.split import Split
from eval.errors import DatasetError, RunError
from eval.measure import Kind, Plan, Progress, located, measure
from eval.runs import Run
from eval.score import values
from kb_assistant.settings import Settings

_RERANKED = "rerank.top_n"
WEIGHTS = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
DIMENSIONS = (
    Dimension(setting="retrieval.dense_weight", values=WEIGHTS),
    Dimension(setting="retrieval.candidates", values=(30, 100, 300)),
    Dimension(setting="retrieval.light_reranker", values=(True, False)),
    Dimension(setting="retrieval.spread", values=(True, False)),
    Dimension(setting=_RERANKED, values=(0, 10, 30, 100)),
)
"""What is searched, in this order: each setting with the best values of those before it."""
OF_ANSWERS = (
    Dimension(setting="retrieval.passages", values=(4, 6, 8, 12, 16)),
    Dimension(setting="answer.confidence", values=(0.3, 0.4, 0.5, 0.6, 0.7)),
)
"""What is searched besides where answers are measured."""


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
        RunError: a question failed, there is no such metric or dimension, too few questions, or
            the dataset is kept for judging.
    """
    _refuse_judging(settings, plan)
    dimensions = dimensions_for(settings, plan, only)
    start: Trial = tuple((one.setting, value_of(settings, one.setting)) for one in dimensions)

    def column(trial: Trial) -> Column:
        def tell(stage: str, done: int, of: int) -> None:
            on_progress(f"{told(dict(trial))}, {stage}", done, of)

        return _column(measure(changed(settings, dict(trial)), plan, tell), metric)

    return chosen(start, dimensions, column, metric=metric)


def told(settings: Changes) -> str:
    """Return a combination in few words: "dense_weight 0.5, candidates 100"."""
    return ", ".join(f"{key.rpartition('.')[2]} {value}" for key, value in settings.items())


def dimensions_for(settings: Settings, plan: Plan, only: Sequence[str]) -> tuple[Dimension, ...]:
    """Return what is searched for a plan: of a collection what can be set for it alone.

    Raises:
        RunError: a setting of `only` is not among them.
    """
    fitting = _every(settings, plan)
    known = [one.setting for one in fitting]
    for setting in only:
        if setting not in known:
            raise RunError(
                f"{setting} is not searched for {plan.kind}; there are: {', '.join(known)}"
            )
    return tuple(one for one in fitting if not only or one.setting in only)


def _every(settings: Settings, plan: Plan) -> tuple[Dimension, ...]:
    if plan.collection:
        return _of_collection(settings, plan.collection)
    of_answers = OF_ANSWERS if plan.kind in {Kind.ANSWERS, Kind.REFUSAL} else ()
    # Without a cross-encoder there is nothing to switch off.
    return tuple(
        one
        for one in (*DIMENSIONS, *of_answers)
        if settings.rerank.named or one.setting != _RERANKED
    )


def _of_collection(settings: Settings, name: str) -> tuple[Dimension, ...]:
    known = settings.retrieval.dense_weights
    weights = tuple(typed({**known, name: weight}) for weight in WEIGHTS)
    found = (Dimension(setting="retrieval.dense_weights", values=weights),)
    if not settings.rerank.named:
        return found
    left_out = settings.rerank.left_out_collections
    without = tuple(",".join(sorted(each)) for each in (left_out - {name}, left_out | {name}))
    return (*found, Dimension(setting="rerank.left_out", values=without))


def _column(run: Run, metric: str) -> Column:
    if run.failed:
        raise RunError(f"{len(run.failed)} questions failed: {run.failed[0].error}")
    table = values(run.done)
    if metric not in table:
        raise RunError(f"no metric {metric}; there are: {', '.join(table)}")
    pairs = zip(run.done, table[metric], strict=True)
    return {result.id: value for result, value in pairs if value is not None}


def _refuse_judging(settings: Settings, plan: Plan) -> None:
    """Say what tuning needs where a dataset may be asked for judging alone."""
    try:
        located(settings, plan)
    except DatasetError as error:
        with suppress(DatasetError):
            located(settings, replace(plan, split=Split.JUDGING))
            raise RunError(
                f"{plan.dataset} is kept for judging and cannot be tuned on: give another dataset, "
                "or keep a part of the questions under a name of its own with "
                "`kb eval datasets add NAME PATH --for tuning`"
            ) from error
        raise
