"""Copies of source files, by content."""

import hashlib
from pathlib import Path

import pytest

from indexes.errors import UnknownDocument
from indexes.files import FileStore


def test_a_file_is_kept_by_its_content_and_found_again(tmp_path: Path) -> None:
    source = tmp_path / "名 字.pdf"
    source.write_bytes(b"content")
    store = FileStore(tmp_path / "files")

    key = store.put(source)
    source.unlink()

    assert key == hashlib.sha256(b"content").hexdigest()
    assert store.path(key).read_bytes() == b"content"


def test_equal_files_are_kept_once_and_nothing_half_written_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"content")
    (tmp_path / "b").write_bytes(b"content")
    store = FileStore(tmp_path / "files")

    assert store.put(tmp_path / "a") == store.put(tmp_path / "b")

    assert len([file for file in (tmp_path / "files").rglob("*") if file.is_file()]) == 1


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")

    with pytest.raises(FileNotFoundError):
        store.put(tmp_path / "absent")

    assert [file for file in (tmp_path / "files").rglob("*") if file.is_file()] == []


def test_what_is_not_used_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    store = FileStore(tmp_path / "files")
    kept, dropped = store.put(tmp_path / "a"), store.put(tmp_path / "b")

    assert store.drop_unused({kept}) == 1

    assert store.path(kept).read_bytes() == b"a"
    with pytest.raises(UnknownDocument, match="add the file again"):
        store.path(dropped)


def test_an_empty_store_drops_nothing(tmp_path: Path) -> None:
    assert FileStore(tmp_path / "files").drop_unused(set()) == 0
