"""Files are read in a real process: what exceeds its time or memory, or kills it, fails alone."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from subprocess import Popen
from threading import Thread
from time import sleep

import pymupdf
import pytest

from ingest.attempt import Attempt
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
    """A table that takes seconds, and several times its size in memory."""
    row = ",".join(f"cell {number:05}" for number in range(50)) + "\n"
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
    worker = Worker(replace(LIMITS, seconds=1), ReadingOptions())
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


def long_pdf(path: Path, pages: int) -> Path:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=300, height=200)
        page.insert_text((20, 60), f"{number} Rules of page {number}", fontsize=14)
        page.insert_text((20, 90), f"Rule {number} holds for everyone who works here.", fontsize=10)
    document.save(path)
    return path


def test_a_reading_goes_on_where_its_process_was_killed(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 500)
    worker = Worker(LIMITS, ReadingOptions(), checkpoints=tmp_path / "reading")
    killed: list[int] = []
    afterwards: list[int] = []

    def kill_once(page: int) -> None:
        if killed:
            afterwards.append(page)
        elif page >= 70 and worker.process_id:
            killed.append(page)
            os.kill(worker.process_id, signal.SIGKILL)

    reading = worker.read(path, on_page=kill_once)

    assert reading == read(path)
    assert reading.notes == ()
    assert len(killed) == 1
    assert not any(0 < page <= 64 for page in afterwards)
    worker.close()


def test_a_reading_goes_on_after_all_of_its_processes_were_killed(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 300)
    kept = tmp_path / "reading"
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(path=str(path), kept=str(kept)), encoding="utf-8")
    process = Popen([sys.executable, script])
    while not list(kept.glob("*/000065.part")):
        sleep(0.005)
    process.kill()
    process.wait()

    while not is_free(next(kept.iterdir())):
        sleep(0.005)
    parts = len(list(kept.glob("*/*.part")))
    begun: list[int] = []
    reading = read(path, attempt=Attempt(checkpoints=kept), on_page=begun.append)

    assert 2 <= parts < 5
    assert begun[0] == 64 * parts + 1
    assert reading == read(path)
    assert list(kept.iterdir()) == []


SCRIPT = """
from pathlib import Path
from ingest.limits import Limits
from ingest.options import ReadingOptions
from ingest.worker import Worker

if __name__ == "__main__":
    Worker(Limits(), ReadingOptions(), checkpoints=Path({kept!r})).read(Path({path!r}))
"""


def is_free(folder: Path) -> bool:
    """Tell whether nobody reads any more the file of which `folder` keeps the pages."""
    with (folder / "lock").open() as handle, suppress(BlockingIOError):
        flock(handle, LOCK_EX | LOCK_NB)
        return True
    return False


def with_a_heavy_page(path: Path) -> Path:
    """Make 12 pages of which the fifth takes MuPDF many seconds and much memory."""
    long_pdf(path, 12)
    with pymupdf.open(path) as document:
        document[4].set_contents(heavy_drawing(document))
        document.saveIncr()
    return path


def assert_only_the_fifth_page_is_missing(reading: Reading, reason: str) -> None:
    text = "\n".join(element.text for element in reading.elements)
    assert [(note.page, note.text) for note in reading.notes] == [(5, f"left out, {reason}")]
    assert [number for number in range(1, 13) if f"Rule {number} holds" not in text] == [5]


def test_a_page_that_takes_too_long_is_left_out_alone(tmp_path: Path) -> None:
    worker = Worker(replace(LIMITS, page_seconds=0.5), ReadingOptions())
    worker.read(note(tmp_path))

    reading = worker.read(with_a_heavy_page(tmp_path / "a.pdf"))

    reason = "it takes longer than 0.5 s (limits.page_seconds)"
    assert_only_the_fifth_page_is_missing(reading, reason)
    worker.close()


def test_a_page_that_takes_too_much_memory_is_left_out_alone(tmp_path: Path) -> None:
    worker = Worker(replace(LIMITS, memory_bytes=150 * MIB), ReadingOptions())

    reading = worker.read(with_a_heavy_page(tmp_path / "a.pdf"))

    reason = "it takes more than 150 MiB of memory (limits.memory_bytes)"
    assert_only_the_fifth_page_is_missing(reading, reason)
    assert worker.read(note(tmp_path)).title == "Leave"
    worker.close()


def test_a_page_that_crashes_the_process_is_left_out_alone(worker: Worker, tmp_path: Path) -> None:
    crashes: list[int] = []

    def crash(page: int) -> None:
        if page == 5 and worker.process_id:
            crashes.append(page)
            os.kill(worker.process_id, signal.SIGSEGV)

    reading = worker.read(with_a_heavy_page(tmp_path / "a.pdf"), on_page=crash)

    assert_only_the_fifth_page_is_missing(reading, "reading it ended by SIGSEGV")
    # Once among other pages, once read with care: only then is it known to be this one.
    assert crashes == [5, 5]
    assert worker.read(note(tmp_path)).title == "Leave"


def test_a_file_of_which_most_pages_crash_is_given_up(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.worker._MOST_LEFT_OUT", 2)
    path = long_pdf(tmp_path / "a.pdf", 4)
    with pymupdf.open(path) as document:
        drawing = heavy_drawing(document)
        for page in document:
            page.set_contents(drawing)
        document.saveIncr()

    def crash(page: int) -> None:
        if page and worker.process_id:
            os.kill(worker.process_id, signal.SIGKILL)

    with pytest.raises(CrashedReader, match="SIGKILL"):
        worker.read(path, on_page=crash)

    assert worker.read(note(tmp_path)).title == "Leave"


def heavy_drawing(document: pymupdf.Document) -> int:
    """Add a page's content that takes MuPDF much: letters without number."""
    content = b"BT /helv 1 Tf " + b"1 0 0 1 5 5 Tm (aaaaaaaaaaaaaaaaaaaa) Tj " * 600_000 + b"ET"
    number = document.get_new_xref()
    document.update_object(number, "<<>>")
    document.update_stream(number, content, new=True)
    return number


def test_a_process_that_died_between_two_files_is_replaced(worker: Worker, tmp_path: Path) -> None:
    worker.read(note(tmp_path))
    former = worker.process_id
    assert former
    os.kill(former, signal.SIGKILL)

    assert worker.read(note(tmp_path)).title == "Leave"
    assert worker.process_id != former
