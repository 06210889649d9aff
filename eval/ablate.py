"""What each stage is worth: the same questions with one stage switched off at a time."""

from dataclasses import dataclass, replace

from eval.change import Value, changed, value_of
from eval.compare import Difference, compare
from eval.measure import Plan, Progress, measure
from eval.runs import Run
from eval.statistics import holm
from kb_assistant.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the search, and the setting with the value that switches it off."""

    name: str
    setting: str
    off: Value


STAGES = (
    Stage(name="dense leg", setting="retrieval.dense", off=False),
    Stage(name="lexical leg", setting="retrieval.lexical", off=False),
    Stage(name="light reranker", setting="retrieval.light_reranker", off=False),
    Stage(name="cross-encoder", setting="rerank.top_n", off=0),
    Stage(name="follow-ups", setting="retrieval.follow_ups", off=False),
    Stage(name="spelling", setting="retrieval.spelling", off=False),
    Stage(name="named documents", setting="retrieval.filters", off=False),
    Stage(name="key figures", setting="retrieval.key_figures", off=False),
    Stage(name="collapsing", setting="retrieval.collapse", off=False),
    Stage(name="spreading", setting="retrieval.spread", off=False),
)
"""What can be switched off; a stage that is off already is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """One stage: how the metric changes when it is added to all the others.

    `reordered` counts the questions whose ranking it changed; a stage that changed none was not
    tried by these questions. `note` says why, where that is known.
    """

    stage: str
    run: str
    difference: Difference
    reordered: int
    note: str = ""

    @property
    def verdict(self) -> str:
        """What to think of the stage, in words."""
        if self.note or not self.reordered:
            return f"took no part{f': {self.note}' if self.note else ''}"
        return self.difference.verdict


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
        _worth(stage, whole, _without(settings, plan, stage, on_progress), metric)
        for stage in STAGES
        if _is_on(stage, settings)
    ]
    corrected = holm([each.difference.p for each in found])
    worths = [
        replace(each, difference=replace(each.difference, corrected=p))
        for each, p in zip(found, corrected, strict=True)
    ]
    return whole, tuple(sorted(worths, key=lambda each: -each.difference.change))


def _is_on(stage: Stage, settings: Settings) -> bool:
    if stage.setting.startswith("rerank.") and not settings.rerank.named:
        return False
    return value_of(settings, stage.setting) != stage.off


def _worth(stage: Stage, whole: Run, without: Run, metric: str) -> Worth:
    # The two runs differ in nothing but the stage; their first is the one without it.
    compared = compare(without, whole, leading=metric)
    difference = next(each for each in compared.differences if each.metric == compared.leading)
    return Worth(
        stage=stage.name,
        run=without.head.run,
        difference=difference,
        reordered=_reordered(without, whole),
        note=_unused_vectors(whole) if stage.setting == "retrieval.dense" else "",
    )


def _reordered(without: Run, whole: Run) -> int:
    rankings = {one.id: one.ranking for one in without.done}
    return sum(rankings.get(one.id, one.ranking) != one.ranking for one in whole.done)


def _unused_vectors(run: Run) -> str:
    """Say why no passage of a run was found by its meaning; blank where one was."""
    if any(passage.dense is not None for one in run.done for passage in one.found):
        return ""
    return "the embedding model does not serve these questions' language, or has no weight"


def _without(settings: Settings, plan: Plan, stage: Stage, on_progress: Progress) -> Run:
    def tell(what: str, done: int, of: int) -> None:
        on_progress(f"without the {stage.name}, {what}", done, of)

    return measure(changed(settings, {stage.setting: stage.off}), plan, tell)
