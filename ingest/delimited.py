"""Reading CSV and its kin: any delimiter, any encoding."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.compact import Compact
from ingest.decode import decode
from ingest.errors import OverLimit, UnreadableDocument
from ingest.faq_sheet import faq_note, faq_of
from ingest.limits import Limits
from ingest.markup import damage_notes
from ingest.model import Element, Kind, Note, Reading
from ingest.office.regions import Row
from ingest.office.titles import with_titles
from ingest.place import at_cells
from ingest.sniff import CSV
from ingest.table import Grid, looks_like_header, table_element

_DELIMITERS = ",;\t|"
_SAMPLE = 100
_MOST_ABOVE = 5
# How a file tells Excel its delimiter.
_STATED = re.compile(r"sep=(.)\n", re.I)
_FIELD = 16 * 1024**2


def read_csv(path: Path, limits: Limits) -> Reading:
    """Read a CSV file as one table, its first row as the header where it names the columns.

    Lines of one cell over the table are its captions. Raises UnreadableDocument, OverLimit.
    """
    numbered, notes = csv_rows(path, limits)
    above = _lines_above(numbered)
    rows = Compact(cells for _, cells in numbered[above:])
    header = int(bool(rows) and looks_like_header(rows[0], rows[1:2]))
    grid = Grid(rows=rows, header_rows=header)
    table = table_element(grid, place=_place(numbered[above:]))
    elements = (*_paragraphs(numbered[:above]), *((table,) if table.text else ()))
    faq = faq_note(faq_of(cells for _, cells in numbered))
    return Reading(
        media_type=CSV,
        title="",
        elements=tuple(with_titles(elements)),
        notes=(*notes, *((Note(page=0, text=faq),) if faq else ())),
    )


def _lines_above(rows: Sequence[Row]) -> int:
    """Count the lines above a table: those of one cell, before the first one of several."""
    for above, (_, cells) in enumerate(islice(rows, _MOST_ABOVE + 1)):
        if sum(bool(cell.strip()) for cell in cells) > 1:
            return above
    return 0


def _paragraphs(rows: Sequence[Row]) -> Iterator[Element]:
    for row in rows:
        text = " ".join(" ".join(row[1]).split())
        yield Element(kind=Kind.PARAGRAPH, text=text, place=_place([row]))


def csv_rows(path: Path, limits: Limits) -> tuple[Compact[Row], tuple[Note, ...]]:
    """Return the filled rows of a CSV file, and what was noticed of its encoding.

    Raises UnreadableDocument, OverLimit.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save it again as CSV in UTF-8")
    try:
        return _rows(path, decoded.text, limits), damage_notes(decoded)
    except csv.Error as error:
        raise UnreadableDocument(path, f"it is no valid CSV ({error}): save it again") from error


def _place(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    last = max(index for _, cells in rows for index, cell in enumerate(cells) if cell or not index)
    return at_cells("", rows=(rows[0][0], rows[-1][0]), columns=(0, last))


def _rows(path: Path, text: str, limits: Limits) -> Compact[Row]:
    csv.field_size_limit(_FIELD)
    rows: Compact[Row] = Compact()
    cells = 0
    stated = _STATED.match(text)
    body = text[stated.end() :] if stated else text
    lines = csv.reader(_lines(body), delimiter=stated[1] if stated else delimiter_of(text))
    for number, row in enumerate(lines, start=1 + bool(stated)):
        if any(cell.strip() for cell in row):
            rows.append((number, row))
            cells += len(row)
        if cells > limits.table_cells:
            raise OverLimit(
                path, f"it has more than {limits.table_cells:,} cells (table_cells): split it"
            )
    return rows


def _lines(text: str) -> Iterator[str]:
    """Yield the lines one by one; a file of our own making in memory takes four bytes a letter."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the most rows alike; a comma where none does.

    The standard library's sniffer takes letters for delimiters in short files.
    """

    def alike(delimiter: str) -> tuple[float, int]:
        lines = islice(_lines(text), _SAMPLE)
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        usual = max(set(widths), key=widths.count, default=1)
        if usual == 1:
            return (0.0, 0)
        return (widths.count(usual) / len(widths), usual)

    return max(_DELIMITERS, key=alike)
