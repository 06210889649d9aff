from pathlib import Path

import pytest

from eval.ablate import Stage, ablate
from eval.evaluate import evaluate, retrieval
from eval.measure import Kind, Plan
from eval.runs import Run, record
from kb_assistant.settings import Settings
from kb_assistant.settings_sources import load

from .doubles import CASES, FOUND, Shelf, dataset, head, passage

STAGES = (
    Stage(name="dense leg", setting="retrieval.dense", off=False),
    Stage(name="spelling", setting="retrieval.spelling", off=False),
    Stage(name="spreading", setting="retrieval.spread", off=False),
)


def test_a_stage_that_changed_no_ranking_is_said_to_have_taken_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(settings: Settings, plan: Plan, on_progress: object) -> Run:
        # Of the stages only spreading does something; passages are found by their words alone.
        spread = settings.retrieval.spread
        shelf = Shelf(FOUND | ({} if spread else {"one": [passage("x")]}))
        search = settings.retrieval
        name = f"retrieval-{spread}-{search.spelling}-{search.dense}"
        return evaluate(dataset(*CASES), retrieval(shelf), record(tmp_path / "runs", head(name)))

    monkeypatch.setattr("eval.ablate.measure", measure)
    monkeypatch.setattr("eval.ablate.STAGES", STAGES)
    settings = load(home=tmp_path).settings

    _, worths = ablate(
        settings, Plan(Kind.RETRIEVAL, "tiny"), "nDCG@10", lambda stage, done, of: None
    )

    assert {one.stage: (one.reordered, one.verdict) for one in worths} == {
        "spreading": (1, "may be chance"),
        "spelling": (0, "took no part"),
        "dense leg": (
            0,
            "took no part: the embedding model does not serve these questions' language, "
            "or has no weight",
        ),
    }
