import zipfile
from pathlib import Path

import pytest

from ingest.errors import EmptyDocument, EncryptedDocument, UnknownFormat, UnreadableDocument
from ingest.sniff import (
    CSV,
    DOC,
    DOCX,
    EPUB,
    HTML,
    JPEG,
    MAIL,
    MARKDOWN,
    PDF,
    PNG,
    PPTX,
    TEXT,
    TIFF,
    WEBP,
    XLS,
    XLSX,
    ZIP,
    media_type,
)

MESSAGE = (
    "From: a@example.com\nTo: b@example.com\nSubject: Hello\nDate: Mon, 1 Jan 2024\n\nHello.\n"
)
PAGE = "<!DOCTYPE html><html><body><p>Hello</p></body></html>"

OLD_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
OLD_WORD = "http://schemas.microsoft.com/office/word/2003/wordml"


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def package(path: Path, folder: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/main.xml", "<main/>")
    return path


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"\n\n%PDF-1.4", PDF),
        (PAGE, HTML),
        ("<?xml version='1.0'?>\n<!-- made by hand --><html><body>Hello</body></html>", HTML),
        ("<div><p>Only a piece of a page</p></div>", HTML),
        (MESSAGE, MAIL),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (b"MM\x00*\x00\x00\x00\x08", TIFF),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", WEBP),
        ("# Title\n\nText.\n\n## Part\n\n- item\n", MARKDOWN),
        ("name\tprice\nbolt\t1\nnut\t2\nwasher\t3\n", CSV),
        (f"<?xml version='1.0'?><Workbook xmlns='{OLD_SHEET}'/>", XLS),
        (f"<?xml version='1.0'?><w:wordDocument xmlns:w='{OLD_WORD}'/>", DOC),
        ("Nothing but words, and a comma.", TEXT),
        ("{0, 1} is a set of two, and\n[1] is the first reference of this text.\n", TEXT),
    ],
)
def test_the_kind_is_told_from_the_bytes_where_the_name_says_nothing(
    tmp_path: Path, content: bytes | str, kind: str
) -> None:
    assert media_type(written(tmp_path / "file", content)) == kind


@pytest.mark.parametrize(("folder", "kind"), [("word", DOCX), ("ppt", PPTX), ("xl", XLSX)])
def test_an_office_package_is_told_from_its_members(tmp_path: Path, folder: str, kind: str) -> None:
    assert media_type(package(tmp_path / "renamed.bin", folder)) == kind


def test_a_binary_workbook_goes_the_way_of_the_old_ones(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsb", "xl")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")

    assert media_type(path) == XLS


@pytest.mark.parametrize(
    ("name", "kind"), [("a.md", MARKDOWN), ("a.csv", CSV), ("a.txt", TEXT), ("a.log", TEXT)]
)
def test_among_kinds_of_text_the_name_decides(tmp_path: Path, name: str, kind: str) -> None:
    assert media_type(written(tmp_path / name, "one, two\nthree, four\n")) == kind


@pytest.mark.parametrize(("content", "kind"), [(PAGE, HTML), (MESSAGE, MAIL), (b"%PDF-1.7", PDF)])
def test_a_name_does_not_overrule_what_the_bytes_say(
    tmp_path: Path, content: bytes | str, kind: str
) -> None:
    assert media_type(written(tmp_path / "notes.txt", content)) == kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x00\x00\x20ftypisom\x00\x00", "sound or video"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00", "a picture"),
        (b"ID3\x04\x00\x00", "sound or video"),
        (b"MZ\x90\x00\x03", "a program"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\x1f\x8b\x08\x00", "a packed archive"),
        (b"notes.txt".ljust(257, b"\x00") + b"ustar\x0000" + b"\x00" * 250, "a packed archive"),
        (b"SQLite format 3\x00", "a database"),
        (b"\x93\x01\xfe\x88\x00\x07" * 50, "save it as .docx, .xlsx, .pdf or .txt"),
        (b"\x00\x00\x02\x00\x06\x04\x06\x00\x08\x00", "a Lotus 1-2-3 or Quattro Pro sheet"),
        (b"1\xbe\x00\x00\x00\xab\x00\x00", "a Windows Write file"),
        (b'{"question": "How long?", "page": 3}\n{"question": "Who?", "page": 4}\n', "it is JSON"),
        (b'[\n  {"question": "How long?"},\n  {"question": "Who?"}\n]\n', "it is JSON"),
        (b'["how long", "who"]', "it is JSON"),
        (b"<?xml version='1.0'?><settings><a/></settings>", "it is XML (<settings>)"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_it_is(
    tmp_path: Path, content: bytes | str, words: str
) -> None:
    with pytest.raises(UnknownFormat) as refusal:
        media_type(written(tmp_path / "file.txt", content))

    assert words in refusal.value.reason


def test_a_file_named_as_json_is_refused_as_data_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="export it as .csv or .md"):
        media_type(written(tmp_path / "numbers.json", "[1, 2, 3]"))


def test_a_zip_archive_that_is_no_office_file_is_told_as_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("settings.bin", b"\x00\x01")

    assert media_type(tmp_path / "a.zip") == ZIP


@pytest.mark.parametrize("content", [b"", b"   \n\t\n", b"\x00" * 500])
def test_a_file_of_nothing_is_empty(tmp_path: Path, content: bytes | str) -> None:
    with pytest.raises(EmptyDocument):
        media_type(written(tmp_path / "file.docx", content))


def test_a_package_of_another_program_is_told_from_an_archive(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="Visio, XPS or like package: save it as .pdf"):
        media_type(package(tmp_path / "plan.vsdx", "visio"))


def test_a_book_without_its_own_mark_is_told_by_its_container(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")

    assert media_type(tmp_path / "a.epub") == EPUB


def test_half_an_archive_is_refused_as_damaged(tmp_path: Path) -> None:
    whole = package(tmp_path / "whole.docx", "word").read_bytes()

    with pytest.raises(UnreadableDocument, match="damaged or cut off"):
        media_type(written(tmp_path / "half.docx", whole[: len(whole) // 2]))


def test_a_damaged_old_office_file_is_refused(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 600

    with pytest.raises(UnknownFormat, match="save it as"):
        media_type(written(tmp_path / "old.doc", content))


def test_an_encrypted_office_file_is_told_from_an_old_one() -> None:
    with pytest.raises(EncryptedDocument, match="without a password"):
        media_type(Path(__file__).parents[2] / "data" / "office" / "encrypted.xlsx")
