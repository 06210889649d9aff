"""Reading XLSX: each sheet is a heading and its tables."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from ingest.errors import OverLimit
from ingest.limits import Limits
from ingest.model import Element, Kind, Note, Reading
from ingest.office.package import library_errors, open_package
from ingest.office.regions import Row, region_elements
from ingest.office.workbook import Sheet, SheetRows, Workbook
from ingest.sniff import XLSX
from ingest.xml import XML_ERRORS


def read_xlsx(path: Path, limits: Limits) -> Reading:
    """Read a workbook: each sheet a heading and its tables, with the values that formulas had last.

    Numbers and dates come as their formats show them. Hidden sheets are left out, with a note.
    Raises UnreadableDocument and its kinds.
    """
    with (
        open_package(path, limits) as package,
        library_errors(path, *XML_ERRORS),
        ZipFile(package) as archive,
    ):
        workbook = Workbook(archive)
        sheets = [(one, workbook.rows(one)) for one in workbook.sheets if not one.is_hidden]
        elements = tuple(_elements(path, sheets, limits))
    return Reading(
        media_type=XLSX,
        title=workbook.title,
        elements=elements,
        pages=len(sheets),
        notes=tuple(_notes(workbook, sheets)),
    )


def _elements(
    path: Path, sheets: list[tuple[Sheet, SheetRows]], limits: Limits
) -> Iterator[Element]:
    left = limits.table_cells
    for sheet, content in sheets:
        rows: list[Row] = []
        for row in content.rows:
            rows.append(row)
            left -= sum(bool(cell) for cell in row[1])
            if left < 0:
                raise OverLimit(
                    path,
                    f"it has more than {limits.table_cells:,} filled cells (table_cells): "
                    "split it, or raise the limit",
                )
        place = f"sheet {sheet.name}"
        found = list(region_elements(rows, content.merges, place=place))
        if found:
            yield Element(kind=Kind.HEADING, text=sheet.name, level=1, place=place)
            yield from found


def _notes(workbook: Workbook, sheets: list[tuple[Sheet, SheetRows]]) -> Iterator[Note]:
    hidden = [sheet.name for sheet in workbook.sheets if sheet.is_hidden]
    if hidden:
        yield Note(page=0, text="hidden sheets were left out: " + ", ".join(hidden))
    unsaved = sum(content.unsaved for _, content in sheets)
    if unsaved:
        text = f"{unsaved} formulas have no saved values"
        yield Note(page=0, text=f"{text}: open it in Excel or LibreOffice and save it again")
