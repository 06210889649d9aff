"""Measures peers and us on the same questions, in one process after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

from eval.datasets.model import Dataset
from eval.metrics.latency import percentiles
from eval.metrics.retrieval import per_question
from eval.peers.bm25s_peer import Bm25sPeer
from eval.peers.llama_index_peer import LlamaIndexPeer
from eval.peers.protocol import Peer
from eval.statistics import Estimate, estimates

PEERS: tuple[tuple[str, Callable[[], Peer]], ...] = (
    ("bm25s", Bm25sPeer),
    ("llama-index-embeddings-huggingface", LlamaIndexPeer),
)
"""The package that each peer needs, and what makes it; `pip install kb-assistant[bench]`."""
MEASURES = ("nDCG@10", "R@10", "Success@1")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerScore:
    """What one peer reached on one dataset; `missing` names the package that it lacks."""

    peer: str
    metrics: dict[str, Estimate]
    indexing: float = 0.0
    seconds: dict[str, float]
    missing: str = ""


def measure_peers(
    dataset: Dataset,
    *,
    depth: int = 10,
    peers: Sequence[tuple[str, Callable[[], Peer]]] = PEERS,
) -> list[PeerScore]:
    """Measure every peer that is installed; one that is not is named as missing."""
    return [_score(package, make, dataset, depth) for package, make in peers]


def _score(package: str, make: Callable[[], Peer], dataset: Dataset, depth: int) -> PeerScore:
    peer = make()
    try:
        named = f"{peer.name}, {package} {version(package)}"
    except PackageNotFoundError:
        return PeerScore(peer=peer.name, metrics={}, seconds={}, missing=package)
    started = perf_counter()
    peer.add(dataset.corpus)
    indexed = perf_counter() - started
    rankings, seconds = _asked(peer, dataset, depth)
    qrels = {case.id: dict(case.relevant) for case in dataset.cases if case.relevant}
    run = {
        one: {document: 1 / rank for rank, document in enumerate(ranking, start=1)}
        for one, ranking in rankings.items()
    }
    columns = per_question(qrels, run, MEASURES)
    return PeerScore(
        peer=named,
        metrics=estimates({name: list(column.values()) for name, column in columns.items()}),
        indexing=indexed,
        seconds=percentiles(seconds),
    )


def _asked(
    peer: Peer, dataset: Dataset, depth: int
) -> tuple[dict[str, Sequence[str]], list[float]]:
    rankings: dict[str, Sequence[str]] = {}
    seconds: list[float] = []
    for case in dataset.cases:
        if case.relevant:
            started = perf_counter()
            rankings[case.id] = peer.search(case.question, depth)
            seconds.append(perf_counter() - started)
    return rankings, seconds
