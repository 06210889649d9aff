from email.message import EmailMessage
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ingest.archive import looked_into, unpack_member
from ingest.errors import EmptyDocument, EncryptedDocument, OverLimit, UnreadableDocument
from ingest.limits import Limits

MESSAGE = Path(__file__).parents[2] / "data" / "office" / "message.msg"


def zipped(path: Path, **members: str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def member_names(path: Path, limits: Limits) -> tuple[str, ...]:
    return looked_into(path, limits).names


def content(path: Path, name: str, folder: Path) -> bytes:
    return unpack_member(path, name, folder, Limits()).read_bytes()


def test_the_files_of_an_archive_are_named_without_folders_and_litter(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        **{
            "hr/": "",
            "hr/leave.md": "a",
            "__MACOSX/hr/._leave.md": "b",
            ".git/x": "c",
            "b.txt": "d",
        },
    )

    assert member_names(path, Limits()) == ("hr/leave.md", "b.txt")
    assert content(path, "hr/leave.md", tmp_path) == b"a"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\etc\\passwd"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", **{name: "x"})
    folder = tmp_path / "folder"
    folder.mkdir()

    (found,) = member_names(path, Limits())

    assert not found.startswith("/")
    assert ".." not in found
    assert unpack_member(path, found, folder, Limits()).parent == folder


def test_chinese_names_that_windows_wrote_are_told(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("@" * len("员工的手册.md".encode("gb18030")), "x")
    data = (tmp_path / "a.zip").read_bytes()
    name = "员工的手册.md".encode("gb18030")
    (tmp_path / "a.zip").write_bytes(data.replace(b"@" * len(name), name))

    assert member_names(tmp_path / "a.zip", Limits()) == ("员工的手册.md",)


def test_a_zip_bomb_and_a_crowd_of_files_are_refused_before_unpacking(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"bomb.txt": " " * 64 * 1024**2, "b.txt": "b"})

    with pytest.raises(OverLimit, match="zip bombs"):
        member_names(path, Limits())
    with pytest.raises(OverLimit, match="unpacked_bytes"):
        member_names(path, Limits(unpacked_bytes=1024**2))
    with pytest.raises(OverLimit, match=r"\(members\)"):
        member_names(path, Limits(members=1, unpacked_ratio=100_000))


def test_an_empty_and_a_cut_off_archive_are_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", **{"a.txt": "text" * 99}).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(EmptyDocument, match="no file in it"):
        member_names(zipped(tmp_path / "none.zip"), Limits())
    with pytest.raises(UnreadableDocument, match="damaged or cut off"):
        member_names(tmp_path / "half.zip", Limits())


def test_a_locked_or_damaged_member_fails_alone(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"a.txt": "first" * 50, "b.txt": "second" * 50})
    data = bytearray(path.read_bytes())
    data[data.index(b"a.txt") + 8] ^= 0xFF
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    assert member_names(path, Limits()) == ("a.txt", "b.txt")
    with pytest.raises(UnreadableDocument, match="damaged in its archive"):
        content(path, "a.txt", tmp_path)
    with pytest.raises(EncryptedDocument, match="without a password"):
        content(path, "b.txt", tmp_path)


def test_the_attachments_of_a_message_are_its_members(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "Plan"
    mail.set_content("See the plan.")
    for name in ("plan.txt", "plan.txt", "../x/y.txt"):
        mail.add_attachment(f"content of {name}", filename=name)
    mail.add_attachment(b"signed", maintype="application", subtype="p7s", filename="smime.p7s")
    mail.add_attachment(
        b"logo", maintype="image", subtype="png", filename="logo.png", cid="<logo@example.com>"
    )
    path = tmp_path / "a.eml"
    path.write_bytes(mail.as_bytes())

    assert member_names(path, Limits()) == ("plan.txt", "plan (2).txt", "_x_y.txt")
    assert content(path, "_x_y.txt", tmp_path).startswith(b"content of ../x/y.txt")


def test_the_attachments_of_an_outlook_message_are_its_members(tmp_path: Path) -> None:
    assert member_names(MESSAGE, Limits()) == ("test.txt", "report.pdf")
    assert content(MESSAGE, "test.txt", tmp_path)


def test_an_attached_message_and_what_is_attached_to_it_are_members(tmp_path: Path) -> None:
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "c@example.com", "a@example.com", "Re: Plan"
    inner.set_content("Here it is.")
    inner.add_attachment("the plan", filename="plan.txt")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "Fwd: Plan"
    mail.set_content("See below.")
    mail.add_attachment(inner)
    path = tmp_path / "a.eml"
    path.write_bytes(mail.as_bytes())

    assert member_names(path, Limits()) == ("Re_ Plan.eml", "plan.txt")
    assert b"Here it is." in content(path, "Re_ Plan.eml", tmp_path)


def test_a_member_with_a_name_too_long_for_a_file_is_unpacked(tmp_path: Path) -> None:
    name = "会" * 200 + ".txt"
    path = zipped(tmp_path / "a.zip", **{name: "minutes"})

    assert member_names(path, Limits()) == (name,)
    assert content(path, name, tmp_path) == b"minutes"
