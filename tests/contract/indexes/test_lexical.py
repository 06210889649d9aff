"""The lexical index: words of both languages, scopes, and files that get lost."""

import threading
from pathlib import Path
from typing import Any

import pytest

from indexes.lexical import generation
from indexes.model import Leg, Scope

WORDS = frozenset({Leg.LEXICAL})


def lexical(kb: Any, question: str, **options: Any) -> list[str]:
    return kb.texts(question, legs=WORDS, **options)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("年假有多少天", "员工每年有三十天年假。"),
        ("員工的年假", "员工每年有三十天年假。"),
        ("資料庫備份", "数据资料库每晚备份。"),
        ("annual leaves", "Employees have thirty days of annual leave."),
        ("ANNUAL LEAVE", "Employees have thirty days of annual leave."),
        ("rtx4090d 功耗", "显卡 RTX-4090D 的功耗为 425W。"),
        ("RTX 4090D", "显卡 RTX-4090D 的功耗为 425W。"),
        ("ＲＴＸ－４０９０Ｄ", "显卡 RTX-4090D 的功耗为 425W。"),
        ("425W", "显卡 RTX-4090D 的功耗为 425W。"),
        ("revenue of 1234567", "Revenue was 1,234,567 dollars."),
        ("cafe", "The café opens at eight."),
    ],
)
def test_words_of_either_language_find_their_sentence(
    kb: Any, question: str, expected: str
) -> None:
    for number, text in enumerate(
        [
            "员工每年有三十天年假。",
            "数据资料库每晚备份。",
            "Employees have thirty days of annual leave.",
            "显卡 RTX-4090D 的功耗为 425W。",
            "Revenue was 1,234,567 dollars.",
            "The café opens at eight.",
            "Nothing to see here 无关内容",
        ]
    ):
        kb.add(f"{number}.txt", text)

    assert lexical(kb, question)[0] == expected


def test_the_title_and_the_headings_are_searched_too(kb: Any) -> None:
    kb.add("a.txt", "Some text.", title="Travel policy 差旅制度")
    kb.add("b.txt", "Other text.")

    assert lexical(kb, "travel") == ["Some text."]
    assert lexical(kb, "差旅") == ["Some text."]
    assert sorted(lexical(kb, "part")) == ["Other text.", "Some text."]


@pytest.mark.parametrize("question", ["", "   ", "?!。", "\n", '"(AND OR ^~*:', "x" * 100_000])
def test_a_question_without_words_finds_nothing_and_harms_nothing(kb: Any, question: str) -> None:
    kb.add("a.txt", "Some text.")

    assert lexical(kb, question) == []


def test_more_hits_wanted_than_there_are_gives_what_there_is(kb: Any) -> None:
    kb.add("a.txt", "apple one", "apple two", "pear")

    assert sorted(lexical(kb, "apple", k=100)) == ["apple one", "apple two"]
    assert lexical(kb, "apple", k=0) == []


def test_equal_scores_are_ordered_by_number(kb: Any) -> None:
    kb.add("a.txt", *(f"apple n{number}" for number in range(9)))

    assert lexical(kb, "apple") == [f"apple n{number}" for number in range(9)]


def test_a_replaced_text_stops_answering_at_once(kb: Any) -> None:
    kb.add("a.txt", "The fee is ten pounds.")
    assert lexical(kb, "pounds") == ["The fee is ten pounds."]

    kb.add("a.txt", "The fee is twelve euros.")

    assert lexical(kb, "pounds") == []
    assert lexical(kb, "euros") == ["The fee is twelve euros."]


def test_a_scope_is_searched_inside_and_not_filtered_after(kb: Any) -> None:
    for number in range(40):
        kb.add(f"{number}.txt", "secret apple apple", readers=frozenset({"hr"}))
    kb.add("open.txt", "one apple among many other words that are long", collection="d")

    assert lexical(kb, "apple", k=1, scope=Scope()) == [
        "one apple among many other words that are long"
    ]
    assert lexical(kb, "apple", k=1, scope=Scope(collections=frozenset({"d"}))) != []
    assert lexical(kb, "apple", scope=Scope(collections=frozenset())) == []


@pytest.mark.parametrize("what", ["folder", "current.json", "meta.json", "segment", "flip", "del"])
def test_damaged_files_are_replaced_by_the_truth_at_open(kb: Any, what: str) -> None:
    import shutil

    kb.add("a.txt", "apple one", "pear two")
    kb.texts("apple")
    kb.add("b.txt", "apple three")
    kb.texts("apple")
    kb.index.close()
    folder = kb.folder / "lexical"
    if what == "folder":
        shutil.rmtree(folder)
    elif what == "current.json":
        (folder / what).write_text("{", encoding="utf-8")
    elif what == "meta.json":
        next(folder.glob("g-*/meta.json")).write_bytes(b"")
    elif what == "del":
        next(folder.glob("g-*/*.del")).unlink()
    else:
        file = max(folder.glob("g-*/*.term"), key=lambda one: one.stat().st_size)
        content = bytearray(file.read_bytes())
        content[3] ^= 1
        file.write_bytes(bytes(content) if what == "flip" else bytes(content[:5]))

    again = kb.reopened()

    assert sorted(lexical(again, "apple")) == ["apple one", "apple three"]
    assert again.index.status().healthy


def test_a_list_of_segments_that_says_something_else_is_noticed_and_mended(
    kb: Any, caplog: pytest.LogCaptureFixture
) -> None:
    kb.add("a.txt", "apple one", "pear two")
    kb.texts("apple")
    kb.index.close()
    file = next((kb.folder / "lexical").glob("g-*/meta.json"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"max_doc": 3', '"max_doc": 2'), encoding="utf-8")

    again = kb.reopened()

    assert "is damaged or of another version" in caplog.text
    assert (lexical(again, "apple"), lexical(again, "pear")) == (["apple one"], ["pear two"])


def test_a_writer_that_dies_between_its_commit_and_the_seal_costs_nothing(
    kb: Any, caplog: pytest.LogCaptureFixture
) -> None:
    kb.add("a.txt", "apple one")
    kb.texts("apple")
    kb.index.close()
    next((kb.folder / "lexical").glob("g-*/meta.crc")).unlink()

    again = kb.reopened()

    assert lexical(again, "apple") == ["apple one"]
    assert "damaged" not in caplog.text


def test_a_change_is_found_while_segments_are_still_merged(
    kb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    merged = threading.Event()
    seal = generation.seal

    def slow(folder: Path) -> None:
        assert merged.wait(30)
        seal(folder)

    kb.add("a.txt", "apple one")
    kb.texts("apple")
    monkeypatch.setattr(generation, "seal", slow)
    kb.add("b.txt", "apple two")

    assert sorted(lexical(kb, "apple")) == ["apple one", "apple two"]

    merged.set()
    kb.add("c.txt", "apple three")
    assert sorted(lexical(kb, "apple")) == ["apple one", "apple three", "apple two"]


def test_a_folder_deleted_under_a_running_process_is_built_again(kb: Any) -> None:
    import shutil

    kb.add("a.txt", "apple one")
    assert lexical(kb, "apple") == ["apple one"]
    # Moved away first: the open index writes small files into its folder while it is deleted.
    gone = (kb.folder / "lexical").rename(kb.folder.with_name("gone"))
    shutil.rmtree(gone, ignore_errors=True)
    kb.add("b.txt", "apple two")

    assert sorted(lexical(kb, "apple")) == ["apple one", "apple two"]
    assert sorted(lexical(kb.reopened(), "apple")) == ["apple one", "apple two"]


def test_rebuilding_serves_the_same_and_leaves_one_generation(kb: Any) -> None:
    kb.add("a.txt", "apple one", "pear two")
    before = kb.search("apple", legs=WORDS)

    kb.index.lexical.rebuild()

    assert [found.chunk.text for found in before] == lexical(kb, "apple")
    assert len(list((kb.folder / "lexical").glob("g-*"))) == 1


def test_threads_may_search_while_another_publishes(kb: Any) -> None:
    kb.add("a.txt", "apple zero")
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            found = lexical(kb, "apple", k=100)
            if "apple zero" not in found or len(found) != len(set(found)):
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        kb.add(f"{number}.txt", f"apple {number}")
    stop.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(lexical(kb, "apple", k=100)) == 21
