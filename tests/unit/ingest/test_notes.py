"""How what was noticed in reading is told to people."""

from ingest.model import Note
from ingest.notes import lines_of


def test_the_same_note_on_pages_in_a_row_is_told_once() -> None:
    blank = [Note(page=page, text="blank") for page in (3, 4, 5, 9)]

    assert lines_of(blank) == ["pages 3–5: blank", "page 9: blank"]


def test_a_note_of_the_whole_file_names_no_page() -> None:
    notes = [Note(page=0, text="hidden sheets were left out"), Note(page=0, text="read as UTF-8")]

    assert lines_of(notes) == ["hidden sheets were left out", "read as UTF-8"]


def test_different_notes_of_pages_in_a_row_are_told_apart() -> None:
    notes = [Note(page=1, text="blank"), Note(page=2, text="scanned")]

    assert lines_of(notes) == ["page 1: blank", "page 2: scanned"]
