"""What was noticed in reading a file, as lines for people."""

from collections.abc import Sequence

from ingest.model import Note


def lines_of(notes: Sequence[Note]) -> list[str]:
    """Return the notes as lines, such as "page 7: blank"; the same on pages in a row is one line.

    Those of a scan of a thousand pages would hide the one that matters.
    """
    runs: list[tuple[Note, int]] = []
    for note in notes:
        first, last = runs[-1] if runs else (note, -1)
        if note.page and (note.text, note.page) == (first.text, last + 1):
            runs[-1] = (first, note.page)
        else:
            runs.append((note, note.page))
    return [f"{_pages(first.page, last)}{first.text}" for first, last in runs]


def counted(number: int, one: str, many: str) -> str:
    """Return a number with what is counted: (1, "row was", "rows were") gives "1 row was"."""
    return f"1 {one}" if number == 1 else f"{number} {many}"


def attached_note(name: str) -> Note:
    """Return the note on an attached file that is read as a document of its own."""
    return Note(page=0, text=f"attached: {name} (a document of its own)", attached=name)


def _pages(first: int, last: int) -> str:
    if not first:
        return ""
    return f"page {first}: " if first == last else f"pages {first}–{last}: "
