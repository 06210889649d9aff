"""What a killed writer leaves behind in the lexical index stops nobody."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexes.catalog import Catalog
from indexes.model import Leg


@pytest.mark.parametrize("known_to_tantivy", [True, False])
def test_files_of_a_commit_that_never_counted_do_not_stop_the_same_commit(
    local: Catalog, tmp_path: Path, open_base: Callable, known_to_tantivy: bool
) -> None:
    base = open_base(local, tmp_path / "index")
    base.add("a.txt", "Old words about leave.")
    base.add("b.txt", "Trains, ships and planes.")
    base.index.refresh()
    base.index.lexical.close()
    shutil.copytree(tmp_path / "index", tmp_path / "rehearsal")
    rehearsal = open_base(local, tmp_path / "rehearsal")
    base.add("a.txt", "New words about leave.")
    rehearsal.index.refresh()
    rehearsal.index.lexical.close()
    # A writer is killed after it wrote its deletions and before the commit counted.
    leave_behind(tmp_path / "rehearsal", tmp_path / "index", listed=known_to_tantivy)

    by_words = frozenset({Leg.LEXICAL})
    assert base.texts("leave", legs=by_words) == ["New words about leave."]
    assert base.reopened().texts("leave", legs=by_words) == ["New words about leave."]


def leave_behind(done: Path, undone: Path, *, listed: bool) -> None:
    (after,), (before,) = (list((place / "lexical").glob("g-*")) for place in (done, undone))
    left = {file.name for file in after.glob("*.del")} - {file.name for file in before.iterdir()}
    assert left, "the commit deletes nothing: there is nothing to leave behind"
    for name in left:
        (before / name).write_bytes(b"half")
    if listed:
        managed = before / ".managed.json"
        names = json.loads(managed.read_text(encoding="utf-8"))
        managed.write_text(json.dumps([*names, *left]), encoding="utf-8")
