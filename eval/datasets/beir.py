"""The BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv; answers.jsonl where it exists."""

import re
from collections.abc import Mapping
from pathlib import Path

from eval.datasets.faults import OnFault, collected
from eval.datasets.lines import either, files_hash, json_rows, tsv_rows, unique
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.datasets.rows import AnswerLine, CorpusLine, QueryLine
from eval.errors import DatasetError
from ingest.language import language
from kb_assistant.model import Turn

_QRELS = ("query-id", "corpus-id", "score")
_GRADE = re.compile(r"[+-]?\d+")

Qrels = dict[str, dict[str, int]]


def is_beir(folder: Path) -> bool:
    """Tell whether the folder holds queries and judgements in the BEIR layout."""
    return either(folder / "queries.jsonl") is not None and (folder / "qrels").is_dir()


def read_beir(folder: Path) -> Dataset:
    """Read a BEIR folder; a query without judgements or words is left out and noted, as is usual.

    Without `corpus.jsonl` the judged ids are uris of documents in the live knowledge base.

    Raises:
        DatasetError: a row is broken or given twice, or a judgement names what does not exist.
    """
    queries_path = either(folder / "queries.jsonl") or folder / "queries.jsonl"
    corpus_path = either(folder / "corpus.jsonl")
    qrels_path = _qrels_path(folder)
    with collected() as on_fault:
        corpus = read_corpus(corpus_path, on_fault) if corpus_path else ()
        given = json_rows(queries_path, QueryLine, on_fault)
        queries = list(unique(queries_path, given, lambda row: row.id, on_fault))
        asked = {row.id for _, row in queries}
        known = {row.id for row in corpus} if corpus_path else None
        qrels = read_qrels(qrels_path, on_fault, queries=asked, corpus=known)
        answers = read_answers(folder, on_fault, queries=asked)
    cases = tuple(
        _case(row, qrels[row.id], answers.get(row.id, ()), f"{queries_path.name}:{number}")
        for number, row in queries
        if row.id in qrels and row.text.strip()
    )
    return Dataset(
        name=folder.resolve().name,
        path=folder,
        cases=cases,
        corpus=corpus,
        sha256=files_hash(_files(folder, queries_path, corpus_path, qrels_path), root=folder),
        notes=_notes(queries_path, queries, qrels),
    )


def read_corpus(path: Path, on_fault: OnFault) -> tuple[CorpusRow, ...]:
    """Read a corpus file; `on_fault` takes rows that are broken or given twice.

    Raises:
        DatasetError: there is no row.
    """
    given = json_rows(path, CorpusLine, on_fault)
    rows = tuple(
        CorpusRow(id=row.id, title=row.title, text=row.text)
        for _, row in unique(path, given, lambda row: row.id, on_fault)
    )
    if not rows:
        raise DatasetError(path, 0, "the corpus is empty")
    return rows


def read_qrels(
    path: Path, on_fault: OnFault, *, queries: set[str], corpus: set[str] | None
) -> Qrels:
    """Read the judgements: query id → document id → grade.

    `on_fault` takes ids that are unknown, pairs judged twice, grades that are no whole numbers, and
    queries that have judgements but nothing relevant.

    Raises:
        DatasetError: there are no judgements.
    """
    qrels: Qrels = {}
    first: dict[str, int] = {}
    for number, (query, document, grade, *_) in tsv_rows(path, _QRELS, on_fault):
        if query not in queries:
            reason = f'the query "{query}" is not in the queries file'
        elif corpus is not None and document not in corpus:
            reason = f'the document "{document}" is in no corpus'
        else:
            reason = _judged(qrels, query, document, grade)
        if reason:
            on_fault(DatasetError(path, number, reason))
        first.setdefault(query, number)
    if not qrels:
        raise DatasetError(path, 0, "there are no judgements")
    _refuse_empty(path, qrels, first, on_fault)
    return qrels


def _judged(qrels: Qrels, query: str, document: str, grade: str) -> str:
    """Keep a judgement; return what is wrong with it."""
    if document in qrels.get(query, {}):
        return f'"{query}" and "{document}" are judged twice'
    if not _GRADE.fullmatch(grade.strip()):
        return f'the score "{grade}" is no whole number'
    qrels.setdefault(query, {})[document] = int(grade)
    return ""


def _refuse_empty(path: Path, qrels: Qrels, first: dict[str, int], on_fault: OnFault) -> None:
    for query, grades in qrels.items():
        if max(grades.values()) <= 0:
            reason = f'the gold set of "{query}" is empty: no document has a score above 0'
            on_fault(DatasetError(path, first[query], reason))


def read_answers(
    folder: Path, on_fault: OnFault, *, queries: set[str]
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Read `answers.jsonl`, when it exists: query id → the accepted answers, as one part.

    `on_fault` takes rows that are broken, given twice or name an unknown query.
    """
    path = either(folder / "answers.jsonl")
    if path is None:
        return {}
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    given = json_rows(path, AnswerLine, on_fault)
    for number, row in unique(path, given, lambda row: row.query_id, on_fault):
        if row.query_id not in queries:
            reason = f'the query "{row.query_id}" is not in the queries file'
            on_fault(DatasetError(path, number, reason))
        found[row.query_id] = (row.answers,)
    return found


def _case(
    row: QueryLine,
    relevant: Mapping[str, int],
    answers: tuple[tuple[str, ...], ...],
    place: str,
) -> Case:
    return Case(
        id=row.id,
        question=row.text.strip(),
        history=tuple(Turn(question=turn, answer="") for turn in row.user_turns[:-1]),
        relevant=relevant,
        answers=answers,
        answerable=True,
        slices=row.slices() | {"language": language(row.text)},
        place=place,
    )


def _qrels_path(folder: Path) -> Path:
    found = sorted((folder / "qrels").glob("*.tsv"))
    test = folder / "qrels" / "test.tsv"
    if test in found or not found:
        return test
    return found[0]


def _files(folder: Path, *paths: Path | None) -> list[Path]:
    answers = either(folder / "answers.jsonl")
    return [path for path in (*paths, answers) if path is not None]


def _notes(path: Path, queries: list[tuple[int, QueryLine]], qrels: Qrels) -> tuple[str, ...]:
    blank = [
        f"{path.name}:{number}: left out, the question has no words"
        for number, row in queries
        if row.id in qrels and not row.text.strip()
    ]
    unjudged = sum(row.id not in qrels for _, row in queries)
    if unjudged:
        blank.append(f"{path.name}: {unjudged} queries without judgements are left out")
    return (*blank, *_contradictions(path, queries, qrels))


def _contradictions(path: Path, queries: list[tuple[int, QueryLine]], qrels: Qrels) -> list[str]:
    """Note the same words with other judgements: public sets hold such, so they are no fault."""
    first: dict[str, tuple[int, QueryLine]] = {}
    found = []
    for number, row in queries:
        said = " ".join((*row.user_turns[:-1], row.text)).casefold()
        earlier, same = first.setdefault(said, (number, row))
        if said and row.id in qrels and qrels.get(same.id, qrels[row.id]) != qrels[row.id]:
            found.append(
                f"{path.name}:{number}: asked in line {earlier} too, with other judgements"
            )
    more = [f"{path.name}: {len(found) - 3} more such questions"] if len(found) > 3 else []
    return found[:3] + more
