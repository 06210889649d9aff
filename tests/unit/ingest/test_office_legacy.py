"""LibreOffice is stood in for by a small program of the same name on the path."""

import stat
from pathlib import Path

import docx
import pytest

from ingest.errors import UnknownFormat, UnreadableDocument
from ingest.limits import Limits
from ingest.office.legacy import read_doc


def installed(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def old_file(folder: Path) -> Path:
    path = folder / "会议\n纪要.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    return path


def test_without_libreoffice_the_file_is_refused_with_both_remedies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnknownFormat, match=r"install it.*save it as \.docx"):
        read_doc(old_file(tmp_path), Limits())


def test_the_converted_document_is_read_as_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = docx.Document()
    document.add_heading("Rules", level=1)
    document.save(str(tmp_path / "new.docx"))
    out = 'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"'
    installed(tmp_path, f'{out}; cp "{tmp_path}/new.docx" "$2/source.docx"', monkeypatch)

    reading = read_doc(old_file(tmp_path), Limits())

    assert reading.media_type == "application/msword"
    assert [element.text for element in reading.elements] == ["Rules"]


def test_a_failed_conversion_is_told_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, "echo 'source file could not be loaded' >&2; exit 1", monkeypatch)
    path = old_file(tmp_path)

    with pytest.raises(UnreadableDocument, match="could not be loaded") as refusal:
        read_doc(path, Limits())

    assert refusal.value.path == str(path)


def test_a_converted_file_that_is_damaged_is_told_by_the_old_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = 'while [ "$1" != --outdir ]; do shift; done; mkdir "$2"'
    installed(tmp_path, f'{out}; echo broken > "$2/source.docx"', monkeypatch)
    path = old_file(tmp_path)

    with pytest.raises(UnreadableDocument) as refusal:
        read_doc(path, Limits())

    assert refusal.value.path == str(path)
