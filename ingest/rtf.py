"""Reading rich text (RTF) through striprtf: its words without its looks."""

from pathlib import Path

from ingest.errors import UnreadableDocument
from ingest.limits import Limits
from ingest.model import Note, Reading
from ingest.sniff import RTF
from ingest.text import text_elements


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
    return Reading(media_type=RTF, title="", elements=elements, notes=(note,))
