"""Files are read in a real process: what exceeds its time or memory, or kills it, fails alone."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

import pymupdf
import pytest

from ingest.errors import CrashedReader, EmptyDocument, OverLimit
from ingest.limits import Limits
from ingest.model import Reading
from ingest.options import ReadingOptions
from ingest.read import read
from ingest.worker import Worker

MIB = 1024**2
LIMITS = Limits()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(LIMITS, ReadingOptions())
    yield worker
    worker.close()


def note(folder: Path) -> Path:
    path = folder / "note.md"
    path.write_text("# Leave\n\nEveryone has 25 days.\n", encoding="utf-8")
    return path


def scan(path: Path) -> Path:
    """A scanned page: the recogniser alone takes seconds to load."""
    drawn = pymupdf.open()
    drawn.new_page(width=300, height=100).insert_text((20, 50), "Visitors sign the book.")
    document = pymupdf.open()
    page = document.new_page(width=300, height=100)
    page.insert_image(page.rect, pixmap=drawn[0].get_pixmap(dpi=150))
    document.save(path)
    return path


def heavy(path: Path) -> Path:
    """A table that takes many times its size in memory."""
    row = ",".join(str(number) for number in range(50)) + "\n"
    path.write_text(row * 40_000, encoding="utf-8")
    return path


def test_what_the_process_reads_is_what_reading_here_gives(worker: Worker, tmp_path: Path) -> None:
    assert worker.read(note(tmp_path)) == read(note(tmp_path))


def test_one_process_serves_for_many_files(worker: Worker, tmp_path: Path) -> None:
    worker.read(note(tmp_path))
    first = worker.process_id
    (tmp_path / "empty.md").touch()

    with pytest.raises(EmptyDocument) as refusal:
        worker.read(tmp_path / "empty.md")
    worker.read(note(tmp_path))

    assert refusal.value.path == str(tmp_path / "empty.md")
    assert worker.process_id == first != os.getpid()


def test_a_file_that_takes_too_long_fails_alone(tmp_path: Path) -> None:
    worker = Worker(replace(LIMITS, seconds=0.3), ReadingOptions())
    worker.read(note(tmp_path))

    with pytest.raises(OverLimit, match=r"limits\.seconds"):
        worker.read(heavy(tmp_path / "a.csv"))

    assert worker.process_id is None
    assert worker.read(note(tmp_path)).title == "Leave"
    worker.close()


def test_a_file_that_takes_too_much_memory_fails_alone(tmp_path: Path) -> None:
    worker = Worker(replace(LIMITS, memory_bytes=100 * MIB), ReadingOptions())

    with pytest.raises(OverLimit, match=r"limits\.memory_bytes"):
        worker.read(heavy(tmp_path / "a.csv"))

    assert worker.read(note(tmp_path)).title == "Leave"
    worker.close()


def test_a_file_that_kills_the_process_fails_alone(worker: Worker, tmp_path: Path) -> None:
    found: list[Reading | CrashedReader] = []

    def reading() -> None:
        try:
            found.append(worker.read(scan(tmp_path / "a.pdf")))
        except CrashedReader as error:
            found.append(error)

    thread = Thread(target=reading)
    thread.start()
    while worker.process_id is None:
        sleep(0.01)
    os.kill(worker.process_id, signal.SIGSEGV)
    thread.join()

    (failure,) = found
    assert isinstance(failure, CrashedReader)
    assert "SIGSEGV" in failure.reason
    assert worker.read(note(tmp_path)).title == "Leave"


def test_a_process_that_died_between_two_files_is_replaced(worker: Worker, tmp_path: Path) -> None:
    worker.read(note(tmp_path))
    former = worker.process_id
    assert former
    os.kill(former, signal.SIGKILL)

    assert worker.read(note(tmp_path)).title == "Leave"
    assert worker.process_id != former
