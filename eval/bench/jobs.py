"""The benchmark of the product itself: every dataset below a folder, as one page of tables."""

import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from eval.datasets.beir import is_beir
from eval.datasets.conversation import is_conversation_set
from eval.datasets.lines import either
from eval.datasets.pdf import is_pdf_set
from eval.datasets.refusal import is_refusal_set
from eval.errors import DatasetError
from eval.measure import Kind, Plan, Progress, measure
from eval.runs import Run, code_version
from eval.score import latency, summary
from kb_assistant.settings import Settings

SMALL_CORPUS = 2_500_000
"""Bytes of a corpus file (as it lies there) up to which a set belongs to the small benchmark."""

_SHOWN = {
    Kind.RETRIEVAL: ("nDCG@10", "R@10", "Success@1", "page R@10", "page Success@5"),
    Kind.ANSWERS: ("answered", "answer held", "F1", "citation precision", "supported sentences"),
    Kind.REFUSAL: ("right decision", "refused", "answered", "answer held"),
    Kind.CONVERSATION: (
        "nDCG@10",
        "nDCG@10 (last turn)",
        "nDCG@10 (of those with a rewrite)",
        "nDCG@10 (rewritten by a person)",
    ),
    Kind.LAYOUT: ("TEDS", "TEDS structure", "reading order", "outline"),
}
_LIBRARIES = ("faiss-cpu", "tantivy", "sentence-transformers", "pymupdf", "unstructured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One dataset to measure in one way."""

    kind: Kind
    path: Path


def jobs(folder: Path, *, full: bool) -> list[Job]:
    """Return what there is to measure below a folder; the small benchmark leaves large sets out.

    Raises:
        DatasetError: there is no dataset.
    """
    found: list[Job] = []
    for path in sorted([folder, *(one for one in folder.rglob("*") if one.is_dir())]):
        if full or _corpus_bytes(path) <= SMALL_CORPUS:
            found += [Job(kind=kind, path=path) for kind in _kinds(path)]
    if not found:
        raise DatasetError(folder, 0, "there is no dataset below this folder")
    return sorted(found, key=lambda job: (list(Kind).index(job.kind), job.path.name))


def bench(
    settings: Settings, todo: Sequence[Job], *, limit: int, on_progress: Progress
) -> list[Run]:
    """Measure every job and return the runs."""
    runs: list[Run] = []
    for job in todo:

        def tell(stage: str, done: int, of: int, job: Job = job) -> None:
            on_progress(f"{job.kind} on {job.path.name}, {stage}", done, of)

        runs.append(measure(settings, Plan(job.kind, str(job.path), limit=limit), tell))
    return runs


def to_markdown(runs: Sequence[Run], *, command: str) -> str:
    """Return the tables, with the machine, the versions and the command that made them."""
    parts = [_head(command)]
    for kind in Kind:
        of_kind = [run for run in runs if run.head.kind == kind]
        if of_kind:
            parts.append(f"## {str(kind).capitalize()}\n\n{_table(of_kind, _SHOWN[kind])}")
    return "\n\n".join(parts) + "\n"


def _kinds(path: Path) -> list[Kind]:
    checks: list[tuple[Kind, Callable[[Path], bool]]] = [
        (Kind.RETRIEVAL, lambda one: is_beir(one) or is_pdf_set(one)),
        (Kind.ANSWERS, lambda one: is_pdf_set(one) or _has_answers(one)),
        (Kind.REFUSAL, is_refusal_set),
        (Kind.CONVERSATION, lambda one: is_beir(one) and is_conversation_set(one)),
        (Kind.LAYOUT, _has_layout),
    ]
    return [kind for kind, fits in checks if fits(path)]


def _has_answers(path: Path) -> bool:
    return is_beir(path) and either(path / "answers.jsonl") is not None


def _has_layout(path: Path) -> bool:
    names = ("tables.jsonl", "files.jsonl", "layout.jsonl")
    return any((path / name).exists() for name in names)


def _corpus_bytes(path: Path) -> int:
    corpus = either(path / "corpus.jsonl")
    if corpus is not None:
        return corpus.stat().st_size
    return sum(file.stat().st_size for file in path.glob("pdfs/*")) // 20


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


def _table(runs: Iterable[Run], metrics: Sequence[str]) -> str:
    table = [(run, summary(run.done)) for run in runs]
    shown = [name for name in metrics if any(name in found for _, found in table)]
    head = ["dataset", "questions", "failed", *shown, "p50", "p95"]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for run, found in table:
        cells = [run.head.dataset, str(len(run.done)), str(len(run.failed))]
        for name in shown:
            one = found.get(name)
            cells.append(f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})" if one else "–")
        total = latency(run.done)["total"]
        cells += [f"{1000 * total[rank]:.0f} ms" if total else "–" for rank in ("p50", "p95")]
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)
