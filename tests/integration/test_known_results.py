"""Published results that our harness must reproduce; they need public sets that we do not ship."""

from pathlib import Path

import pytest

from eval.change import changed
from eval.measure import Kind, Plan, measure
from eval.score import summary
from kb_assistant.settings_sources import load

SCIFACT = Path(__file__).parents[3] / "shared" / "data" / "retrieval" / "scifact_en"
WORDS_ALONE = {
    "retrieval.dense": False,
    "retrieval.light_reranker": False,
    "retrieval.collapse": False,
    "retrieval.spread": False,
    "retrieval.filters": False,
    "retrieval.spelling": False,
}


@pytest.mark.skipif(not SCIFACT.exists(), reason="the public set SciFact is not beside this folder")
def test_words_alone_reach_what_is_published_of_bm25_on_scifact(tmp_path: Path) -> None:
    settings = changed(load(home=tmp_path).settings, WORDS_ALONE)

    run = measure(settings, Plan(Kind.RETRIEVAL, str(SCIFACT)))

    # BEIR's paper gives .665, Pyserini .679, bm25s .676 to .690.
    assert 0.666 <= summary(run.done)["nDCG@10"].value <= 0.700
