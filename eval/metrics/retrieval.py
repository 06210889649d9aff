"""Retrieval metrics by trec_eval's own code, through ir-measures."""

from collections.abc import Mapping, Sequence

MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10", "AP", "Success@1", "Success@5")
"""What a retrieval run reports."""

CURVE = (1, 2, 3, 5, 10, 20, 50, 100)
"""The depths at which recall is drawn."""

Qrels = Mapping[str, Mapping[str, int]]
Ranking = Mapping[str, Mapping[str, float]]


def per_question(
    qrels: Qrels, run: Ranking, measures: Sequence[str] = MEASURES
) -> dict[str, dict[str, float]]:
    """Return measure → question id → value, for every question in `qrels`; 0 where `run` has none.

    As in trec_eval, unjudged documents count as irrelevant and equal scores are ranked by
    descending document id, whatever their order in `run`.
    """
    found: dict[str, dict[str, float]] = {}
    plain = [name for name in measures if not name.startswith("RR@")]
    if plain:
        found |= _calculated(qrels, run, plain)
    for name in measures:
        if name not in plain:
            # ir-measures would leave RR@k to code that breaks ties in another way than trec_eval.
            cut = {query: top(scores, int(name[3:])) for query, scores in run.items()}
            found[name] = _calculated(qrels, cut, ["RR"])["RR"]
    return {name: {query: found[name].get(query, 0.0) for query in qrels} for name in measures}


def top(scores: Mapping[str, float], k: int) -> dict[str, float]:
    """Return the best `k` documents as trec_eval orders them."""
    return {document: scores[document] for document in trec_order(scores)[:k]}


def trec_order(scores: Mapping[str, float]) -> list[str]:
    """Return the documents by descending score, then by descending id."""
    by_id = sorted(scores, reverse=True)
    return sorted(by_id, key=lambda document: scores[document], reverse=True)


def first_hit(ranking: Sequence[str], relevant: Mapping[str, int]) -> int | None:
    """Return the 1-based rank of the first relevant document; None when none was found."""
    ranks = (rank for rank, one in enumerate(ranking, start=1) if relevant.get(one, 0) > 0)
    return next(ranks, None)


def _calculated(qrels: Qrels, run: Ranking, measures: Sequence[str]) -> dict[str, dict[str, float]]:
    import ir_measures

    found: dict[str, dict[str, float]] = {name: {} for name in measures}
    names = {ir_measures.parse_measure(name): name for name in measures}
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        found[names[metric.measure]][metric.query_id] = float(metric.value)
    return found
