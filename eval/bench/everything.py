"""Runs every part of the benchmark, one after the other."""

from dataclasses import dataclass
from pathlib import Path

from eval.bench.jobs import Job, bench, jobs
from eval.bench.page import Measured
from eval.bench.web import Load, measure_web
from eval.corpus import corpus_home
from eval.datasets.model import Dataset
from eval.measure import OURS, Kind, Plan, Progress, chosen
from eval.peers.measure import measure_peers
from eval.runs import Run
from kb_assistant.settings import Settings

PEER_DOCUMENTS = 6_000
"""Documents of a set up to which peers are measured beside us: they embed it anew each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a benchmark takes in: `limit` questions of a set (0 means all), and which parts."""

    full: bool = False
    limit: int = 100
    peers: bool = True
    web_seconds: float = 10.0


def everything(settings: Settings, folder: Path, scope: Scope, on_progress: Progress) -> Measured:
    """Measure every set below a folder and our red-team set, peers on small ones, and the server.

    Raises:
        DatasetError: there is no dataset, or one is broken.
    """
    todo = [*jobs(folder, full=scope.full), Job(kind=Kind.REDTEAM, path=OURS / "redteam")]
    runs = bench(settings, todo, limit=scope.limit, on_progress=on_progress)
    small = _small(settings, runs, scope.limit)
    peers = []
    if scope.peers:
        for number, dataset in enumerate(small):
            on_progress(f"peers on {dataset.name}", number, len(small))
            peers.append((dataset.name, tuple(measure_peers(dataset))))
    loads: list[Load] = []
    if scope.web_seconds and small:
        on_progress(f"web server over {small[-1].name}", 0, 0)
        home = corpus_home(settings, small[-1])
        asked = [case.question for case in small[-1].cases]
        loads = measure_web(home, asked, seconds=scope.web_seconds)
    return Measured(
        runs=tuple(runs),
        peers=tuple(peers),
        loads=tuple(loads),
        served=small[-1].name if small else "",
    )


def _small(settings: Settings, runs: list[Run], limit: int) -> list[Dataset]:
    """Return the sets on which peers are measured, the largest one last."""
    found = [
        chosen(settings, Plan(Kind.RETRIEVAL, run.head.dataset_path, limit=limit))
        for run in runs
        if run.head.kind == Kind.RETRIEVAL
    ]
    fitting = [one for one in found if 0 < len(one.corpus) <= PEER_DOCUMENTS]
    return sorted(fitting, key=lambda one: len(one.corpus))
