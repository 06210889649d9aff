"""The sheets of an ODS workbook: each a heading and its tables, what is hidden left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.faq_sheet import faq_note, faq_of
from ingest.model import Element, Kind, Note
from ingest.notes import counted
from ingest.office.odf.body import Body
from ingest.office.odf.names import STYLE, TABLE
from ingest.office.odf.tables import Rows, rows_of
from ingest.office.regions import region_elements
from ingest.xml import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet that is shown, with the pictures and remarks that stood in its cells."""

    name: str
    found: Rows
    aside: tuple[Element, ...]


def sheets_of(content: Node, body: Body, styles: Iterable[Node], *, most: int) -> Iterator[Sheet]:
    """Yield the sheets that are shown; raise TooManyCells for one of more than `most` cells."""
    hidden = _hidden_styles(styles)
    for table in content.iterchildren(f"{TABLE}table"):
        if table.get(f"{TABLE}style-name") not in hidden:
            found = rows_of(table, body.text_of, most=most)
            name = table.get(f"{TABLE}name", "")
            yield Sheet(name=name, found=found, aside=tuple(body.kept_aside()))


def sheet_elements(sheet: Sheet) -> Iterator[Element]:
    """Yield the heading of a sheet and what it holds; nothing for an empty one."""
    place = f"sheet {sheet.name}"
    tables = region_elements(sheet.found.rows, sheet.found.merges, place=place)
    found = [*tables, *(replace(one, place=place) for one in sheet.aside)]
    if found:
        yield Element(kind=Kind.HEADING, text=sheet.name, level=1, place=place)
        yield from found


def sheet_notes(sheet: Sheet) -> Iterator[Note]:
    """Yield what is to be known of a sheet: what is hidden, and whether it is a FAQ."""
    at = f"sheet {sheet.name}"
    for number, what in (
        (sheet.found.hidden_rows, "row"),
        (sheet.found.hidden_columns, "column"),
    ):
        if number:
            text = counted(number, f"hidden {what} was", f"hidden {what}s were")
            yield Note(page=0, text=f"{at}: {text} left out")
    faq = faq_note(faq_of(cells for _, cells in sheet.found.rows))
    if faq:
        yield Note(page=0, text=f"{at} {faq}")


def hidden_sheets(content: Node, styles: Iterable[Node]) -> Iterator[Note]:
    """Yield the note that names the sheets that are not shown, if there are any."""
    hidden = _hidden_styles(styles)
    names = [
        table.get(f"{TABLE}name", "")
        for table in content.iterchildren(f"{TABLE}table")
        if table.get(f"{TABLE}style-name") in hidden
    ]
    if names:
        yield Note(page=0, text="hidden sheets were left out: " + ", ".join(names))


def _hidden_styles(styles: Iterable[Node]) -> set[str]:
    return {
        style.get(f"{STYLE}name", "")
        for root in styles
        for style in root.iter(f"{STYLE}style")
        for properties in style.iterchildren(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
