"""The parts of an XLSX package: its sheets, texts and formats; rows are streamed.

openpyxl knows the formats and how dates are counted; its own reading of rows is slower by far.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import product
from zipfile import ZipFile

from ingest.anchors import is_address
from ingest.compact import Texts
from ingest.office.number_format import shown
from ingest.office.package import Relation, relations_of
from ingest.office.references import LAST_COLUMN, area, column_of, whole
from ingest.office.regions import Row
from ingest.xml import Node, local_name, parse_xml, streamed

_LAST_ROW = 1_048_576
_BOOK = "xl/workbook.xml"
_HYPERLINK = re.compile(r'HYPERLINK\("([^"]+)"', re.I)
_MOST_LINKED = 10_000
"""Cells that one link may cover: whole columns of them would be an attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A worksheet: its name, the part that holds it, and whether it is shown."""

    name: str
    part: str
    is_hidden: bool


@dataclass(slots=True, kw_only=True)
class SheetRows:
    """The filled rows of a sheet; once they are all read, also what is known only then.

    `merges` gives the (rows, columns) of merged cells by row number and column index, `unsaved`
    counts the formulas that were saved without their value. `hidden_rows` and `hidden_columns` (by
    index, first and last) were hidden by hand: not those of a closed group. Where the sheet
    `is_filtered`, its hidden rows are those that the filter does not show. `targets` are the
    addresses that cells link to.
    """

    rows: Iterator[Row]
    merges: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unsaved: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    is_filtered: bool = False
    targets: dict[tuple[int, int], str] = field(default_factory=dict)

    def link(self, reference: str, target: str) -> None:
        """Remember where the cells of `reference` link to."""
        top, left, height, breadth = area(reference) or (0, 0, 0, 0)
        if height * breadth <= _MOST_LINKED:
            cells = product(range(top, top + height), range(left, left + breadth))
            self.targets.update(dict.fromkeys(cells, target))


class Workbook:
    """An open package; the shared texts and the formats are read once."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._part = _main_part(archive)
        book = parse_xml(archive.read(self._part))
        properties = next((node for node in book if local_name(node) == "workbookPr"), None)
        from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._strings = Texts(self._shared_strings())
        self._shown = _formatter(self._formats(), from_1904=from_1904)
        self.sheets = tuple(self._sheets(book))

    def rows(self, sheet: Sheet) -> SheetRows:
        """Return the rows of a sheet as the sheet shows them; empty ones are left out."""
        found = SheetRows(rows=iter(()))
        if sheet.part in self._names:
            found.rows = self._rows(sheet.part, found)
        return found

    def _rows(self, part: str, found: SheetRows) -> Iterator[Row]:
        number = 0
        relations = relations_of(self._archive, part)
        with self._archive.open(part) as file:
            for node in streamed(file, "row", "mergeCell", "col", "filterColumn", "hyperlink"):
                if local_name(node) != "row":
                    _notice(node, found, relations)
                    continue
                number = whole(node.get("r")) or number + 1
                if number > _LAST_ROW:
                    break
                texts = self._cells(number, node, found)
                if any(texts):
                    if _is_hidden(node):
                        found.hidden_rows.add(number)
                    yield number, texts

    def _cells(self, number: int, row: Node, found: SheetRows) -> list[str]:
        texts: list[str] = []
        for cell in row:
            column = column_of(cell.get("r", "")) if cell.get("r") else len(texts)
            if column >= LAST_COLUMN or column < 0:
                continue
            texts += [""] * (column + 1 - len(texts))
            texts[column] = self._text(cell, found, (number, column))
        return texts

    def _text(self, cell: Node, found: SheetRows, place: tuple[int, int]) -> str:
        kind = cell.get("t", "n")
        value, formula = _stored(cell)
        if formula is not None:
            found.unsaved += not value and kind != "str"
            address = _HYPERLINK.match(formula)
            if address and is_address(address[1]):
                found.targets[place] = address[1]
        if kind == "s":
            index = whole(value)
            return self._strings[index] if value and index < len(self._strings) else ""
        if kind == "b":
            return shown(value == "1", "General") if value else ""
        if kind == "n" and value:
            return self._shown(value, whole(cell.get("s")))
        return _iso_date(value) if kind == "d" else value.strip()

    def _shared_strings(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self._names:
            with self._archive.open("xl/sharedStrings.xml") as file:
                for node in streamed(file, "si"):
                    yield _plain(node)

    def _formats(self) -> list[str]:
        """Return the number format of each cell style, by the style's index."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        if "xl/styles.xml" not in self._names:
            return []
        root = parse_xml(self._archive.read("xl/styles.xml"))
        own = {
            whole(node.get("numFmtId")): node.get("formatCode", "General")
            for node in root.iter()
            if local_name(node) == "numFmt"
        }
        styles = next((node for node in root if local_name(node) == "cellXfs"), ())
        ids = [whole(style.get("numFmtId")) for style in styles]
        return [own.get(one) or BUILTIN_FORMATS.get(one, "General") for one in ids]

    def _sheets(self, book: Node) -> Iterator[Sheet]:
        parts = {
            name: relation.target
            for name, relation in relations_of(self._archive, self._part).items()
            if relation.kind == "worksheet"
        }
        for node in book.iter():
            relation = next((text for name, text in node.items() if name.endswith("}id")), None)
            if local_name(node) == "sheet" and relation in parts:
                hidden = node.get("state", "visible") != "visible"
                yield Sheet(name=node.get("name", ""), part=parts[relation], is_hidden=hidden)


def _main_part(archive: ZipFile) -> str:
    """Return the name of the part that lists the sheets; programs may call it as they like."""
    relations = relations_of(archive, "").values()
    named = (relation.target for relation in relations if relation.kind == "officeDocument")
    return next((name for name in named if name in archive.namelist()), _BOOK)


def _stored(cell: Node) -> tuple[str, str | None]:
    """Return the value of a cell, or its text, and its formula; None for no formula."""
    value, formula = "", None
    for child in cell:
        name = local_name(child)
        if name == "v":
            value = child.text or ""
        elif name == "is":
            value = _plain(child)
        elif name == "f":
            formula = child.text or ""
    return value, formula


def _formatter(formats: Sequence[str], *, from_1904: bool) -> Callable[[str, int], str]:
    """Return the function that shows a number, given as it is stored, in a cell style."""
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    dates = {code for code in set(formats) if is_date_format(code)}
    spans = {code for code in dates if is_timedelta_format(code)}

    @lru_cache(maxsize=8_192)
    def text(stored: str, style: int) -> str:
        code = formats[style] if style < len(formats) else "General"
        try:
            number = float(stored)
            value = int(number) if number.is_integer() else number
            if code in dates:
                return shown(from_excel(number, epoch, timedelta=code in spans), code)
        except (ValueError, OverflowError):
            # Also a date that no calendar has: it is shown as it is stored.
            return stored.strip()
        return shown(value, code)

    return text


def _notice(node: Node, found: SheetRows, relations: Mapping[str, Relation]) -> None:
    """Remember what a sheet says of its cells outside of its rows."""
    name = local_name(node)
    if name == "mergeCell":
        merged = area(node.get("ref", ""))
        if merged:
            found.merges[merged[:2]] = merged[2:]
    elif name == "hyperlink":
        relation = next((text for key, text in node.items() if key.endswith("}id")), "")
        if relation in relations and is_address(relations[relation].target):
            found.link(node.get("ref", ""), relations[relation].target)
    elif name == "filterColumn":
        found.is_filtered = True
    elif _is_hidden(node):
        found.hidden_columns.append((whole(node.get("min")) - 1, whole(node.get("max")) - 1))


def _is_hidden(node: Node) -> bool:
    """Tell whether a row or a column was hidden; those of a closed group are a click away."""
    return node.get("hidden") in ("1", "true") and not whole(node.get("outlineLevel"))


def _plain(node: Node) -> str:
    """Return the text of a string item without the reading aids of Japanese."""
    return "".join(
        part.text or ""
        for part in node.iter()
        if local_name(part) == "t" and local_name(_parent(part)) != "rPh"
    ).strip()


def _parent(node: Node) -> Node:
    parent = node.getparent()
    return node if parent is None else parent


def _iso_date(value: str) -> str:
    try:
        return shown(datetime.fromisoformat(value), "General")
    except ValueError:
        return value.strip()
