"""`kb tune --collection`: a collection's own questions decide about its own settings."""

import csv
from pathlib import Path

from tests.integration.cli.conftest import Kb

PARTS = [f"QX-{number}" for number in range(4100, 4130)]
ALIKE = "Spare part {part}: order it at the counter of building {place}, with the form for parts."


def questions(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "document"])
        rows.writerows([f"Where is {part} ordered?", f"{part}.md"] for part in PARTS)
    return path


def test_the_weight_of_a_collection_is_learnt_from_its_own_questions(tmp_path: Path) -> None:
    home, parts = tmp_path / "home", tmp_path / "parts"
    parts.mkdir()
    home.mkdir()
    # Part numbers are alike in meaning: a collection of them searched so is searched badly.
    (home / "kb.toml").write_text(
        '[retrieval]\nlight_reranker = false\nspelling = false\ndense_weights = "parts=1.0"\n'
    )
    for place, part in enumerate(PARTS):
        (parts / f"{part}.md").write_text(ALIKE.format(part=part, place=place), encoding="utf-8")
    kb = Kb(home)
    added = kb("add", str(parts), "--collection", "parts")
    table = str(questions(tmp_path / "ours.csv"))

    tuned = kb("tune", table, "--collection", "parts", "--apply", "--json")
    changed = (home / "kb.toml").read_text(encoding="utf-8")
    with (home / "kb.toml").open("a", encoding="utf-8") as file:
        file.write('\n[llm]\nmodel = "ours"\n')
    undone = kb("tune", "--undo")
    elsewhere = kb("tune", table, "--collection", "contracts")

    assert (added.code, tuned.code, undone.code) == (0, 0, 0), tuned.err
    found = tuned.json
    assert found["worthwhile"]
    assert found["before"] < 0.7 < found["validated"]
    assert list(found["best"]) == ["retrieval.dense_weights"]
    assert f'dense_weights = "{found["best"]["retrieval.dense_weights"]}"' in changed
    assert 'dense_weights = "parts=1.0"' in (home / "kb.toml").read_text(encoding="utf-8")
    assert "kb.toml was edited since --apply: those edits are in" in undone.err
    assert elsewhere.code == 1
    assert 'no question of ours has its document in the collection "contracts"' in elsewhere.err


def test_tuning_that_finds_nothing_says_so_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "kb.toml").write_text("[retrieval]\ndense = false\n", encoding="utf-8")
    for part in PARTS[:12]:
        text = f"The bearing {part} is ordered at counter {part}."
        (tmp_path / "parts" / f"{part}.md").write_text(text, encoding="utf-8")
    kb = Kb(tmp_path / "home")
    kb("add", str(tmp_path / "parts"))
    table = tmp_path / "ours.csv"
    asked = ("Where is {part} ordered?", "At which counter do I get {part}?")
    rows = "".join(f"{one.format(part=p)},{p}.md\n" for p in PARTS[:12] for one in asked)
    table.write_text(f"question,document\n{rows}", encoding="utf-8")
    file = tmp_path / "tuned.toml"

    tuned = kb("tune", str(table), "--only", "retrieval.spread", "-o", str(file), "--apply")

    assert tuned.code == 0, tuned.err
    assert "2 combinations measured" in tuned.out
    assert "nothing is better by more than chance" in tuned.out
    assert "tuned.toml is not written" in tuned.err
    assert "kb.toml stays as it is" in tuned.err
    assert not file.exists()
