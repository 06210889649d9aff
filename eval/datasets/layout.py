"""Layout ground truth: what stands in a file, in which order, with which tables and headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from eval.datasets.faults import OnFault, collected
from eval.datasets.lines import files_hash, json_rows, unique
from eval.datasets.model import Case, Dataset
from eval.datasets.rows import CellLine, FileLine, LayoutLine, TableLine
from eval.errors import DatasetError
from eval.metrics.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is known of one file, or of one table in it; None where it is not known.

    `tables` are all of the file; `table` is the number of the one that is meant, from 0.
    `markdown` is the whole file as a person reads it. `slices` are what results are broken down by.
    """

    file: Path
    tables: tuple[Table, ...] | None = None
    table: int | None = None
    markdown: str | None = None
    text: str | None = None
    headings: tuple[tuple[int, str], ...] | None = None
    furniture: tuple[str, ...] | None = None
    slices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def read_layout_set(folder: Path) -> tuple[Dataset, dict[str, Truth]]:
    """Read `tables.jsonl`, `files.jsonl` or `layout.jsonl`, and return the truth by case id.

    A row about a file that is not there is left out and noted.

    Raises:
        DatasetError: none of the three is there, a row is broken or given twice, or none is left.
    """
    readers = {"tables.jsonl": _tables, "files.jsonl": _files, "layout.jsonl": _layouts}
    truths: dict[str, Truth] = {}
    places: dict[str, str] = {}
    notes: list[str] = []
    present = [folder / name for name in readers if (folder / name).exists()]
    if not present:
        names = ", ".join(readers)
        raise DatasetError(folder, 0, f"no layout ground truth: none of {names} is there")
    with collected() as on_fault:
        rows = [(path, *row) for path in present for row in readers[path.name](path, on_fault)]
    for path, number, case, truth in rows:
        if not truth.file.is_file():
            notes.append(f"{path.name}:{number}: left out, {truth.file.name} is missing")
            continue
        truths[case] = truth
        places[case] = f"{path.name}:{number}"
    if not truths:
        raise DatasetError(present[0], 0, "none of its files is there")
    cases = tuple(
        Case(
            id=case,
            question=_words(truth),
            slices={"format": truth.file.suffix.lower().lstrip("."), **truth.slices},
            place=places[case],
        )
        for case, truth in truths.items()
    )
    files = {truth.file for truth in truths.values()}
    sha256 = files_hash([*present, *files], root=folder)
    name = folder.resolve().name
    dataset = Dataset(name=name, path=folder, cases=cases, sha256=sha256, notes=tuple(notes))
    return dataset, truths


Rows = list[tuple[int, str, Truth]]


def _tables(path: Path, on_fault: OnFault) -> Rows:
    given = json_rows(path, TableLine, on_fault)
    rows = list(unique(path, given, lambda row: row.id, on_fault))
    of_file: dict[str, list[Table]] = {}
    found: Rows = []
    for _, row in rows:
        of_file.setdefault(row.file, []).append(Table(html=table_html(row), pages=row.pages))
    tables = {file: tuple(known) for file, known in of_file.items()}
    places = dict.fromkeys(tables, 0)
    for number, row in rows:
        truth = Truth(file=_pdf(path, row.file), tables=tables[row.file])
        if not places[row.file]:
            found.append((number, row.file, truth))
        found.append((number, row.id, replace(truth, table=places[row.file])))
        places[row.file] += 1
    return found


def _files(path: Path, on_fault: OnFault) -> Rows:
    found: Rows = []
    given = json_rows(path, FileLine, on_fault)
    for number, row in unique(path, given, lambda row: row.file, on_fault):
        if row.gt is None:
            continue
        gold = path.parent / row.gt
        if not gold.is_file():
            on_fault(DatasetError(path, number, f'the file "{row.gt}" is missing'))
            continue
        markdown = gold.read_text(encoding="utf-8")
        found.append((number, row.file, Truth(file=path.parent / row.file, markdown=markdown)))
    return found


def _layouts(path: Path, on_fault: OnFault) -> Rows:
    found: Rows = []
    given = json_rows(path, LayoutLine, on_fault)
    for number, row in unique(path, given, lambda row: row.file, on_fault):
        truth = Truth(
            file=_pdf(path, row.file),
            tables=tuple(Table(html=table.html, pages=table.pages) for table in row.tables),
            text=row.text,
            headings=row.headings,
            furniture=row.furniture,
            slices=row.slices(),
        )
        found.append((number, row.file, truth))
        for index in range(len(row.tables)):
            found.append((number, f"{row.file} table {index + 1}", replace(truth, table=index)))
    return found


def table_html(row: TableLine) -> str:
    """Return a grid of cells as an HTML table; places without a cell are empty cells."""
    starts = {(cell.r0, cell.c0): cell for cell in row.cells}
    covered = {
        (r, c)
        for cell in row.cells
        for r in range(cell.r0, cell.r1 + 1)
        for c in range(cell.c0, cell.c1 + 1)
    }
    lines: list[str] = []
    for r in range(row.n_rows):
        cells = [
            _cell(starts.get((r, c)))
            for c in range(row.n_cols)
            if (r, c) in starts or (r, c) not in covered
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"


def _cell(cell: CellLine | None) -> str:
    from html import escape

    if cell is None:
        return "<td></td>"
    across, down = cell.c1 - cell.c0 + 1, cell.r1 - cell.r0 + 1
    spans = (f' colspan="{across}"' if across > 1 else "") + (
        f' rowspan="{down}"' if down > 1 else ""
    )
    return f"<td{spans}>{escape(cell.text)}</td>"


def _pdf(path: Path, name: str) -> Path:
    inside = path.parent / "pdfs" / name
    return inside if inside.exists() else path.parent / name


def _words(truth: Truth) -> str:
    if truth.table is None or truth.tables is None:
        return truth.file.name
    pages = ", ".join(map(str, truth.tables[truth.table].pages))
    return f"{truth.file.name}, table on page {pages}" if pages else f"{truth.file.name}, table"
