"""Reading XLSX through openpyxl, row by row."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from typing import TYPE_CHECKING, BinaryIO
from zipfile import ZipFile

from ingest.errors import OverLimit
from ingest.limits import Limits
from ingest.model import Element, Kind, Note, Reading
from ingest.office.number_format import Value, shown
from ingest.office.package import library_errors, open_package
from ingest.office.regions import Merges, Row, region_elements
from ingest.sniff import XLSX
from ingest.xml import local_name, parse_xml

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
# An empty text, which a formula may well give, is marked as a text.
_UNSAVED = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=\"str\")[^>]*>"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_LAST_ROW = 1_048_576
_PIECE = 1024**2
_TAG = 8192


def read_xlsx(path: Path, limits: Limits) -> Reading:
    """Read a workbook: each sheet a heading and its tables, with the values that formulas had last.

    Numbers and dates come as their formats show them. Hidden sheets are left out, with a note.
    Raises UnreadableDocument and its kinds.
    """
    from lxml.etree import LxmlError
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with (
        open_package(path, limits) as package,
        library_errors(path, InvalidFileException, LxmlError, SyntaxError),
        warnings.catch_warnings(),
    ):
        # openpyxl warns of everything that it leaves out (validation, extensions, headers).
        warnings.simplefilter("ignore")
        workbook = load_workbook(package, read_only=True, data_only=True, keep_links=False)
        shown_sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        extras = _extras(package, [sheet.title for sheet in shown_sheets])
        elements = tuple(_elements(path, shown_sheets, extras, limits))
        title = workbook.properties.title or ""
        hidden = [sheet.title for sheet in workbook.worksheets if sheet not in shown_sheets]
    return Reading(
        media_type=XLSX,
        title=title,
        elements=elements,
        pages=len(shown_sheets),
        notes=tuple(_notes(hidden, extras)),
    )


def _notes(hidden: list[str], extras: "Mapping[str, _Extras]") -> Iterator[Note]:
    if hidden:
        yield Note(page=0, text="hidden sheets were left out: " + ", ".join(hidden))
    unsaved = sum(extra.unsaved for extra in extras.values())
    if unsaved:
        text = f"{unsaved} formulas have no saved values"
        yield Note(page=0, text=f"{text}: open it in Excel or LibreOffice and save it again")


def _elements(
    path: Path,
    sheets: "Sequence[ReadOnlyWorksheet]",
    extras: "Mapping[str, _Extras]",
    limits: Limits,
) -> Iterator[Element]:
    left = limits.table_cells
    for sheet in sheets:
        rows = []
        for row in _rows(sheet):
            rows.append(row)
            left -= sum(bool(cell) for cell in row[1])
            if left < 0:
                raise OverLimit(
                    path,
                    f"it has more than {limits.table_cells:,} filled cells (table_cells): "
                    "split it, or raise the limit",
                )
        yield from _sheet(sheet.title, rows, extras[sheet.title].merges)


def _sheet(name: str, rows: list[Row], merges: Merges) -> Iterator[Element]:
    place = f"sheet {name}"
    found = list(region_elements(rows, merges, place=place))
    if found:
        yield Element(kind=Kind.HEADING, text=name, level=1, place=place)
        yield from found


def _rows(sheet: "ReadOnlyWorksheet") -> Iterator[Row]:
    # The size that a sheet declares may be wrong either way.
    sheet.reset_dimensions()
    # A row number past the last row is an attack: it would be counted up to.
    # The stubs know only the sheets that are read whole.
    rows: Iterator[Sequence[ReadOnlyCell]] = sheet.iter_rows(  # type: ignore[misc, assignment]
        max_row=_LAST_ROW
    )
    for number, cells in enumerate(rows, start=1):
        texts = [_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _text(cell: "ReadOnlyCell") -> str:
    value: object = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Value):
        return shown(value, cell.number_format or "General")
    # Rich text and array formulas have classes of their own.
    return str(value).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extras:
    """What openpyxl does not tell when it streams a sheet."""

    merges: Merges
    unsaved: int


def _extras(package: BinaryIO, sheets: Sequence[str]) -> dict[str, _Extras]:
    with ZipFile(package) as archive:
        parts = _sheet_parts(archive)
        return {name: _extra(archive, parts.get(name, "")) for name in sheets}


def _sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    book = parse_xml(archive.read("xl/workbook.xml"))
    relations = parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    parts = {}
    for sheet in (node for node in book.iter() if local_name(node) == "sheet"):
        relation = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        parts[sheet.get("name", "")] = normpath(join("/xl", targets.get(relation, ""))).lstrip("/")
    return parts


def _extra(archive: ZipFile, part: str) -> _Extras:
    """Look through the part as it is, in pieces: parsing it once more would double the time."""
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    unsaved = 0
    if part in archive.namelist():
        with archive.open(part) as file:
            rest = b""
            while piece := file.read(_PIECE):
                piece = rest + piece
                # What the end of a piece may have cut is looked at again with the next one.
                unsaved += sum(found.end() > len(rest) for found in _UNSAVED.finditer(piece))
                merges.update(_merge(*found) for found in _MERGE.findall(piece))
                rest = piece[-_TAG:]
    return _Extras(merges=merges, unsaved=unsaved)


def _merge(
    left: bytes, top: bytes, right: bytes, bottom: bytes
) -> tuple[tuple[int, int], tuple[int, int]]:
    row, column = int(top), _column(left)
    return (row, column), (int(bottom) - row + 1, _column(right) - column + 1)


def _column(name: bytes) -> int:
    """Return A → 0, AA → 26."""
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
