"""Archives and messages: what lies in them is found under its own name."""

from email.message import EmailMessage
from pathlib import Path
from zipfile import ZipFile

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


def test_an_archive_within_an_archive_is_refused(kb, tmp_path: Path) -> None:
    inner = bundle(tmp_path / "inner.zip", **{"leave.md": LEAVE}).read_bytes()

    (outcome,) = kb.add(bundle(tmp_path / "a.zip", **{"inner.zip": inner})).outcomes

    assert (outcome.uri, outcome.result) == ("a.zip/inner.zip", Result.FAILED)
    assert "unpack it first" in outcome.reason


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
