"""Reading CSV and its kin: any delimiter, any encoding."""

import csv
import io
from pathlib import Path

from ingest.decode import decode
from ingest.errors import OverLimit, UnreadableDocument
from ingest.limits import Limits
from ingest.markup import damage_notes
from ingest.model import Reading
from ingest.sniff import CSV
from ingest.table import Grid, looks_like_header, table_element

_DELIMITERS = ",;\t|"
_SAMPLE = 100
_FIELD = 16 * 1024**2


def read_csv(path: Path, limits: Limits) -> Reading:
    """Read a CSV file as one table, its first row as the header where it names the columns.

    Raises UnreadableDocument, OverLimit.
    """
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise UnreadableDocument(path, "its bytes are not text: save it again as CSV in UTF-8")
    try:
        rows = _rows(path, decoded.text, limits)
    except csv.Error as error:
        raise UnreadableDocument(path, f"it is no valid CSV ({error}): save it again") from error
    header = int(bool(rows) and looks_like_header(rows[0], rows[1:]))
    table = table_element(Grid(rows=rows, header_rows=header))
    return Reading(
        media_type=CSV,
        title="",
        elements=(table,) if table.text else (),
        notes=damage_notes(decoded),
    )


def _rows(path: Path, text: str, limits: Limits) -> list[list[str]]:
    csv.field_size_limit(_FIELD)
    rows: list[list[str]] = []
    cells = 0
    for row in csv.reader(io.StringIO(text), delimiter=delimiter_of(text)):
        if any(cell.strip() for cell in row):
            rows.append(row)
            cells += len(row)
        if cells > limits.table_cells:
            raise OverLimit(
                path, f"it has more than {limits.table_cells:,} cells (table_cells): split it"
            )
    return rows


def delimiter_of(text: str) -> str:
    """Return the delimiter that splits the most rows alike; a comma where none does.

    The standard library's sniffer takes letters for delimiters in short files.
    """

    def alike(delimiter: str) -> tuple[float, int]:
        lines = io.StringIO("".join(text.splitlines(keepends=True)[:_SAMPLE]))
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        usual = max(set(widths), key=widths.count, default=1)
        if usual == 1:
            return (0.0, 0)
        return (widths.count(usual) / len(widths), usual)

    return max(_DELIMITERS, key=alike)
