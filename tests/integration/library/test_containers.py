"""Archives and messages: what lies in them is found under its own name."""

from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile

import pymupdf

from kb_assistant.outcome import Result

LEAVE = "# Leave\n\nEveryone has 25 days of annual leave.\n"
HOTELS = "Hotels in Oslo may cost up to 180 euros a night.\n"


def bundle(path: Path, **members: str | bytes) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def results(kb, *paths: Path, **options: bool) -> dict[str, Result]:
    return {each.uri: each.result for each in kb.add(*paths, **options).outcomes}


def test_the_members_of_an_archive_are_documents_and_a_bad_one_fails_alone(
    kb, tmp_path: Path
) -> None:
    path = bundle(tmp_path / "a.zip", **{"hr/leave.md": LEAVE, "b.txt": HOTELS, "c.pdf": b"%PDF-"})

    assert results(kb, path) == {
        "a.zip/hr/leave.md": Result.ADDED,
        "a.zip/b.txt": Result.ADDED,
        "a.zip/c.pdf": Result.FAILED,
    }
    assert kb.found("How many days of annual leave?")[0] == "a.zip/hr/leave.md"


def test_an_unchanged_archive_costs_nothing_and_a_changed_one_its_changed_members(
    kb, tmp_path: Path
) -> None:
    path = bundle(tmp_path / "a.zip", **{"leave.md": LEAVE, "hotels.txt": HOTELS})
    results(kb, path)

    again = results(kb, path)
    bundle(path, **{"leave.md": LEAVE, "hotels.txt": HOTELS.replace("180", "190")})

    assert set(again.values()) == {Result.UNCHANGED}
    assert results(kb, path) == {
        "a.zip/leave.md": Result.UNCHANGED,
        "a.zip/hotels.txt": Result.UPDATED,
    }


def test_a_member_that_vanished_is_pruned_but_not_while_its_archive_is_damaged(
    kb, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    path = bundle(folder / "a.zip", **{"leave.md": LEAVE, "hotels.txt": HOTELS})
    results(kb, folder)
    whole = path.read_bytes()

    path.write_bytes(whole[:40])
    damaged = results(kb, folder, prune=True)
    bundle(path, **{"leave.md": LEAVE})
    mended = results(kb, folder, prune=True)

    assert damaged == {"a.zip": Result.FAILED}
    assert mended == {
        "a.zip/leave.md": Result.UNCHANGED,
        "a.zip/hotels.txt": Result.REMOVED,
        "a.zip": Result.REMOVED,
    }


def nested(path: Path, depth: int, **members: str | bytes) -> Path:
    """Pack `members` into `depth` archives, the inner ones called 1.zip, 2.zip, …."""
    for level in range(depth - 1, 0, -1):
        members = {f"{level}.zip": bundle(path.with_name("inner.zip"), **members).read_bytes()}
    return bundle(path, **members)


def test_archives_in_an_archive_are_read_and_one_that_lies_too_deep_is_named(
    kb, tmp_path: Path
) -> None:
    deep = nested(tmp_path / "deep.zip", 4, **{"leave.md": LEAVE})
    flat = nested(tmp_path / "flat.zip", 3, **{"leave.md": LEAVE, "hotels.txt": HOTELS})

    summary = kb.add(deep, flat)

    assert {each.uri: each.result for each in summary.outcomes} == {
        "deep.zip/1.zip/2.zip/3.zip": Result.FAILED,
        "flat.zip/1.zip/2.zip/leave.md": Result.ADDED,
        "flat.zip/1.zip/2.zip/hotels.txt": Result.ADDED,
    }
    assert "limits.archive_depth" in summary.failures[0].reason
    assert set(results(kb, flat).values()) == {Result.UNCHANGED}


def test_a_message_in_an_archive_and_what_is_attached_to_it_are_documents(
    kb, tmp_path: Path
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "New rules"
    mail.set_content("The new rules for journeys are attached.")
    mail.add_attachment(HOTELS, filename="hotels.txt")

    assert results(kb, bundle(tmp_path / "mails.zip", **{"notice.eml": mail.as_bytes()})) == {
        "mails.zip/notice.eml": Result.ADDED,
        "mails.zip/notice.eml/hotels.txt": Result.ADDED,
    }


def pdf_with(path: Path, **files: str | bytes) -> Path:
    with pymupdf.open() as document:
        document.new_page().insert_text((50, 80), "The rates for journeys are attached.")
        for name, content in files.items():
            given = content if isinstance(content, bytes) else content.encode()
            document.embfile_add(name, given, filename=name)
        document.save(path)
    return path


def test_the_files_attached_to_a_pdf_are_documents_and_stay_so_while_it_is_unchanged(
    kb, tmp_path: Path
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    path = pdf_with(folder / "rules.pdf", **{"hotels.txt": HOTELS, "x.bin": b"\x00\x01\x02"})

    first = results(kb, folder, prune=True)
    again = results(kb, folder, prune=True)
    path.unlink()
    pdf_with(path, **{"leave.md": LEAVE})

    assert first == {
        "rules.pdf": Result.ADDED,
        "rules.pdf/hotels.txt": Result.ADDED,
        "rules.pdf/x.bin": Result.FAILED,
    }
    assert again == {
        "rules.pdf": Result.UNCHANGED,
        "rules.pdf/hotels.txt": Result.UNCHANGED,
        "rules.pdf/x.bin": Result.FAILED,
    }
    assert results(kb, folder, prune=True) == {
        "rules.pdf": Result.UPDATED,
        "rules.pdf/leave.md": Result.ADDED,
        "rules.pdf/hotels.txt": Result.REMOVED,
        "rules.pdf/x.bin": Result.REMOVED,
    }


def test_a_pdf_in_an_archive_gives_its_attachments_too(kb, tmp_path: Path) -> None:
    inner = pdf_with(tmp_path / "rules.pdf", **{"hotels.txt": HOTELS}).read_bytes()

    assert results(kb, nested(tmp_path / "a.zip", 2, **{"rules.pdf": inner})) == {
        "a.zip/1.zip/rules.pdf": Result.ADDED,
        "a.zip/1.zip/rules.pdf/hotels.txt": Result.ADDED,
    }


def test_two_archives_of_one_name_do_not_overwrite_each_other(kb, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first = bundle(tmp_path / "one" / "a.zip", **{"leave.md": LEAVE})
    second = bundle(tmp_path / "two" / "a.zip", **{"leave.md": HOTELS})

    assert results(kb, first) == {"a.zip/leave.md": Result.ADDED}
    assert results(kb, second) == {"a.zip/leave.md": Result.FAILED}


def test_a_message_and_its_attachments_are_documents(kb, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "New rules"
    mail.set_content("The new rules for journeys are attached.")
    mail.add_attachment(HOTELS, filename="hotels.txt")
    (tmp_path / "notice.eml").write_bytes(mail.as_bytes())

    assert results(kb, tmp_path / "notice.eml") == {
        "notice.eml": Result.ADDED,
        "notice.eml/hotels.txt": Result.ADDED,
    }
    assert kb.found("What may hotels in Oslo cost?")[0] == "notice.eml/hotels.txt"
