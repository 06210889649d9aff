"""What each stage is worth: the same questions with one stage switched off at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from eval.compare import Difference, compare
from eval.measure import Plan, Progress, measure
from eval.runs import Run
from eval.statistics import holm
from kb_assistant.settings import Settings

STAGES = {"dense leg": "dense", "lexical leg": "lexical"}
"""Name of each stage and the switch among the retrieval settings that turns it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One stage: how the metric changes when it is added to all the others."""

    stage: str
    run: str
    difference: Difference


def ablate(
    settings: Settings, plan: Plan, metric: str, on_progress: Progress
) -> tuple[Run, tuple[Worth, ...]]:
    """Measure the whole and the whole without each stage that is on, dearest stage first.

    The p-values are corrected for the number of stages.

    Raises:
        RunError: the runs have no such metric.
    """
    whole = measure(settings, plan, on_progress)
    found = [
        _worth(
            stage,
            whole,
            measure(_without(settings, switch), plan, _named(stage, on_progress)),
            metric,
        )
        for stage, switch in STAGES.items()
        if getattr(settings.retrieval, switch)
    ]
    corrected = holm([each.difference.p for each in found])
    worths = [
        replace(each, difference=replace(each.difference, corrected=p))
        for each, p in zip(found, corrected, strict=True)
    ]
    return whole, tuple(sorted(worths, key=lambda each: -each.difference.change))


def _worth(stage: str, whole: Run, without: Run, metric: str) -> Worth:
    # The two runs differ in nothing but the stage; their first is the one without it.
    compared = compare(without, whole, leading=metric)
    difference = next(each for each in compared.differences if each.metric == compared.leading)
    return Worth(stage=stage, run=without.head.run, difference=difference)


def _without(settings: Settings, switch: str) -> Settings:
    retrieval = settings.retrieval.model_copy(update={switch: False})
    return settings.model_copy(update={"retrieval": retrieval})


def _named(stage: str, on_progress: Progress) -> Callable[[str, int, int], None]:
    return lambda what, done, of: on_progress(f"without the {stage}, {what}", done, of)
