"""What there is to measure below a folder, and measuring it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets.beir import is_beir
from eval.datasets.conversation import is_conversation_set
from eval.datasets.lines import either
from eval.datasets.pdf import is_pdf_set
from eval.datasets.redteam import is_redteam_set
from eval.datasets.refusal import is_refusal_set
from eval.datasets.registry import LAYOUT_FILES
from eval.errors import DatasetError
from eval.measure import Kind, Plan, Progress, measure
from eval.runs import Run
from kb_assistant.settings import Settings

SMALL_CORPUS = 2_500_000
"""Bytes of a corpus file (as it lies there) up to which a set belongs to the small benchmark."""


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


def _kinds(path: Path) -> list[Kind]:
    checks: list[tuple[Kind, Callable[[Path], bool]]] = [
        (Kind.RETRIEVAL, lambda one: is_beir(one) or is_pdf_set(one)),
        (Kind.ANSWERS, lambda one: is_pdf_set(one) or _has_answers(one)),
        (Kind.REFUSAL, is_refusal_set),
        (Kind.REDTEAM, is_redteam_set),
        (Kind.CONVERSATION, lambda one: is_beir(one) and is_conversation_set(one)),
        (Kind.LAYOUT, _has_layout),
    ]
    return [kind for kind, fits in checks if fits(path)]


def _has_answers(path: Path) -> bool:
    return is_beir(path) and either(path / "answers.jsonl") is not None


def _has_layout(path: Path) -> bool:
    return any((path / name).exists() for name in LAYOUT_FILES)


def _corpus_bytes(path: Path) -> int:
    corpus = either(path / "corpus.jsonl")
    if corpus is not None:
        return corpus.stat().st_size
    return sum(file.stat().st_size for file in path.glob("pdfs/*")) // 20
