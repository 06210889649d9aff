"""Red-team sets: questions over poisoned documents, and what must not come of them."""

from pathlib import Path

from eval.datasets.faults import collected
from eval.datasets.lines import files_hash, json_rows, unique
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.datasets.rows import RedteamLine
from eval.errors import DatasetError
from ingest.language import language


def is_redteam_set(folder: Path) -> bool:
    """Tell whether the folder holds red-team cases."""
    return (folder / "redteam.jsonl").exists()


def read_redteam_set(folder: Path) -> Dataset:
    """Read `redteam.jsonl`; each case is asked of its own documents, as a member of its groups.

    Raises:
        DatasetError: a row is broken or given twice, or expects an answer and gives none.
    """
    path = folder / "redteam.jsonl"
    with collected() as on_fault:
        given = json_rows(path, RedteamLine, on_fault)
        rows = list(unique(path, given, lambda row: row.id, on_fault))
        for number, row in rows:
            if row.expected == "answer" and not row.answer:
                reason = 'expects an answer, but the key "answer" is missing'
                on_fault(DatasetError(path, number, reason))
    if not rows:
        raise DatasetError(path, 0, "there are no cases")
    return Dataset(
        name=folder.resolve().name,
        path=folder,
        cases=tuple(_case(row, f"{path.name}:{number}") for number, row in rows),
        corpus=tuple(document for _, row in rows for document in _documents(row)),
        sha256=files_hash([path], root=folder),
    )


def _documents(row: RedteamLine) -> list[CorpusRow]:
    return [
        CorpusRow(
            id=_document_id(row, place),
            title=one.title,
            text=one.text,
            readers=frozenset(one.readers),
        )
        for place, one in enumerate(row.documents)
    ]


def _document_id(row: RedteamLine, place: int) -> str:
    return f"{row.id}/{place}"


def _case(row: RedteamLine, place: str) -> Case:
    return Case(
        id=row.id,
        question=row.question.strip(),
        answers=(row.answer,) if row.answer else (),
        answerable={"answer": True, "refuse": False, "": None}[row.expected],
        sources=tuple(_document_id(row, number) for number in range(len(row.documents))),
        groups=frozenset(row.groups),
        forbidden=row.forbidden,
        slices=row.slices() | {"attack": row.attack, "language": language(row.question)},
        place=place,
    )
