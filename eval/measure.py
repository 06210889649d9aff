"""From a dataset's name and the settings to a finished run."""

import hashlib
import platform
from collections.abc import Callable
from contextlib import closing
from dataclasses import KW_ONLY, dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, SecretStr

from eval.columnar import write_parquet
from eval.corpus import (
    corpus_key,
    in_collection,
    in_live_base,
    live_state,
    needs_corpus,
    open_corpus,
    unreadable,
    unrecorded,
)
from eval.datasets.gold import check_gold
from eval.datasets.load import find, load
from eval.datasets.model import Case, Dataset
from eval.datasets.registry import Resolved, resolved
from eval.datasets.split import Split, part
from eval.evaluate import DEPTH, Try, answers, conversation, evaluate, traced, warmed
from eval.runs import HEAD, ROWS, Head, Run, code_version, open_run, read_head, record, run_name
from eval.score import values
from ingest.limits import Limits
from kb_assistant.settings import Settings
from kb_assistant.wiring import KnowledgeBase, open_knowledge_base
from kb_assistant.wiring_retrieval import retriever

OURS = Path(__file__).parent / "data"
"""The folder of the datasets that come with us."""


class Kind(StrEnum):
    """What is measured."""

    RETRIEVAL = "retrieval"
    ANSWERS = "answers"
    REFUSAL = "refusal"
    CONVERSATION = "conversation"
    REDTEAM = "redteam"
    LAYOUT = "layout"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: a dataset by path or name, which part of it, how deep to search.

    `collection` takes the cases of that collection of the live knowledge base alone. `limit` takes
    that many cases, always the same; 0 means all. `fresh` forgets an earlier run.
    """

    kind: Kind
    dataset: str
    _: KW_ONLY
    split: Split = Split.ALL
    collection: str = ""
    limit: int = 0
    depth: int = DEPTH
    fresh: bool = False


Progress = Callable[[str, int, int], None]
"""Told a stage ("indexing", "asking"), how many are done and how many there are."""


def measure(
    settings: Settings, plan: Plan, on_progress: Progress = lambda stage, done, total: None
) -> Run:
    """Measure the assistant on a dataset; a complete run of the same code is returned as it is.

    Raises:
        DatasetError: the dataset is missing or broken.
        RunError: the run folder cannot be used.
    """
    if plan.kind is Kind.LAYOUT:
        return _measured_layout(settings, plan, on_progress)
    dataset = chosen(settings, plan)
    with closing(_base(settings, dataset, on_progress)) as base:
        if not needs_corpus(dataset):
            dataset = in_live_base(dataset, base)
        if plan.collection:
            dataset = in_collection(dataset, plan.collection)
        if dataset.files:
            dataset = replace(dataset, notes=(*dataset.notes, *unreadable(base)))
        state = _corpus_state(settings, dataset, base)
        work = Work(
            dataset=dataset, corpus=state, attempt=warmed(_attempt(base, plan), base.assistant)
        )
        return kept(settings, plan, work, on_progress)


def chosen(settings: Settings, plan: Plan) -> Dataset:
    """Load the dataset of a plan and take the part that it names.

    Raises:
        DatasetError: it is missing or broken, or has nothing for this kind.
    """
    place = located(settings, plan)
    dataset = _part(load(place.path, prefer=str(plan.kind)), place, plan)
    check_gold(dataset, str(plan.kind))
    dataset = _limited(dataset, plan)
    count = sum(case.synthetic for case in dataset.cases)
    if not count:
        return dataset
    share = f"all {count}" if count == len(dataset.cases) else f"{count} of {len(dataset.cases)}"
    note = f"{share} questions are synthetic: nobody asked them"
    return replace(dataset, notes=(*dataset.notes, note))


def located(settings: Settings, plan: Plan) -> Resolved:
    """Return where the dataset of a plan lies: registered, a path, in the data folder, or ours.

    Raises:
        DatasetError: there is none, or it is not what was registered.
    """
    kept = resolved(settings.home, plan.dataset, plan.split)
    folders = [settings.home / "eval" / "datasets", OURS]
    return kept or Resolved(path=find(plan.dataset, folders), split=Split.ALL)


def _part(dataset: Dataset, place: Resolved, plan: Plan) -> Dataset:
    """Return what a plan asks of a dataset; one that is kept for one thing is not cut again."""
    if place.split is Split.ALL:
        return part(dataset, plan.split)
    return replace(dataset, split=str(place.split))


def _limited(dataset: Dataset, plan: Plan) -> Dataset:
    return sample(dataset, plan.limit) if 0 < plan.limit < len(dataset.cases) else dataset


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What to ask, and how; `corpus` says of which documents, in which state."""

    dataset: Dataset
    corpus: str
    attempt: Try


def kept(
    settings: Settings,
    plan: Plan,
    work: Work,
    on_progress: Progress = lambda stage, done, total: None,
) -> Run:
    """Ask what is not asked yet and keep it in the run's folder.

    Raises:
        RunError: the run folder cannot be used.
    """
    runs = settings.home / "eval" / "runs"
    head = head_of(settings, plan, work.dataset, corpus=work.corpus)
    folder = runs / head.run
    if not plan.fresh and (folder / HEAD).exists() and read_head(folder).complete:
        known = open_run(folder)
        if not known.failed:
            # The newest run is the one that was asked for last.
            (folder / HEAD).touch()
            return known
    recording = record(runs, head, fresh=plan.fresh)
    count, total = len(recording.done), len(work.dataset.cases)
    on_progress("asking", count, total)

    def tell(_: object) -> None:
        nonlocal count
        count += 1
        on_progress("asking", count, total)

    run = evaluate(work.dataset, work.attempt, recording, tell)
    write_parquet(run.folder / ROWS, run.results, values(run.results))
    return run


def head_of(settings: Settings, plan: Plan, dataset: Dataset, *, corpus: str) -> Head:
    """Return what identifies the run: the same head means that the numbers would be the same."""
    identity = {
        "kind": str(plan.kind),
        "dataset": dataset.name,
        "dataset_sha256": dataset.sha256,
        "split": dataset.split,
        "settings": flat_settings(settings) | {"eval.depth": str(plan.depth)},
        "code": code_version(),
        "corpus": corpus,
    }
    return Head.model_validate(
        identity
        | {
            "run": run_name(identity),
            "dataset_path": str(dataset.path),
            "questions": len(dataset.cases),
            "machine": f"{platform.platform()}, {platform.machine()}",
            "notes": dataset.notes,
            "synthetic": sum(case.synthetic for case in dataset.cases),
        }
    )


def flat_settings(settings: Settings) -> dict[str, str]:
    """Return every setting that can change a result, by dotted key, without secrets and paths."""
    flat: dict[str, str] = {}
    for section, tree in settings:
        if isinstance(tree, BaseModel) and section not in {"web", "catalog"}:
            for key, value in tree:
                if not isinstance(value, SecretStr):
                    flat[f"{section}.{key}"] = str(value)
    return flat


def _measured_layout(settings: Settings, plan: Plan, on_progress: Progress) -> Run:
    from eval.datasets.layout import read_layout_set
    from eval.layout import layout

    place = located(settings, plan)
    whole, truths = read_layout_set(place.path)
    dataset = _limited(_part(whole, place, plan), plan)
    attempt = layout(truths, Limits(**settings.limits.model_dump()))
    work = Work(dataset=dataset, corpus="files", attempt=attempt)
    return kept(settings, plan, work, on_progress)


def _base(settings: Settings, dataset: Dataset, on_progress: Progress) -> KnowledgeBase:
    if needs_corpus(dataset):
        return open_corpus(settings, dataset, lambda done, of: on_progress("indexing", done, of))
    return open_knowledge_base(unrecorded(settings))


def sample(dataset: Dataset, count: int) -> Dataset:
    """Return a dataset with `count` of its cases, always the same ones."""

    def order(case: Case) -> bytes:
        return hashlib.sha256(case.id.encode()).digest()

    kept = {case.id for case in sorted(dataset.cases, key=order)[:count]}
    cases = tuple(case for case in dataset.cases if case.id in kept)
    sha256 = hashlib.sha256(f"{dataset.sha256}/{count}".encode()).hexdigest()
    note = f"{dataset.path.name}: {len(cases)} of {len(dataset.cases)} questions were drawn"
    return replace(dataset, cases=cases, sha256=sha256, notes=(*dataset.notes, note))


def _corpus_state(settings: Settings, dataset: Dataset, base: KnowledgeBase) -> str:
    if needs_corpus(dataset):
        return corpus_key(settings, dataset)
    return live_state(base)


def _attempt(base: KnowledgeBase, plan: Plan) -> Try:
    if plan.kind is Kind.RETRIEVAL:
        return traced(retriever(base.settings, base.index), depth=plan.depth)
    if plan.kind is Kind.CONVERSATION:
        return conversation(base.assistant, depth=plan.depth)
    return answers(base.assistant)
