"""Reading rich text (RTF) through striprtf: its words without its looks."""

import re
from pathlib import Path

from ingest.dates import iso_date
from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Metadata, Note, Reading
from ingest.office.properties import people
from ingest.sniff import RTF
from ingest.text import text_elements

_HEAD = 256 * 1024
# Names beyond ASCII are written in codes of the document's own character set: those are left out.
_AUTHOR = re.compile(r"\{\\author ([\x20-\x5b\x5d-\x7a\x7c]+)\}")
_DATE = re.compile(r"\{\\(creatim|revtim)\\yr(\d+)\\mo(\d+)\\dy(\d+)")


def read_rtf(path: Path, limits: Limits) -> Reading:
    """Read the text of an RTF file, with a note that its headings are lost.

    Raises UnreadableDocument.
    """
    from striprtf.striprtf import rtf_to_text

    source = path.read_bytes().decode("latin-1")
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]  # no stubs
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        # striprtf does not check what it reads: a fault shows as whatever error its use leads to.
        reason = f"its RTF cannot be read ({error}): save it as .docx"
        raise UnreadableDocument(path, reason) from error
    # Each paragraph comes as one line.
    elements = tuple(text_elements(text.replace("\n", "\n\n")))
    note = Note(page=0, text="RTF is read without its headings: save it as .docx to keep them")
    return Reading(
        media_type=RTF, title="", elements=elements, notes=(note,), metadata=_metadata(source)
    )


def _metadata(source: str) -> Metadata:
    author = _AUTHOR.search(source, 0, _HEAD)
    dates = {
        name: f"{year}-{month}-{day}" for name, year, month, day in _DATE.findall(source[:_HEAD])
    }
    return Metadata(
        authors=people(author[1]) if author else (),
        created=iso_date(dates.get("creatim", "")),
        changed=iso_date(dates.get("revtim", "")),
    )
