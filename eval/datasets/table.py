"""A team's own questions from a CSV or Excel table; headings in English or Chinese."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from eval.datasets.cells import plain
from eval.datasets.faults import OnFault, collected
from eval.datasets.lines import files_hash
from eval.datasets.model import Case, Dataset
from eval.errors import DatasetError
from ingest.language import language
from kb_assistant.model import Turn

COLUMNS = {
    "id": ("id", "编号"),
    "question": ("question", "问题"),
    "answer": ("answer", "答案"),
    "document": ("document", "文档"),
    "page": ("page", "页码"),
    "answerable": ("answerable", "可回答"),
    "history": ("history", "上文"),
    "synthetic": ("synthetic", "合成"),
    "keep": ("keep", "保留"),
}
"""What a column may be called. Any other column is a value to break results down by."""

_ALIASES = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
_YES = frozenset({"yes", "true", "1", "y", "是"})
_NO = frozenset({"no", "false", "0", "n", "否"})


def is_table(path: Path) -> bool:
    """Tell whether the path is a table of questions."""
    return path.suffix.lower() in {".csv", ".xlsx"}


def read_table(path: Path) -> Dataset:
    """Read a table of questions about documents of the live knowledge base.

    A column "question" is needed; "answer" may give variants as "a | b", "document" several uris
    the same way, "page" "3" or "3, 5-6", "history" the questions before. A row whose "keep" says no
    is left out. A row is numbered as the spreadsheet program shows it.

    Raises:
        DatasetError: a column is missing or misspelt; a cell cannot be understood; a row has more
            or fewer cells than there are columns; an id or a question is given twice; a question
            that must be refused has an answer.
    """
    rows = table_rows(path)
    header_number, header = next(rows, (1, []))
    columns = _columns(path, header_number, header)
    cases: dict[str, Case] = {}
    asked: dict[tuple[str, ...], Case] = {}
    with collected() as on_fault:
        for number, cells in rows:
            try:
                case = _row(path, number, columns, cells)
            except DatasetError as fault:
                on_fault(fault)
                continue
            if case:
                _refuse_twice(path, number, case, cases, asked, on_fault)
    if not cases:
        raise DatasetError(path, 0, "there are no questions")
    sha256 = files_hash([path], root=path.parent)
    return Dataset(name=path.stem, path=path, cases=tuple(cases.values()), sha256=sha256)


def _row(path: Path, number: int, columns: list[str], cells: list[str]) -> Case | None:
    """Return the case of a row; None of a blank one and of one that is not kept."""
    filled = [plain(cell.strip()) for cell in cells]
    if not any(filled):
        return None
    if len(filled) != len(columns):
        reason = f"{len(filled)} cells where the first row has {len(columns)}: is a comma unquoted?"
        raise DatasetError(path, number, reason)
    values = {name: cell for name, cell in zip(columns, filled, strict=True) if cell}
    if not _flag(path, number, values.get("keep", "yes")):
        return None
    return _case(path, number, values)


def _refuse_twice(
    path: Path,
    number: int,
    case: Case,
    cases: dict[str, Case],
    asked: dict[tuple[str, ...], Case],
    on_fault: OnFault,
) -> None:
    """Keep a case, unless its id or its words were given before."""
    said = tuple(" ".join(text.split()).casefold() for text in _said(case))
    same_id, same_words = cases.get(case.id), asked.get(said)
    if same_id:
        reason = f'the id "{case.id}" was already given in {same_id.place}'
        on_fault(DatasetError(path, number, reason))
    # Questions made of several documents may well be the same.
    elif same_words and not case.synthetic:
        reason = f"the same question stands in {same_words.place}: keep one, with all that is right"
        on_fault(DatasetError(path, number, reason))
    else:
        cases[case.id] = asked[said] = case


def _said(case: Case) -> list[str]:
    return [*(turn.question for turn in case.history), case.question]


def table_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row of a CSV file or of a workbook's first sheet.

    Raises:
        DatasetError: the file cannot be read as either.
    """
    return _csv_rows(path) if path.suffix.lower() == ".csv" else _sheet_rows(path)


def _columns(path: Path, number: int, header: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in header]
    columns = [_ALIASES.get(name, name) for name in names]
    missing = [alias for alias, column in _ALIASES.items() if column not in columns]
    for name in names:
        near = get_close_matches(name, missing, n=1, cutoff=0.75)
        if name not in _ALIASES and near:
            reason = f'the column "{name}" is unknown: did you mean "{near[0]}"?'
            raise DatasetError(path, number, reason)
    if "question" not in columns:
        raise DatasetError(path, number, 'the first row must name a column "question" (or "问题")')
    twice = {column for column in columns if column and columns.count(column) > 1}
    if twice:
        raise DatasetError(path, number, f"columns given twice: {', '.join(sorted(twice))}")
    return columns


def _case(path: Path, number: int, values: dict[str, str]) -> Case:
    question = values.get("question", "")
    if not question:
        raise DatasetError(path, number, "the question is empty")
    documents = _variants(values.get("document", ""))
    pages = _pages(path, number, values.get("page", ""))
    if pages and len(documents) != 1:
        raise DatasetError(path, number, "a page needs exactly one document")
    extra = {key: value for key, value in values.items() if key and key not in COLUMNS}
    answerable = _answerable(path, number, values)
    if answerable is False and "answer" in values:
        reason = 'has an answer although "answerable" says no: clear one of the two'
        raise DatasetError(path, number, reason)
    return Case(
        id=values.get("id", str(number)),
        question=question,
        history=tuple(
            Turn(question=text, answer="") for text in _variants(values.get("history", ""))
        ),
        relevant=dict.fromkeys(documents, 1),
        pages=pages,
        answers=(_variants(values["answer"]),) if "answer" in values else (),
        answerable=answerable,
        slices={"language": language(question)} | extra,
        synthetic=_flag(path, number, values.get("synthetic", "no")),
        place=f"{path.name}:{number}",
    )


def _answerable(path: Path, number: int, values: dict[str, str]) -> bool | None:
    if "answerable" in values:
        return _flag(path, number, values["answerable"])
    return True if "answer" in values or "document" in values else None


def _flag(path: Path, number: int, cell: str) -> bool:
    if cell.lower() in _YES | _NO:
        return cell.lower() in _YES
    raise DatasetError(path, number, f'"{cell}" is neither yes nor no')


def _variants(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def _pages(path: Path, number: int, cell: str) -> tuple[int, ...]:
    pages: list[int] = []
    for part in re.split(r"[,;，；、\s]+", cell):
        if not part:
            continue
        ends = re.fullmatch(r"(\d{1,6})(?:[-–](\d{1,6}))?", part)
        first = int(ends[1]) if ends else 0
        last = int(ends[2] or first) if ends else 0
        if not 1 <= first <= last <= first + 1_000:
            raise DatasetError(path, number, f'"{part}" is no page: write 3 or 5-6, counted from 1')
        pages.extend(range(first, last + 1))
    return tuple(dict.fromkeys(pages))


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        # Excel on a Chinese Windows writes GB 18030.
        try:
            text = path.read_text(encoding="gb18030")
        except UnicodeDecodeError as error:
            raise DatasetError(path, 0, "not UTF-8 text: save the file as CSV UTF-8") from error
    except OSError as error:
        raise DatasetError(path, 0, f"cannot be read: {error.strerror or error}") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise DatasetError(path, reader.line_num, f"broken CSV: {error}") from error


def _sheet_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DatasetError(path, 0, "not an Excel workbook: save it as .xlsx") from error
    except OSError as error:
        raise DatasetError(path, 0, f"cannot be read: {error.strerror or error}") from error
    try:
        sheet = book.worksheets[0]
        width = 0
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = ["" if cell is None else str(cell) for cell in cells]
            # A workbook may leave out the empty cells at the end of a row.
            width = width or len(texts)
            yield number, texts + [""] * (width - len(texts))
    finally:
        book.close()
