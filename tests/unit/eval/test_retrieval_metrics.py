import math

import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.retrieval import first_hit, per_question, trec_order

DOCUMENTS = [f"d{number}" for number in range(12)]
GRADES = st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(0, 3), min_size=1)
# Few distinct scores, so that ties are the rule.
SCORES = st.dictionaries(st.sampled_from(DOCUMENTS), st.sampled_from([0.0, 0.5, 1.0, 1.5, 7.25]))
QUERIES = st.dictionaries(
    st.sampled_from(["q1", "q2", "q3"]), st.tuples(GRADES, SCORES), min_size=1
)

Queries = dict[str, tuple[dict[str, int], dict[str, float]]]

TREC = {
    "nDCG@10": "ndcg_cut_10",
    "R@10": "recall_10",
    "R@100": "recall_100",
    "AP": "map",
    "Success@1": "success_1",
    "Success@5": "success_5",
    "RR": "recip_rank",
}


@settings(max_examples=60, deadline=None)
@given(QUERIES)
def test_all_metrics_equal_trec_eval_with_ties_and_unjudged_documents(queries: Queries) -> None:
    qrels = {query: grades for query, (grades, _) in queries.items()}
    run = {query: scores for query, (_, scores) in queries.items()}
    reference = pytrec_eval.RelevanceEvaluator(qrels, set(TREC.values())).evaluate(run)

    found = per_question(qrels, run, tuple(TREC))

    for name, trec in TREC.items():
        for query in qrels:
            expected = reference.get(query, {}).get(trec, 0.0)
            assert found[name][query] == pytest.approx(expected, abs=1e-6), (name, query)


@settings(max_examples=60, deadline=None)
@given(QUERIES)
def test_a_cut_reciprocal_rank_equals_trec_eval_on_the_cut_run(queries: Queries) -> None:
    qrels = {query: grades for query, (grades, _) in queries.items()}
    run = {query: scores for query, (_, scores) in queries.items()}
    full = per_question(qrels, run, ("RR",))["RR"]

    found = per_question(qrels, run, ("RR@3",))["RR@3"]

    for query in qrels:
        assert found[query] == pytest.approx(full[query] if full[query] >= 1 / 3 else 0.0, abs=1e-6)


def test_a_hand_computed_ranking_has_these_values() -> None:
    qrels = {"q": {"a": 1, "b": 2, "c": 1}}
    run = {"q": {"x": 9.0, "b": 8.0, "a": 7.0}}
    ideal = 2 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    gained = 2 / math.log2(3) + 1 / math.log2(4)

    found = per_question(qrels, run, ("nDCG@10", "R@10", "RR@10", "AP", "Success@1", "Success@5"))

    assert found["nDCG@10"]["q"] == pytest.approx(gained / ideal)
    assert found["R@10"]["q"] == pytest.approx(2 / 3)
    assert found["RR@10"]["q"] == pytest.approx(1 / 2)
    assert found["AP"]["q"] == pytest.approx((1 / 2 + 2 / 3) / 3)
    assert found["Success@1"]["q"] == 0.0
    assert found["Success@5"]["q"] == 1.0


def test_a_question_that_found_nothing_counts_as_zero() -> None:
    found = per_question({"q1": {"a": 1}, "q2": {"a": 1}}, {"q1": {"a": 1.0}}, ("R@10",))

    assert found == {"R@10": {"q1": 1.0, "q2": 0.0}}


def test_equal_scores_are_ranked_by_descending_id_as_trec_eval_does() -> None:
    assert trec_order({"a": 1.0, "c": 1.0, "b": 2.0}) == ["b", "c", "a"]


def test_the_first_hit_is_counted_from_one_and_grade_zero_is_no_hit() -> None:
    assert first_hit(["x", "z", "a"], {"a": 1, "z": 0}) == 3
    assert first_hit(["x"], {"a": 1}) is None
