from pathlib import Path

import pytest

from eval.datasets.registry import Resolved, State, register, registered, resolved, verified
from eval.datasets.split import Split
from eval.errors import DatasetError
from eval.measure import Kind, Plan, chosen
from kb_assistant.settings_sources import load

TABLE = "question,document\nHow many days?,leave.md\nWhich class?,travel.md\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_registered_dataset_goes_by_its_name(tmp_path: Path, table: Path) -> None:
    register(tmp_path, "ours 我们的", table)

    found = chosen(load(home=tmp_path).settings, Plan(Kind.RETRIEVAL, "ours 我们的"))

    assert [case.question for case in found.cases] == ["How many days?", "Which class?"]


def test_changed_content_is_refused_until_it_is_made_the_next_version(
    tmp_path: Path, table: Path
) -> None:
    first = register(tmp_path, "ours", table)
    assert register(tmp_path, "ours", table).versions == first.versions
    table.write_text(TABLE + "Why?,why.md\n", encoding="utf-8")

    with pytest.raises(DatasetError, match="is not what version 1 was: .*datasets add ours"):
        resolved(tmp_path, "ours", Split.ALL)
    assert [one.state for one in verified(tmp_path)] == [State.CHANGED]

    second = register(tmp_path, "ours", table)
    assert second.versions[0] == first.versions[0]
    assert len(second.versions) == 2
    assert resolved(tmp_path, "ours", Split.ALL) == Resolved(path=table, split=Split.ALL)
    assert [one.state for one in verified(tmp_path)] == [State.UNCHANGED]


@pytest.mark.parametrize("given", ["ours", "ours.csv", "link.csv", "here/../ours.csv", "copy.csv"])
def test_what_is_kept_for_judging_cannot_be_tuned_on(
    tmp_path: Path, table: Path, given: str
) -> None:
    register(tmp_path, "ours", table, split=Split.JUDGING)
    (tmp_path / "here").mkdir()
    (tmp_path / "link.csv").symlink_to(table)
    (tmp_path / "copy.csv").write_text(TABLE, encoding="utf-8")
    text = given if given == "ours" else str(tmp_path / given)

    with pytest.raises(DatasetError, match="is kept for judging: take another dataset for tuning"):
        resolved(tmp_path, text, Split.TUNING)

    for right in (Split.JUDGING, Split.ALL):
        found = chosen(load(home=tmp_path).settings, Plan(Kind.RETRIEVAL, text, split=right))
        assert (len(found.cases), found.split) == (2, "judging")


def test_what_a_dataset_is_kept_for_changes_only_when_that_is_said(
    tmp_path: Path, table: Path
) -> None:
    register(tmp_path, "ours", table, split=Split.JUDGING)

    assert register(tmp_path, "ours", table).split is Split.JUDGING
    with pytest.raises(DatasetError, match="the same content is kept for judging under this name"):
        register(tmp_path, "theirs", table)
    assert register(tmp_path, "ours", table, split=Split.ALL).split is Split.ALL


def test_a_dataset_that_vanished_is_named(tmp_path: Path, table: Path) -> None:
    register(tmp_path, "ours", table)
    table.unlink()

    assert [one.state for one in verified(tmp_path)] == [State.BROKEN]
    with pytest.raises(DatasetError, match="no such dataset"):
        resolved(tmp_path, "ours", Split.ALL)


@pytest.mark.parametrize("name", ["", "a/b", "..", "."])
def test_a_name_that_is_a_path_is_refused(tmp_path: Path, table: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="is no name"):
        register(tmp_path, name, table)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("[ours", "cannot be read as TOML"), ("[ours]\n", 'the key "path" is missing')],
)
def test_a_broken_registry_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "eval").mkdir()
    (tmp_path / "eval" / "datasets.toml").write_text(text, encoding="utf-8")

    with pytest.raises(DatasetError, match=r"datasets\.toml: .*" + reason):
        registered(tmp_path)
