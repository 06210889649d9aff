"""Asks a dataset's questions of the product's own search, for the light reranker to learn from."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from eval.corpus import open_corpus
from eval.datasets.load import find, load
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.measure import Progress, sample
from eval.reranker.fit import Ranked
from eval.scope import scope_of
from kb_assistant.model import Question
from kb_assistant.retrieve.features import features
from kb_assistant.retrieve.rerank import LOOKED_AT
from kb_assistant.retrieve.search import weighed
from kb_assistant.retrieve.trace import StageName
from kb_assistant.settings import Settings
from kb_assistant.wiring import KnowledgeBase
from kb_assistant.wiring_retrieval import retriever

PASSAGES = 1_200
"""Passages of one kind of pairs that a base is made of; each is the answer of its question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question's list: what to learn from, and what is needed to score an order of it."""

    ranked: Ranked
    documents: tuple[str, ...]
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A set's lists."""

    name: str
    asked: tuple[Asked, ...]


def datasets(path: Path) -> Iterator[Dataset]:
    """Read a dataset; a `.jsonl` file of question-passage pairs is one per kind of pair."""
    if path.suffix != ".jsonl":
        yield load(find(str(path), []), prefer="retrieval")
        return
    kinds: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            pair = json.loads(line)
            kinds.setdefault(pair["kind"], {}).setdefault(pair["p"], pair["q"])
    for kind, questions in kinds.items():
        # Neighbours in the file are of one source: these are of all.
        drawn = sorted(questions, key=lambda text: hashlib.sha256(text.encode()).digest())
        rows = [(questions[text], text) for text in drawn[:PASSAGES]]
        yield _paired(path, kind, rows)


def collect(settings: Settings, dataset: Dataset, most: int, on_progress: Progress) -> Collected:
    """Return the lists of at most `most` of a dataset's questions, always the same ones."""
    told = [case for case in dataset.cases if case.relevant]
    dataset = replace(dataset, cases=tuple(told))
    if len(told) > most:
        dataset = sample(dataset, most)
    base = open_corpus(
        settings, dataset, lambda done, of: on_progress(f"{dataset.name}: indexing", done, of)
    )
    with closing(base):
        found = []
        for number, case in enumerate(dataset.cases):
            on_progress(f"{dataset.name}: asking", number, len(dataset.cases))
            found.append(_asked(base, case))
    return Collected(name=dataset.name, asked=tuple(found))


def _paired(path: Path, kind: str, rows: list[tuple[str, str]]) -> Dataset:
    answers: dict[str, dict[str, int]] = {}
    for number, (question, _) in enumerate(rows):
        answers.setdefault(question, {})[str(number)] = 1
    return Dataset(
        name=f"{path.stem}_{kind}",
        path=path,
        sha256="",
        corpus=tuple(
            CorpusRow(id=str(number), title="", text=text) for number, (_, text) in enumerate(rows)
        ),
        cases=tuple(
            Case(id=question, question=question, relevant=relevant)
            for question, relevant in answers.items()
        ),
    )


def _asked(base: KnowledgeBase, case: Case) -> Asked:
    import numpy as np

    question = Question(text=case.question, scope=scope_of(case))
    trace = retriever(base.settings, base.index).trace(question, LOOKED_AT)
    fused = next(stage for stage in trace.stages if stage.name is StageName.FUSED)
    passages = fused.passages[:LOOKED_AT]
    documents = tuple(passage.document.uri for passage in passages)
    table = features(weighed(trace.understood.text, base.index), passages, base.index.terms)
    relevant = [case.relevant.get(document, 0) > 0 for document in documents]
    return Asked(
        ranked=Ranked(features=table, relevant=np.array(relevant, dtype=bool)),
        documents=documents,
        relevant=case.relevant,
    )
