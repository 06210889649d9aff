"""Trains the light reranker, and says what it is worth on sets that it did not see."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.metrics.retrieval import per_question
from eval.reranker.collect import Asked, Collected
from eval.reranker.fit import Ranked, Recipe, fit
from eval.statistics import Estimate, difference_estimate, randomisation_test
from kb_assistant.retrieve.features import NAMES
from kb_assistant.retrieve.rerank import Network

METRIC = "nDCG@10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What reranking changes on a set whose questions the network was not trained on.

    `change` is that of nDCG@10 over plain fusion; `p` is that of the paired randomisation test.
    """

    name: str
    questions: int
    fused: float
    reranked: float
    change: Estimate
    p: float


def left_out(
    trained_on: Sequence[Collected], measured: Sequence[Collected], recipe: Recipe
) -> list[Worth]:
    """Measure each set with a network that was trained on the others.

    Sets whose names begin alike up to the first "_" are one: the languages of a parallel set.
    """
    found = []
    for each in measured:
        others = [one for one in trained_on if _family(one) != _family(each)]
        found.append(_worth(each, fit([_lists(one) for one in others], recipe)))
    return found


def trained(sets: Sequence[Collected], recipe: Recipe) -> Network:
    """Train on all the sets."""
    return fit([_lists(each) for each in sets], recipe)


def save(network: Network, path: Path) -> None:
    """Write the network as it is shipped."""
    import numpy as np

    np.savez(
        path,
        names=np.array(NAMES),
        mean=network.mean,
        deviation=network.deviation,
        line=network.line,
        inner=network.inner,
        bias=network.bias,
        outer=network.outer,
    )


def _lists(collected: Collected) -> list[Ranked]:
    return [each.ranked for each in collected.asked]


def _worth(collected: Collected, network: Network) -> Worth:
    fused = _values(collected, None)
    reranked = _values(collected, network)
    change = [after - before for before, after in zip(fused, reranked, strict=True)]
    return Worth(
        name=collected.name,
        questions=len(fused),
        fused=sum(fused) / len(fused),
        reranked=sum(reranked) / len(reranked),
        change=difference_estimate(change),
        p=randomisation_test(fused, reranked),
    )


def _values(collected: Collected, network: Network | None) -> list[float]:
    run = {str(n): _ranking(each, network) for n, each in enumerate(collected.asked)}
    qrels = {str(n): each.relevant for n, each in enumerate(collected.asked)}
    found = per_question(qrels, run, (METRIC,))[METRIC]
    return [found[str(n)] for n in range(len(collected.asked))]


def _ranking(asked: Asked, network: Network | None) -> dict[str, float]:
    """Return each document with a score that puts it where its best passage stands."""
    order: Sequence[int] = range(len(asked.documents))
    if network is not None and asked.documents:
        order = (-network.scores(asked.ranked.features)).argsort(kind="stable").tolist()
    ranked = dict.fromkeys(asked.documents[place] for place in order)
    return {document: 1 / rank for rank, document in enumerate(ranked, start=1)}


def _family(collected: Collected) -> str:
    name = collected.name
    return name if name.startswith("pairs") else name.split("_")[0]
