"""A page that our own analysis fails on is read line by line, and a note says so."""

import logging

from ingest.model import Note

log = logging.getLogger(__name__)

FAULTS = (ArithmeticError, LookupError, ValueError, RecursionError, MemoryError)
"""What an odd page may raise where nobody foresaw it."""


def read_plainly(number: int, error: BaseException) -> Note:
    """Return the note that a page was read line by line since `error` came of its layout."""
    log.error("page %d: its layout is not understood", number, exc_info=error)
    said = f"its layout is not understood, so it was read line by line ({error})"
    return Note(page=number, text=said)
