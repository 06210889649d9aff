import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest

from ingest.errors import EmptyDocument, OverLimit, UnreadableDocument
from ingest.model import Note
from ingest.read import read

PAGE = "<!DOCTYPE html><html><head><title>Rules</title></head><body><p>Text</p></body></html>"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_file_is_read_as_what_it_is_and_a_wrong_name_is_noted(tmp_path: Path) -> None:
    reading = read(written(tmp_path / "rules.docx", PAGE))

    assert (reading.media_type, reading.title) == ("text/html", "Rules")
    assert reading.notes == (
        Note(page=0, text="the name ends in .docx, but it is text/html and was read as that"),
    )


def test_a_right_name_is_not_noted(tmp_path: Path) -> None:
    assert read(written(tmp_path / "rules.htm", PAGE)).notes == ()


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("# Leave policy\n\nText", "Leave policy"),
        ("Only text", "notes"),
        ("---\ntitle: Plan\n---\n# A", "Plan"),
    ],
)
def test_the_title_is_declared_or_the_first_heading_or_the_name(
    tmp_path: Path, content: str, title: str
) -> None:
    assert read(written(tmp_path / "notes.md", content)).title == title


@pytest.mark.parametrize(
    "name", ["two\nlines.txt", "会议纪要 – été.txt", "a" * 200 + ".txt", "-rf.txt"]
)
def test_an_odd_name_does_not_matter(tmp_path: Path, name: str) -> None:
    assert read(written(tmp_path / name, "Text")).title == Path(name).stem


def test_a_file_without_any_text_is_empty_with_the_reason(tmp_path: Path) -> None:
    document = docx.Document()
    document.save(str(tmp_path / "a.docx"))

    with pytest.raises(EmptyDocument, match="no text in it"):
        read(tmp_path / "a.docx")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="it is a folder"):
        read(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        read(tmp_path / "nothing.txt")


def test_a_symlink_loop_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")

    with pytest.raises(UnreadableDocument, match="check the disk and the link"):
        read(tmp_path / "a.txt")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")

    with pytest.raises(UnreadableDocument, match="a device or a pipe"):
        read(tmp_path / "a.txt")


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Give up the rights of root, who may read every file, for the length of a test."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_without_permission_is_refused() -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.txt", "Text")
        path.chmod(0)

        with pytest.raises(UnreadableDocument, match="permissions"):
            read(path)


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"")
    os.truncate(path, 3 * 1024**3)

    with pytest.raises(OverLimit, match="3,072 MiB"):
        read(path)
