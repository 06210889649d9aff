"""Which files a list of paths means."""

from pathlib import Path

import pytest

from kb_assistant.walk import Found, found_files


def test_a_folder_yields_its_files_by_their_path_below_it(tmp_path: Path) -> None:
    (tmp_path / "hr").mkdir()
    (tmp_path / "hr" / "leave.md").write_text("x")
    (tmp_path / "b.txt").write_text("x")

    assert [found.uri for found in found_files([tmp_path])] == ["b.txt", "hr/leave.md"]


def test_a_single_file_goes_by_its_name_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")

    assert list(found_files([tmp_path / "a.txt"])) == [
        Found(path=tmp_path / "a.txt", root=tmp_path, uri="a.txt")
    ]


def test_a_file_that_is_given_twice_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")

    assert len(list(found_files([tmp_path, tmp_path / "a.txt"]))) == 1


def test_hidden_files_and_what_office_programs_leave_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".DS_Store", "~$report.docx", "report.txt"):
        (tmp_path / name).write_text("x")

    assert [found.uri for found in found_files([tmp_path])] == ["report.txt"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)

    assert [found.uri for found in found_files([tmp_path])] == ["a.txt"]


def test_a_path_that_is_not_there_is_named_with_its_problem(tmp_path: Path) -> None:
    (found,) = found_files([tmp_path / "nowhere"])

    assert found.problem == "there is no such file or folder"


def test_a_folder_that_cannot_be_opened_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    (tmp_path / "closed").mkdir()
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "a.txt").write_text("x")
    # The administrator may open any folder, so the refusal has to come from the system call itself.
    really = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)

    found = {each.uri: each.problem for each in found_files([tmp_path])}

    assert found["open/a.txt"] == ""
    assert "Permission denied; check its permissions" in found["closed"]


def test_names_with_newlines_and_other_scripts_are_kept(tmp_path: Path) -> None:
    (tmp_path / "报告\n2024 é.txt").write_text("x")

    assert [found.uri for found in found_files([tmp_path])] == ["报告\n2024 é.txt"]
