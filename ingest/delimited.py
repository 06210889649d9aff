"""Reading CSV and its kin: any delimiter, any encoding."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.compact import Compact
from ingest.decode import decode
from ingest.errors import OverLimit, UnreadableDocument
from ingest.faq_sheet import faq_note, faq_of
from ingest.limits import Limits
from ingest.markup import damage_notes
from ingest.model import Note, Reading
from ingest.office.regions import Row
from ingest.place import at_cells
from ingest.sniff import CSV
from ingest.table import Grid, looks_like_header, table_element

_DELIMITERS = ",;\t|"
_SAMPLE = 100
_FIELD = 16 * 1024**2


def read_csv(path: Path, limits: Limits) -> Reading:
    """Read a CSV file as one table, its first row as the header where it names the columns.

    Raises UnreadableDocument, OverLimit.
    """
    numbered, notes = csv_rows(path, limits)
    rows = Compact(cells for _, cells in numbered)
    header = int(bool(rows) and looks_like_header(rows[0], rows[1:2]))
    grid = Grid(rows=rows, header_rows=header)
    table = table_element(grid, place=_place(numbered))
    faq = faq_note(faq_of(rows))
    return Reading(
        media_type=CSV,
        title="",
        elements=(table,) if table.text else (),
        notes=(*notes, *((Note(page=0, text=faq),) if faq else ())),
    )


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
    widest = max(len(cells) for _, cells in rows)
    return at_cells("", rows=(rows[0][0], rows[-1][0]), columns=(0, widest - 1))


def _rows(path: Path, text: str, limits: Limits) -> Compact[Row]:
    csv.field_size_limit(_FIELD)
    rows: Compact[Row] = Compact()
    cells = 0
    lines = csv.reader(_lines(text), delimiter=delimiter_of(text))
    for number, row in enumerate(lines, start=1):
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
