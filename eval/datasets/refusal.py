"""Refusal sets: each question with documents that only look right, and with the right ones too."""

from collections.abc import Iterator
from pathlib import Path

from eval.datasets.beir import read_corpus
from eval.datasets.faults import collected
from eval.datasets.lines import either, files_hash, json_rows, unique
from eval.datasets.model import Case, Dataset
from eval.datasets.rows import RefusalLine
from eval.errors import DatasetError
from ingest.language import language


def is_refusal_set(folder: Path) -> bool:
    """Tell whether the folder holds cases with positive and negative documents."""
    return (folder / "cases.jsonl").exists() and either(folder / "corpus.jsonl") is not None


def read_refusal_set(folder: Path) -> Dataset:
    """Read `cases.jsonl`: from each line a case to refuse (negatives only) and one to answer.

    The case to answer mixes the positive documents with the negative ones. Other documents of the
    corpus are not searched, so they are left out.

    Raises:
        DatasetError: a row is broken or given twice, names an unknown document, or has none.
    """
    path = folder / "cases.jsonl"
    corpus_path = either(folder / "corpus.jsonl") or folder / "corpus.jsonl"
    cases: list[Case] = []
    with collected() as on_fault:
        corpus = read_corpus(corpus_path, on_fault)
        known = {row.id for row in corpus}
        given = json_rows(path, RefusalLine, on_fault)
        for number, row in unique(path, given, lambda row: row.id, on_fault):
            for reason in _wrong(row, known):
                on_fault(DatasetError(path, number, reason))
            cases += _pair(row, f"{path.name}:{number}")
    searched = {document for case in cases for document in case.sources}
    return Dataset(
        name=folder.resolve().name,
        path=folder,
        cases=tuple(cases),
        corpus=tuple(row for row in corpus if row.id in searched),
        sha256=files_hash([path, corpus_path], root=folder),
    )


def _wrong(row: RefusalLine, known: set[str]) -> Iterator[str]:
    for document in (*row.positive, *row.negative):
        if document not in known:
            yield f'the document "{document}" is in no corpus'
    if not row.negative and not row.positive:
        yield "neither positive nor negative documents are given"


def _pair(row: RefusalLine, place: str) -> list[Case]:
    slices = row.slices() | {"language": language(row.query)}
    pair: list[Case] = []
    if row.negative:
        pair.append(
            Case(
                id=f"{row.id}/negatives",
                question=row.query.strip(),
                answerable=False,
                sources=row.negative,
                slices=slices | {"documents": "negatives"},
                place=place,
            )
        )
    if row.positive:
        pair.append(
            Case(
                id=f"{row.id}/mixed",
                question=row.query.strip(),
                relevant=dict.fromkeys(row.positive, 1),
                answers=_parts(row.answer),
                answerable=True,
                sources=(*row.positive, *row.negative),
                slices=slices | {"documents": "mixed"},
                place=place,
            )
        )
    return pair


def _parts(answer: str | tuple[str | tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    elements = (answer,) if isinstance(answer, str) else answer
    return tuple(_variants(element) for element in elements if element)


def _variants(element: str | tuple[str, ...]) -> tuple[str, ...]:
    given = element.split("|") if isinstance(element, str) else element
    return tuple(variant.strip() for variant in given if variant.strip())
