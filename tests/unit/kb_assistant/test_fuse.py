"""Fusion: which legs serve a question, and how their scores are joined."""

from indexes.model import Leg, Passage, Scores
from ingest.model import Chunk, Document
from kb_assistant.retrieve.fuse import Weights, fuse, legs_for

DOCUMENT = Document(id="d", collection="c", uri="a.txt")


def passage(name: str, *, dense: float | None = None, lexical: float | None = None) -> Passage:
    chunk = Chunk(id=name, document_id="d", text=name)
    return Passage(chunk=chunk, document=DOCUMENT, scores=Scores(dense=dense, lexical=lexical))


def order(found: list[Passage]) -> list[str]:
    return [each.chunk.id for each in found]


def test_a_chinese_question_leaves_out_a_model_that_was_made_for_english() -> None:
    assert legs_for("年假有几天？", {"en"}) == {Leg.LEXICAL}
    assert legs_for("How many days of leave?", {"en"}) == {Leg.LEXICAL, Leg.DENSE}


def test_a_model_for_all_languages_serves_every_question() -> None:
    assert legs_for("年假有几天？", None) == {Leg.LEXICAL, Leg.DENSE}


def test_scores_are_scaled_per_leg_and_weighted() -> None:
    found = [
        passage("both", dense=0.8, lexical=10.0),
        passage("meaning", dense=0.9, lexical=None),
        passage("words", dense=None, lexical=20.0),
        passage("last", dense=0.5, lexical=5.0),
    ]

    fused = fuse(found, Weights(0.7))

    assert order(fused) == ["meaning", "both", "words", "last"]
    scores = [round(each.scores.fused or 0, 4) for each in fused]
    assert scores == [0.7, 0.625, 0.3, 0.0]


def test_a_collection_may_have_a_weight_of_its_own() -> None:
    found = [passage("meaning", dense=0.9), passage("words", lexical=20.0)]

    assert order(fuse(found, Weights(0.7, {"c": 0.2}))) == ["words", "meaning"]
    assert order(fuse(found, Weights(0.7, {"other": 0.2}))) == ["meaning", "words"]


def test_a_leg_that_found_nothing_gets_no_weight() -> None:
    fused = fuse([passage("a", lexical=1.0), passage("b", lexical=3.0)], Weights(0.7))

    assert [(each.chunk.id, each.scores.fused) for each in fused] == [("b", 1.0), ("a", 0.0)]


def test_a_single_hit_counts_more_than_none() -> None:
    fused = fuse([passage("a", lexical=4.0), passage("b", dense=0.2)], Weights(0.7))

    assert [each.scores.fused for each in fused] == [0.7, 0.30000000000000004]


def test_nothing_found_is_nothing_fused() -> None:
    assert fuse([], Weights(0.7)) == []
