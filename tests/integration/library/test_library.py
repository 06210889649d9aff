"""The library: files are added, change, vanish and fail; the counts add up."""

from pathlib import Path

import pytest

from indexes.files import FileStore
from indexes.model import Scope
from ingest.limits import Limits
from ingest.model import Status
from ingest.read import read
from kb_assistant.library import Library, Reader
from kb_assistant.outcome import Result
from kb_assistant.progress import Progress


def results(summary) -> dict[str, Result]:
    return {outcome.uri: outcome.result for outcome in summary.outcomes}


def test_what_was_added_is_found(kb, folder: Path) -> None:
    summary = kb.add(folder)

    assert results(summary) == {"hr/leave.md": Result.ADDED, "travel.txt": Result.ADDED}
    assert kb.found("annual leave")[0] == "hr/leave.md"
    assert kb.found("hotels in Oslo")[0] == "travel.txt"


def test_adding_again_reads_and_embeds_nothing(kb, folder: Path) -> None:
    kb.add(folder)
    embedded, change = kb.embedder.embedded, kb.catalog.last_change()

    summary = kb.add(folder)

    assert summary.count(Result.UNCHANGED) == len(summary.outcomes) == 2
    assert (kb.embedder.embedded, kb.catalog.last_change()) == (embedded, change)


def test_a_file_that_was_only_touched_is_unchanged(kb, folder: Path) -> None:
    kb.add(folder)
    (folder / "travel.txt").write_text((folder / "travel.txt").read_text())

    assert kb.add(folder).count(Result.UNCHANGED) == 2


def test_a_changed_file_replaces_its_document(kb, folder: Path) -> None:
    kb.add(folder)
    (folder / "travel.txt").write_text("Trains are booked in second class.\n")

    summary = kb.add(folder)

    assert results(summary) == {"hr/leave.md": Result.UNCHANGED, "travel.txt": Result.UPDATED}
    assert kb.catalog.find("default", "travel.txt").version == 2
    passages = kb.assistant.search(_question("hotels trains"))
    assert [each.chunk.text for each in passages if each.document.uri == "travel.txt"] == [
        "Trains are booked in second class."
    ]


def test_pruning_removes_what_vanished_and_nothing_else(kb, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Parking is free on Sundays.")
    kb.add(folder, other)
    (folder / "travel.txt").unlink()

    assert kb.add(folder).count(Result.REMOVED) == 0
    summary = kb.add(folder, prune=True)

    assert results(summary) == {"hr/leave.md": Result.UNCHANGED, "travel.txt": Result.REMOVED}
    assert "travel.txt" not in kb.found("hotels in Oslo")
    assert kb.catalog.find("default", "other.txt") is not None


def test_a_removed_document_stops_being_found(kb, folder: Path) -> None:
    kb.add(folder)

    kb.library.remove([kb.catalog.find("default", "travel.txt")])

    assert "travel.txt" not in kb.found("hotels in Oslo")


def test_readers_are_kept_when_a_file_is_added_again_and_changed_when_named(
    kb, folder: Path
) -> None:
    sales, hr = Scope(groups=frozenset({"sales"})), Scope(groups=frozenset({"hr"}))
    kb.add(folder / "hr", readers=frozenset({"hr"}))
    assert (kb.found("annual leave", sales), kb.found("annual leave", hr)) == ([], ["leave.md"])

    assert results(kb.add(folder / "hr")) == {"leave.md": Result.UNCHANGED}
    assert kb.found("annual leave", sales) == []

    assert results(kb.add(folder / "hr", readers=frozenset({"sales"}))) == {
        "leave.md": Result.UPDATED
    }
    assert (kb.found("annual leave", sales), kb.found("annual leave", hr)) == (["leave.md"], [])


def test_a_broken_file_fails_alone_with_its_reason(kb, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnot really")

    summary = kb.add(folder)

    assert results(summary)["broken.pdf"] is Result.FAILED
    assert summary.count(Result.ADDED) == 2
    document = kb.catalog.find("default", "broken.pdf")
    assert (document.status, document.version) == (Status.FAILED, 0)
    assert document.reason == summary.failures[0].reason != ""


def test_a_document_whose_new_file_is_broken_keeps_answering_with_the_old(kb, folder: Path) -> None:
    kb.add(folder)
    (folder / "travel.txt").write_bytes(b"")

    summary = kb.add(folder)

    assert results(summary)["travel.txt"] is Result.FAILED
    assert kb.found("hotels in Oslo")[0] == "travel.txt"
    document = kb.catalog.find("default", "travel.txt")
    assert (document.status, document.version) == (Status.FAILED, 1)


def test_a_mended_file_is_added(kb, folder: Path) -> None:
    (folder / "travel.txt").write_bytes(b"")
    kb.add(folder)
    (folder / "travel.txt").write_text("Taxis need a receipt.")

    assert results(kb.add(folder))["travel.txt"] is Result.ADDED
    assert kb.catalog.find("default", "travel.txt").status is Status.READY


def test_another_file_of_the_same_name_does_not_replace_a_document(
    kb, folder: Path, tmp_path: Path
) -> None:
    kb.add(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "travel.txt").write_text("Quite another policy.")

    summary = kb.add(other)

    assert results(summary) == {"travel.txt": Result.FAILED}
    assert "--collection" in summary.failures[0].reason
    assert kb.found("hotels in Oslo")[0] == "travel.txt"
    assert kb.catalog.find("default", "travel.txt").status is Status.READY
    assert results(kb.add(other, collection="other")) == {"travel.txt": Result.ADDED}


def test_a_folder_that_moved_keeps_its_documents(kb, folder: Path, tmp_path: Path) -> None:
    kb.add(folder)
    moved = folder.rename(tmp_path / "moved")

    assert kb.add(moved).count(Result.UNCHANGED) == 2
    (moved / "travel.txt").write_text("Ferries are fine.")
    assert results(kb.add(moved))["travel.txt"] is Result.UPDATED


def test_paths_that_are_not_there_fail_by_name(kb, tmp_path: Path) -> None:
    summary = kb.add(tmp_path / "nowhere")

    assert [(each.uri, each.reason) for each in summary.failures] == [
        ("nowhere", "there is no such file or folder")
    ]


def test_a_pipe_is_refused_at_once(kb, tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")

    assert "not a file" in kb.add(tmp_path / "pipe").failures[0].reason


def test_a_link_to_nothing_fails_by_name(kb, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")

    assert "cannot be opened" in kb.add(tmp_path / "link.txt").failures[0].reason


@pytest.mark.parametrize("name", ["line\nbreak.txt", "年假制度.txt", "naïve café 🚀.txt"])
def test_odd_names_are_kept_as_they_are(kb, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Umbrellas stand at the door.")

    assert results(kb.add(tmp_path / name)) == {name: Result.ADDED}
    assert kb.found("umbrellas") == [name]


def test_progress_counts_files_pages_and_chunks(kb, folder: Path) -> None:
    steps: list[Progress] = []

    kb.add(folder, on_progress=steps.append)

    assert steps[0] == Progress(
        files_done=0, files_total=2, pages=0, chunks=0, current="travel.txt"
    )
    assert (steps[-1].files_done, steps[-1].chunks, steps[-1].current) == (2, 2, "")


def test_the_copy_of_a_source_file_is_kept_until_no_document_needs_it(
    kb, folder: Path, tmp_path: Path
) -> None:
    kb.add(folder)
    copies = [path for path in (tmp_path / "home" / "files").rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in copies) == sorted(
        path.read_bytes() for path in folder.rglob("*.*")
    )

    kb.library.remove(kb.catalog.documents())

    assert not [path for path in (tmp_path / "home" / "files").rglob("*") if path.is_file()]


def _question(text: str):
    from indexes.model import EVERYTHING
    from kb_assistant.model import Question

    return Question(text=text, scope=EVERYTHING)


def test_a_document_keeps_what_its_file_says_of_itself(kb, tmp_path: Path) -> None:
    path = tmp_path / "rules.md"
    front = "title: 请假规定\nauthors: [王芳, Ben]\ndate: 2023-04-01\nupdated: 2024-05-02"
    path.write_text(f"---\n{front}\n---\n\n每位员工每年有十五天年假。\n", encoding="utf-8")

    kb.add(path)

    found = kb.catalog.find("default", "rules.md")
    assert (found.title, found.language, found.dated) == ("请假规定", "zh", "2024-05-02")
    assert found.authors == ("王芳", "Ben")


def test_a_file_is_read_again_when_its_reader_changed(kb, folder: Path, tmp_path: Path) -> None:
    kb.add(folder)
    other = Library(
        kb.catalog,
        kb.index,
        FileStore(tmp_path / "home" / "files"),
        reader=Reader(read=read, name="layout 4"),
        limits=Limits(),
        max_tokens=64,
    )

    first, second = other.add([folder]), other.add([folder])

    assert first.count(Result.UPDATED) == second.count(Result.UNCHANGED) == 2
    assert [each.reader for each in kb.catalog.documents()] == ["layout 4"] * 2
    assert kb.found("annual leave")[0] == "hr/leave.md"


def test_a_collection_with_a_reader_of_its_own_is_read_by_that(kb, folder: Path) -> None:
    kb.add(folder / "travel.txt")
    kb.add(folder / "travel.txt", collection="manuals")

    readers = {each.collection: each.reader for each in kb.catalog.documents()}
    assert readers == {"default": "one", "manuals": "other"}
    assert kb.add(folder / "travel.txt", collection="manuals").count(Result.UNCHANGED) == 1


def test_what_was_noticed_in_reading_is_told_once(kb, tmp_path: Path) -> None:
    path = tmp_path / "faq.csv"
    path.write_text("Question,Answer\nHow?,So.\nWhy?,Because.\n", encoding="utf-8")

    (first,), (second,) = kb.add(path).outcomes, kb.add(path).outcomes

    assert [note.text for note in first.notes] == [
        "looks like a FAQ: 2 questions; `kb faq import` makes them FAQ entries"
    ]
    assert (second.result, second.notes) == (Result.UNCHANGED, ())
