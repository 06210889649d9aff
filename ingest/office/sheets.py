"""Reading XLSX: each sheet is a heading and its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from ingest.compact import Compact
from ingest.errors import OverLimit
from ingest.faq_sheet import faq_note, faq_of
from ingest.limits import Limits
from ingest.model import Element, Kind, Note, Reading
from ingest.notes import counted
from ingest.office.cell_comments import cell_comments
from ingest.office.drawings import sheet_drawings
from ingest.office.package import library_errors, open_package
from ingest.office.properties import properties_of
from ingest.office.regions import Row, region_elements
from ingest.office.titles import with_titles
from ingest.office.workbook import Sheet, SheetRows, Workbook
from ingest.sniff import XLSX
from ingest.xml import XML_ERRORS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """A sheet that was read to its end.

    `rows` are those that it shows; `hidden_columns` counts the filled ones that it does not.
    """

    sheet: Sheet
    rows: Compact[Row]
    found: SheetRows
    hidden_columns: int


def read_xlsx(path: Path, limits: Limits) -> Reading:
    """Read a workbook: each sheet a heading and its tables, with the values that formulas had last.

    Numbers and dates come as their formats show them; comments are annotations. What is hidden is
    left out with a note, but for rows that a filter hides. Raises UnreadableDocument and its kinds.
    """
    elements: list[Element] = []
    notes: list[Note] = []
    with _opened(path, limits) as archive:
        workbook = Workbook(archive)
        properties = properties_of(archive)
        for content in _contents(path, workbook, limits):
            elements += _elements(archive, content)
            notes += _sheet_notes(content)
        notes = [*_hidden_sheets(workbook), *notes]
    pictures = sum(one.kind is Kind.FIGURE and not one.text for one in elements)
    if pictures:
        what = "without a description"
        text = counted(pictures, f"picture {what} was", f"pictures {what} were")
        notes.append(Note(page=0, text=f"{text} not read"))
    if not any(element.text for element in elements if element.kind is not Kind.HEADING):
        # Names of sheets with nothing but pictures on them are no text of the workbook.
        elements = []
    return Reading(
        media_type=XLSX,
        title=properties.title,
        elements=tuple(elements),
        pages=sum(not sheet.is_hidden for sheet in workbook.sheets),
        notes=tuple(notes),
        metadata=properties.metadata,
    )


def sheet_rows(path: Path, limits: Limits) -> list[list[list[str]]]:
    """Return the cells of each sheet that is shown, row by row. Raises UnreadableDocument."""
    with _opened(path, limits) as archive:
        contents = _contents(path, Workbook(archive), limits)
        return [[list(cells) for _, cells in content.rows] for content in contents]


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[ZipFile]:
    with (
        open_package(path, limits) as package,
        library_errors(path, *XML_ERRORS),
        ZipFile(package) as archive,
    ):
        yield archive


def _contents(path: Path, workbook: Workbook, limits: Limits) -> Iterator[_Content]:
    left = limits.table_cells
    for sheet in workbook.sheets:
        if sheet.is_hidden:
            continue
        found = workbook.rows(sheet)
        rows: Compact[Row] = Compact()
        for row in found.rows:
            rows.append(row)
            left -= sum(bool(cell) for cell in row[1])
            if left < 0:
                raise OverLimit(
                    path,
                    f"it has more than {limits.table_cells:,} filled cells (table_cells): "
                    "split it, or raise the limit",
                )
        yield _shown(sheet, rows, found)


def _shown(sheet: Sheet, rows: Compact[Row], found: SheetRows) -> _Content:
    """Leave out rows and columns that somebody hid: they are not meant for readers."""
    if found.hidden_rows and not found.is_filtered:
        rows = Compact(row if row[0] not in found.hidden_rows else (row[0], []) for row in rows)
    hidden: set[int] = set()
    if found.hidden_columns:
        rows = Compact((number, _blanked(list(cells), found, hidden)) for number, cells in rows)
    return _Content(sheet=sheet, rows=rows, found=found, hidden_columns=len(hidden))


def _blanked(cells: list[str], found: SheetRows, hidden: set[int]) -> list[str]:
    """Empty the cells in hidden columns, and remember which columns held something."""
    for first, last in found.hidden_columns:
        for column in range(max(first, 0), min(last + 1, len(cells))):
            if cells[column]:
                hidden.add(column)
                cells[column] = ""
    return cells


def _elements(archive: ZipFile, content: _Content) -> Iterator[Element]:
    name = content.sheet.name
    place = f"sheet {name}"
    tables = region_elements(content.rows, content.found.merges, content.found.targets, place=place)
    found = [
        *with_titles(tables),
        *sheet_drawings(archive, content.sheet.part, place=place),
        *cell_comments(archive, content.sheet.part, place=place),
    ]
    if found:
        yield Element(kind=Kind.HEADING, text=name, level=1, place=place)
        yield from found


def _hidden_sheets(workbook: Workbook) -> Iterator[Note]:
    hidden = [sheet.name for sheet in workbook.sheets if sheet.is_hidden]
    if hidden:
        yield Note(page=0, text="hidden sheets were left out: " + ", ".join(hidden))


def _sheet_notes(content: _Content) -> Iterator[Note]:
    found = content.found
    at = f"sheet {content.sheet.name}"
    rows = len(found.hidden_rows)
    if rows and found.is_filtered:
        text = counted(rows, "row that a filter hides was", "rows that a filter hides were")
        yield Note(page=0, text=f"{at}: {text} read")
    elif rows:
        text = counted(rows, "hidden row was", "hidden rows were")
        yield Note(page=0, text=f"{at}: {text} left out")
    if content.hidden_columns:
        text = counted(content.hidden_columns, "hidden column was", "hidden columns were")
        yield Note(page=0, text=f"{at}: {text} left out")
    if found.unsaved:
        text = counted(found.unsaved, "formula has no saved value", "formulas have no saved values")
        text = f"{at}: {text}: open it in Excel or LibreOffice and save it again"
        yield Note(page=0, text=text)
    faq = faq_note(faq_of(cells for _, cells in content.rows))
    if faq:
        yield Note(page=0, text=f"{at} {faq}")
