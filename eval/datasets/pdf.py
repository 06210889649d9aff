"""Questions about PDF files, with the pages (and, where known, the boxes) that hold the answer."""

from pathlib import Path

from eval.datasets.faults import collected
from eval.datasets.lines import files_hash, json_rows, unique
from eval.datasets.model import Case, Dataset
from eval.datasets.rows import PdfQuestionLine
from eval.errors import DatasetError
from ingest.language import language
from ingest.model import Box


def is_pdf_set(folder: Path) -> bool:
    """Tell whether the folder holds PDFs and questions about them."""
    return (folder / "questions.jsonl").exists() and (folder / "pdfs").is_dir()


def read_pdf_set(folder: Path) -> Dataset:
    """Read `questions.jsonl` and list the files beside it in `pdfs/`.

    A question whose `kind` is "unanswerable" must be refused. One without a gold page counts for
    its document only, and is noted.

    Raises:
        DatasetError: a row is broken or given twice, or names a missing file.
    """
    path = folder / "questions.jsonl"
    files = tuple(sorted(file for file in (folder / "pdfs").iterdir() if file.is_file()))
    names = {file.name for file in files}
    with collected() as on_fault:
        given = json_rows(path, PdfQuestionLine, on_fault)
        rows = list(unique(path, given, lambda row: row.id, on_fault))
        for number, row in rows:
            if row.file not in names:
                reason = f'the file "{row.file}" is not in pdfs/'
                on_fault(DatasetError(path, number, reason))
    cases = tuple(_case(path, number, row) for number, row in rows)
    if not cases:
        raise DatasetError(path, 0, "there are no questions")
    return Dataset(
        name=folder.resolve().name,
        path=folder,
        cases=cases,
        files=files,
        sha256=files_hash([path, *files], root=folder),
        notes=tuple(
            f"{case.place}: no gold page, counts for its document only"
            for case in cases
            if case.relevant and not case.pages
        ),
    )


def _case(path: Path, number: int, row: PdfQuestionLine) -> Case:
    refused = row.kind == "unanswerable"
    pages = row.pages or ((row.page,) if row.page else ())
    slices = {"type": row.kind} if row.kind else {}
    return Case(
        id=row.id,
        question=row.question.strip(),
        relevant={} if refused else {row.file: 1},
        pages=() if refused else pages,
        boxes=tuple(Box(page=p, x0=a, y0=b, x1=c, y1=d) for p, a, b, c, d in row.boxes),
        answers=() if refused or not row.answer else ((row.answer,),),
        answerable=not refused,
        slices=row.slices() | slices | {"document": row.file, "language": language(row.question)},
        place=f"{path.name}:{number}",
    )
