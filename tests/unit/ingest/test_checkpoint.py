"""What a long reading has done is kept on disk, and taken up again."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from ingest.attempt import Attempt
from ingest.checkpoint import Shelf, kept_shelf, temporary_shelf
from ingest.limits import Limits
from ingest.model import Note
from ingest.pdf import read_pdf


def long_pdf(path: Path, pages: int) -> Path:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=300, height=200)
        page.insert_text((20, 20), "Handbook of the company", fontsize=8)
        page.insert_text((20, 60), f"{number} Rules of page {number}", fontsize=14)
        page.insert_text((20, 90), f"Rule {number} holds for everyone who works here.", fontsize=10)
    document.save(path)
    return path


class Stop(Exception):
    """Stands for whatever ends a reading."""


def stop_at(number: int) -> Callable[[int], None]:
    def on_page(page: int) -> None:
        if page == number:
            raise Stop

    return on_page


def test_a_reading_that_was_stopped_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 150)
    attempt = Attempt(checkpoints=tmp_path / "reading")
    whole = read_pdf(path)
    begun: list[int] = []

    with pytest.raises(Stop):
        read_pdf(path, on_page=stop_at(140), attempt=attempt)
    resumed = read_pdf(path, on_page=begun.append, attempt=attempt)

    assert begun == [*range(129, 151), 0]
    assert resumed == whole
    assert list((tmp_path / "reading").iterdir()) == []


def test_a_long_file_is_read_as_one_that_fits_into_memory(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 300)

    reading = read_pdf(path, attempt=Attempt(checkpoints=tmp_path / "reading"))

    assert reading.pages == 300
    assert reading == read_pdf(path)
    assert [e.text for e in reading.elements if e.text.startswith("Rule 300")] == [
        "Rule 300 holds for everyone who works here."
    ]


def test_pages_that_were_left_out_are_told_with_the_reason(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 3)

    reading = read_pdf(path, attempt=Attempt(left_out={2: "it takes longer than 5 s"}))

    assert reading.notes == (Note(page=2, text="left out, it takes longer than 5 s"),)
    assert not any("Rule 2" in element.text for element in reading.elements)
    assert any("Rule 3" in element.text for element in reading.elements)


@pytest.mark.parametrize("changed", ["content", "limits"])
def test_what_was_kept_of_another_reading_is_not_taken(tmp_path: Path, changed: str) -> None:
    path = long_pdf(tmp_path / "a.pdf", 80)
    attempt = Attempt(checkpoints=tmp_path / "reading")
    with pytest.raises(Stop):
        read_pdf(path, on_page=stop_at(70), attempt=attempt)
    if changed == "content":
        long_pdf(path, 81)
    begun: list[int] = []
    limits = Limits(pages=500) if changed == "limits" else Limits()

    read_pdf(path, limits, on_page=begun.append, attempt=attempt)

    assert begun[0] == 1


def test_a_part_that_was_cut_off_or_is_foreign_is_read_again(tmp_path: Path) -> None:
    with temporary_shelf() as shelf:
        shelf.put(1, Note(page=1, text="blank"))
        assert shelf.get(1) == Note(page=1, text="blank")
        assert shelf.get(2) is None
    (tmp_path / "000001.part").write_bytes(b"\x80\x05\x95")
    (tmp_path / "000002.part").write_bytes(pickle.dumps(os.system))

    assert Shelf(tmp_path).get(1) is None
    assert Shelf(tmp_path).get(2) is None


def test_two_readings_of_one_file_do_not_share_what_they_keep(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 8)
    with kept_shelf(tmp_path / "reading", path, "layout") as first:
        first.put(1, Note(page=1, text="a"))
        with kept_shelf(tmp_path / "reading", path, "layout") as second:
            assert second.get(1) is None
        assert first.get(1) == Note(page=1, text="a")


def test_what_was_given_up_long_ago_is_swept_away(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 8)
    old = tmp_path / "reading" / "old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))

    with kept_shelf(tmp_path / "reading", path, "layout"):
        assert not old.exists()
