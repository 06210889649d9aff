"""The BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv; answers.jsonl where it exists."""

from collections.abc import Mapping
from pathlib import Path

from eval.datasets.lines import either, files_hash, json_rows, tsv_rows, unique
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.datasets.rows import AnswerLine, CorpusLine, QueryLine
from eval.errors import DatasetError
from ingest.language import language
from kb_assistant.model import Turn

_QRELS = ("query-id", "corpus-id", "score")

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
    corpus = read_corpus(corpus_path) if corpus_path else ()
    queries = list(unique(queries_path, json_rows(queries_path, QueryLine), lambda row: row.id))
    qrels_path = _qrels_path(folder)
    known = {row.id for row in corpus} if corpus_path else None
    qrels = read_qrels(qrels_path, queries={row.id for _, row in queries}, corpus=known)
    answers = read_answers(folder, queries={row.id for _, row in queries})
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


def read_corpus(path: Path) -> tuple[CorpusRow, ...]:
    """Read a corpus file.

    Raises:
        DatasetError: a row is broken or given twice, or there is none.
    """
    rows = tuple(
        CorpusRow(id=row.id, title=row.title, text=row.text)
        for _, row in unique(path, json_rows(path, CorpusLine), lambda row: row.id)
    )
    if not rows:
        raise DatasetError(path, 0, "the corpus is empty")
    return rows


def read_qrels(path: Path, *, queries: set[str], corpus: set[str] | None) -> Qrels:
    """Read the judgements: query id → document id → grade.

    Raises:
        DatasetError: an id is unknown, a pair is judged twice, a grade is no whole number, or a
            query has judgements but nothing relevant.
    """
    qrels: Qrels = {}
    first: dict[str, int] = {}
    for number, (query, document, grade, *_) in tsv_rows(path, _QRELS):
        if query not in queries:
            raise DatasetError(path, number, f'the query "{query}" is not in the queries file')
        if corpus is not None and document not in corpus:
            raise DatasetError(path, number, f'the document "{document}" is in no corpus')
        if document in qrels.setdefault(query, {}):
            raise DatasetError(path, number, f'"{query}" and "{document}" are judged twice')
        qrels[query][document] = _grade(path, number, grade)
        first.setdefault(query, number)
    if not qrels:
        raise DatasetError(path, 0, "there are no judgements")
    for query, grades in qrels.items():
        if max(grades.values()) <= 0:
            reason = f'the gold set of "{query}" is empty: no document has a score above 0'
            raise DatasetError(path, first[query], reason)
    return qrels


def read_answers(folder: Path, *, queries: set[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Read `answers.jsonl`, when it exists: query id → the accepted answers, as one part.

    Raises:
        DatasetError: a row is broken or given twice, or names an unknown query.
    """
    path = either(folder / "answers.jsonl")
    if path is None:
        return {}
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for number, row in unique(path, json_rows(path, AnswerLine), lambda row: row.query_id):
        if row.query_id not in queries:
            raise DatasetError(
                path, number, f'the query "{row.query_id}" is not in the queries file'
            )
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


def _grade(path: Path, number: int, grade: str) -> int:
    try:
        return int(grade)
    except ValueError as error:
        raise DatasetError(path, number, f'the score "{grade}" is no whole number') from error


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
    return tuple(blank)
