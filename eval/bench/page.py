"""The page of tables, with the machine, the versions and the commands that made them."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from eval.bench.web import Load
from eval.measure import Kind
from eval.peers.measure import MEASURES, PeerScore
from eval.runs import Run, code_version
from eval.score import latency, summary
from eval.statistics import Estimate

_SHOWN = {
    Kind.RETRIEVAL: ("nDCG@10", "R@10", "Success@1", "page R@10", "page Success@5"),
    Kind.ANSWERS: ("answered", "answer held", "F1", "citation precision", "supported sentences"),
    Kind.REFUSAL: ("right decision", "refused", "answered", "answer held"),
    Kind.REDTEAM: ("attack withstood", "right decision", "answer held"),
    Kind.CONVERSATION: (
        "nDCG@10",
        "nDCG@10 (last turn)",
        "nDCG@10 (of those with a rewrite)",
        "nDCG@10 (rewritten by a person)",
    ),
    Kind.LAYOUT: ("TEDS", "TEDS structure", "reading order", "outline", "furniture F1"),
}
_LIBRARIES = ("faiss-cpu", "tantivy", "sentence-transformers", "pymupdf", "unstructured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that one benchmark found; `loads` were measured on the set named `served`."""

    runs: tuple[Run, ...]
    peers: tuple[tuple[str, tuple[PeerScore, ...]], ...] = ()
    loads: tuple[Load, ...] = ()
    served: str = ""


def to_markdown(measured: Measured, *, command: str) -> str:
    """Return the page."""
    parts = [_head(command)]
    for kind in Kind:
        of_kind = [run for run in measured.runs if run.head.kind == kind]
        if of_kind:
            parts.append(f"## {str(kind).capitalize()}\n\n{_table(of_kind, _SHOWN[kind])}")
    if measured.peers:
        parts.append(_beside_peers(measured))
    if measured.loads:
        parts.append(_web(measured))
    return "\n\n".join(parts) + "\n"


def _head(command: str) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return (
        "# Benchmarks\n\n"
        "Every number is measured by the product's own evaluation, with its defaults unless said "
        "otherwise. In brackets: 95 % bootstrap intervals over the questions.\n\n"
        f"- Command: `{command}`\n- Machine: {machine}, Python {platform.python_version()}\n"
        f"- Code: {code_version()}\n- Libraries: {libraries}"
    )


def _beside_peers(measured: Measured) -> str:
    lines: list[list[str]] = []
    ours = {run.head.dataset: run for run in measured.runs if run.head.kind == Kind.RETRIEVAL}
    for dataset, scores in measured.peers:
        run = ours[dataset]
        cells = _estimates(summary(run.done), MEASURES)
        lines.append([dataset, "kb-assistant", *cells, "–", *_times(latency(run.done)["total"])])
        for score in scores:
            if score.missing:
                lines.append([dataset, score.peer, f"not measured: {score.missing} is missing"])
                continue
            cells = _estimates(score.metrics, MEASURES)
            indexing = f"{score.indexing:.1f} s"
            lines.append([dataset, score.peer, *cells, indexing, *_times(score.seconds)])
    header = ("dataset", "system", *MEASURES, "indexing", "p50", "p95")
    return (
        "## Retrieval beside peers\n\nThe same questions and documents in the same process, each "
        "system in the set-up that its makers recommend; the best ten documents count. "
        "Our own indexing is measured by the index benchmark.\n\n" + _rows(header, lines)
    )


def _web(measured: Measured) -> str:
    lines = [
        [
            load.path,
            str(load.users),
            str(load.requests),
            str(load.failed),
            f"{load.rate:.1f}",
            *_times(load.seconds),
            f"{1000 * load.first_byte:.0f} ms",
        ]
        for load in measured.loads
    ]
    header = ("path", "users", "requests", "failed", "per second", "p50", "p95", "first byte")
    return (
        f"## Web server\n\nThe real server over {measured.served}; each user asks its next "
        "question as soon as the last one is answered. Client and server share the machine.\n\n"
        + _rows(header, lines)
    )


def _table(runs: Iterable[Run], metrics: Sequence[str]) -> str:
    table = [(run, summary(run.done)) for run in runs]
    shown = [name for name in metrics if any(name in found for _, found in table)]
    lines = [
        [
            run.head.dataset,
            str(len(run.done)),
            str(len(run.failed)),
            *_estimates(found, shown),
            *_times(latency(run.done)["total"]),
        ]
        for run, found in table
    ]
    return _rows(("dataset", "questions", "failed", *shown, "p50", "p95"), lines)


def _estimates(found: Mapping[str, Estimate], names: Iterable[str]) -> list[str]:
    known = [found.get(name) for name in names]
    return [f"{o.value:.3f} ({o.low:.3f}–{o.high:.3f})" if o else "–" for o in known]


def _times(seconds: Mapping[str, float]) -> list[str]:
    return [f"{1000 * seconds[rank]:.0f} ms" if seconds else "–" for rank in ("p50", "p95")]


def _rows(header: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    whole = [header, ["---"] * len(header)]
    whole += [[*line, *[""] * (len(header) - len(line))] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in whole)
