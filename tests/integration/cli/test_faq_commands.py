"""`kb faq`, `kb collections` and `kb move`, as a document team types them."""

import json
from pathlib import Path
from typing import Any

import pytest

LEAVE = "How many days of leave do I have?"


@pytest.fixture
def kb(filled, empty) -> Any:
    """The `kb` command over an empty data folder, whose dictionary is already prepared."""
    words = filled / "index" / "words"
    target = empty.home / "index" / "words"
    target.mkdir(parents=True)
    for file in words.iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return empty


def test_an_entry_goes_from_draft_to_answer_to_retirement(kb) -> None:
    added = kb("faq", "add", LEAVE, "25 days.", "--variant", "holiday allowance", "--owner", "HR")
    entry = added.out.split()[0]
    assert (added.code, "draft" in added.out, f"kb faq approve {entry}" in added.err) == (
        0,
        True,
        True,
    )

    assert kb("faq", "approve", entry).code == 0
    answer = kb("ask", "Holiday allowance, please!", "--json").json
    assert (answer["verdict"], answer["answer"], answer["engine"]) == ("faq", "25 days.", "faq")
    assert answer["official"] == {"id": entry, "question": LEAVE, "exact": True, "sources": []}
    assert "official answer" in kb("ask", LEAVE).out

    assert kb("faq", "retire", entry).code == 0
    assert kb("ask", LEAVE, "--json").json["verdict"] == "not_found"
    (shown,) = kb("faq", "show", entry, "--json").json
    assert (shown["state"], shown["owner"], shown["variants"]) == (
        "retired",
        "HR",
        ["holiday allowance"],
    )


def test_a_sheet_is_imported_approved_exported_and_imported_again(kb, tmp_path: Path) -> None:
    sheet = tmp_path / "faq.csv"
    sheet.write_text("问题,答案\n年假有几天,二十五天\nWho pays?,Finance pays.\n", encoding="utf-8")

    assert "2 entries: 2 added" in kb("faq", "import", str(sheet), "-c", "hr").out
    assert "2 entries: 2 unchanged" in kb("faq", "import", str(sheet), "-c", "hr").out
    assert kb("faq", "approve", "--all").out.count("approved") == 2
    # The documents by which searches find entries are nobody's files.
    (listed,) = kb("collections", "list", "--json").json
    assert (listed["documents"], listed["faq_entries"]) == (0, 2)

    exported = kb("faq", "export").out
    lines = tmp_path / "faq.jsonl"
    lines.write_text(exported, encoding="utf-8")
    assert [json.loads(line)["question"] for line in exported.splitlines()] == [
        "Who pays?",
        "年假有几天",
    ]
    assert "2 unchanged" in kb("faq", "import", str(lines), "-c", "hr").out


def test_a_collection_has_readers_words_and_synonyms(kb, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "leave.txt").write_text("带薪年休假为十五天。我们使用 C++ 编写。", encoding="utf-8")
    assert kb("collections", "add", "hr", "staff").code == 0
    assert kb("add", str(notes), "--collection", "hr").code == 0

    assert kb("collections", "list", "--json").json == [
        {"name": "hr", "documents": 1, "faq_entries": 0, "readers": ["staff"]}
    ]
    assert kb("collections", "readers", "hr", "staff", "boss").out == "boss\nstaff\n"
    assert kb("collections", "readers", "hr", "--everyone").out == "everyone\n"

    assert kb("search", "vacation", "--json").json == []
    assert kb("collections", "synonyms", "hr", "--add", "vacation=带薪年休假").code == 0
    assert [each["document"] for each in kb("search", "vacation", "--json").json] == ["leave.txt"]
    assert kb("collections", "synonyms", "hr", "--remove", "vacation=带薪年休假").out == ""

    assert kb("collections", "words", "hr", "--add", "C++").out == "C++\n"
    assert kb("verify").code == 0


def test_a_document_moves_to_another_collection_with_its_words_and_vectors(samples) -> None:
    moved = samples("move", "travel-policy.docx", "-c", "samples", "--to", "travel")

    assert moved.code == 0
    (listed,) = samples("list", "-c", "travel", "--json").json
    assert listed["document"] == "travel-policy.docx"
    found = samples("search", "hotel", "-c", "travel", "--json").json
    assert {each["document"] for each in found} == {"travel-policy.docx"}
    assert samples("verify").code == 0
    again = samples("move", "travel-policy.docx", "-c", "samples", "--to", "travel")
    assert (again.code, "holds no such document" in again.err) == (1, True)
