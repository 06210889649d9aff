"""The dense index against brute force in NumPy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexes.catalog import Catalog
from indexes.dense.index import DenseIndex
from indexes.dense.storage import Policy
from indexes.model import EVERYTHING, Leg, Scope
from indexes.search import dense_folder

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa"]


def sentences(count: int, seed: int) -> list[str]:
    draw = np.random.default_rng(seed)
    return [" ".join(draw.choice(WORDS, 6)) + f" {seed}-{number}" for number in range(count)]


def brute_force(kb: Any, question: str, k: int, allowed: Callable) -> list[tuple[str, float]]:
    """Score every chunk of every allowed document with the vectors that the catalog holds."""
    query = kb.embedder.embed_query(question)
    entries = kb.catalog.entries(kb.catalog.chunk_numbers(0, 10_000), kb.embedder.fingerprint)
    scored = [
        (entry.text, float(np.frombuffer(entry.vector, "<f2").astype(np.float32) @ query))
        for entry in entries
        if entry.vector and allowed(entry)
    ]
    return sorted(scored, key=lambda pair: -pair[1])[:k]


def found(kb: Any, question: str, k: int, scope: Scope) -> list[tuple[str, float]]:
    kb.index.refresh()
    hits = kb.index.dense.search(kb.embedder.embed_query(question), scope=scope, k=k)
    passages = kb.catalog.passages([number for number, _ in hits], EVERYTHING)
    return [(passages[number].chunk.text, score) for number, score in hits]


def visible(scope: Scope, traits: Any) -> bool:
    within = scope.collections is None or traits.collection in scope.collections
    return within and scope.sees(traits.readers)


def agree(ours: list, theirs: list) -> bool:
    same = [text for text, _ in ours] == [text for text, _ in theirs]
    return same and np.allclose([s for _, s in ours], [s for _, s in theirs], atol=1e-4)


@pytest.fixture
def filled(kb: Any) -> Any:
    for number in range(12):
        readers = [frozenset(), frozenset({"hr"}), frozenset({"hr", "it"})][number % 3]
        collection = "ab"[number % 2]
        kb.add(f"{number}.txt", *sentences(25, number), collection=collection, readers=readers)
        if number % 4 == 3:
            kb.index.refresh()
    return kb


@pytest.mark.parametrize("k", [1, 10, 1000])
@pytest.mark.parametrize(
    "scope",
    [
        EVERYTHING,
        Scope(),
        Scope(groups=frozenset({"it"})),
        Scope(groups=frozenset({"hr"}), collections=frozenset({"a"})),
        Scope(groups=frozenset(), collections=frozenset({"a", "nowhere"})),
        Scope(groups=frozenset(), collections=frozenset()),
    ],
)
def test_search_in_a_scope_equals_brute_force_over_it(filled: Any, k: int, scope: Scope) -> None:
    seen = {number for number, traits in filled.catalog.traits() if visible(scope, traits)}

    def allowed(entry: Any) -> bool:
        return entry.document in seen

    for question in ("alpha beta gamma", "kappa", "nothing of that"):
        theirs = brute_force(filled, question, k, allowed)

        assert agree(found(filled, question, k, scope), theirs)


def test_removed_and_replaced_chunks_are_gone_at_once(filled: Any) -> None:
    def allowed(entry: Any) -> bool:
        return True

    ids = [document.id for document in filled.catalog.documents()]
    filled.catalog.remove(ids[0])
    filled.add("1.txt", *sentences(10, 77), collection="b", readers=frozenset({"hr"}))
    filled.add("2.txt", *sentences(25, 2)[::2], collection="a", readers=frozenset({"hr", "it"}))

    for question in ("alpha beta gamma", "kappa"):
        theirs = brute_force(filled, question, 50, allowed)

        assert agree(found(filled, question, 50, EVERYTHING), theirs)


def test_an_empty_index_finds_nothing(kb: Any) -> None:
    assert found(kb, "alpha", 5, EVERYTHING) == []


def test_a_chunk_in_a_language_that_the_model_does_not_serve_is_not_in_it(kb: Any) -> None:
    kb.add("a.txt", "员工每年有三十天年假。", "Thirty days of leave.", "2023 | 4,500")
    kb.index.refresh()

    texts = {text for text, _ in found(kb, "员工", 10, EVERYTHING)}

    assert texts == {"Thirty days of leave.", "2023 | 4,500"}
    assert kb.embedder.embedded == ["Part one\nThirty days of leave.", "Part one\n2023 | 4,500"]


def test_a_model_for_all_languages_gets_every_chunk(
    local: Catalog, tmp_path: Path, open_base: Callable, bag: type
) -> None:
    kb = open_base(local, tmp_path / "index", bag(languages=None))
    kb.add("a.txt", "员工每年有三十天年假。", "Thirty days of leave.")
    kb.index.refresh()

    assert len(found(kb, "员工", 10, EVERYTHING)) == 2


def test_the_same_text_is_embedded_once(kb: Any) -> None:
    kb.add("a.txt", "Same words.", "Same words.")
    kb.add("b.txt", "Same words.")

    assert kb.embedder.embedded == ["Part one\nSame words."]


def test_a_snapshot_gives_the_same_results_as_the_catalog(filled: Any) -> None:
    before = found(filled, "alpha beta", 50, EVERYTHING)
    filled.index.save()

    again = filled.reopened()

    assert (dense_folder(filled.folder, filled.embedder) / "manifest.json").exists()
    assert found(again, "alpha beta", 50, EVERYTHING) == before
    assert again.index.status() == filled.index.status()


def test_what_changed_after_the_snapshot_is_applied_at_open(filled: Any) -> None:
    filled.index.save()
    filled.catalog.remove(filled.catalog.documents()[0].id)
    filled.add("new.txt", *sentences(5, 99))

    again = filled.reopened()

    assert agree(
        found(again, "alpha", 400, EVERYTHING), brute_force(again, "alpha", 400, lambda entry: True)
    )


def test_a_second_snapshot_writes_only_what_is_new(filled: Any) -> None:
    filled.index.save()
    folder = dense_folder(filled.folder, filled.embedder)
    big = max(folder.glob("*.faiss"), key=lambda file: file.stat().st_size)
    written = big.stat().st_mtime_ns
    filled.add("new.txt", *sentences(2, 99))

    filled.index.save()

    assert big.stat().st_mtime_ns == written
    assert len(list(folder.glob("*.faiss"))) > 1
    assert filled.reopened().index.status().dense.rows == 302


def test_an_unchanged_index_is_not_saved_again(filled: Any) -> None:
    filled.index.save()
    manifest = dense_folder(filled.folder, filled.embedder) / "manifest.json"
    written = manifest.stat().st_mtime_ns

    filled.index.save()
    filled.reopened().index.save()

    assert manifest.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "delete"])
@pytest.mark.parametrize("which", ["manifest.json", "*.faiss", "*.npy"])
def test_a_damaged_snapshot_is_replaced_by_the_truth(filled: Any, damage: str, which: str) -> None:
    before = found(filled, "alpha beta", 50, EVERYTHING)
    filled.index.save()
    file = next(dense_folder(filled.folder, filled.embedder).glob(which))
    content = file.read_bytes()
    if damage == "delete":
        file.unlink()
    else:
        half = len(content) // 2
        flipped = content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]
        file.write_bytes({"truncate": content[:half], "flip": flipped, "empty": b""}[damage])

    again = filled.reopened()

    assert found(again, "alpha beta", 50, EVERYTHING) == before
    again.index.save()
    assert found(again.reopened(), "alpha beta", 50, EVERYTHING) == before


def test_the_snapshot_of_another_catalog_is_not_believed(
    filled: Any, tmp_path: Path, open_base: Callable
) -> None:
    filled.index.save()
    other = Catalog.open(str(tmp_path / "other.db"))

    kb = open_base(other, filled.folder)

    assert found(kb, "alpha", 5, EVERYTHING) == []
    assert kb.texts("alpha") == []
    other.close()


def test_a_catalog_set_back_to_an_older_copy_is_believed(
    filled: Any, tmp_path: Path, open_base: Callable
) -> None:
    import shutil
    import sqlite3

    source = sqlite3.connect(tmp_path / "local.db")
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        source.backup(copy)
    copy.close()
    source.close()
    filled.add("later.txt", "alpha alpha alpha later")
    filled.index.save()
    older = Catalog.open(str(tmp_path / "copy.db"))
    shutil.copytree(filled.folder, tmp_path / "kept")

    kb = open_base(older, tmp_path / "kept")

    assert "alpha alpha alpha later" not in kb.texts("alpha later", k=500)
    assert kb.index.status().dense.rows == kb.index.status().lexical.rows == 300
    older.close()


def test_opening_needs_no_snapshot(filled: Any) -> None:
    dense = DenseIndex.open(
        filled.folder / "elsewhere", filled.catalog, fingerprint=filled.embedder.fingerprint
    )

    assert dense.status().rows == 300


def test_compaction_changes_no_result_and_drops_the_dead(filled: Any) -> None:
    for document in filled.catalog.documents()[:8]:
        filled.catalog.remove(document.id)
    before = found(filled, "alpha beta", 500, EVERYTHING)

    filled.index.save()

    assert found(filled, "alpha beta", 500, EVERYTHING) == before
    assert len(before) == 100
    parts = filled.index.dense._view.parts
    assert sum(len(part.segment) for part in parts) <= 134


def test_an_index_with_graphs_is_saved_opened_and_changed(filled: Any) -> None:
    def opened() -> DenseIndex:
        return DenseIndex.open(
            filled.folder / "graphs",
            filled.catalog,
            fingerprint=filled.embedder.fingerprint,
            policy=Policy(graph_from=100),
        )

    opened().save()
    again = opened()
    filled.catalog.remove(filled.catalog.documents()[0].id)
    again.refresh(filled.catalog.last_change())
    query = filled.embedder.embed_query("alpha beta")

    exact = filled.index.dense
    filled.index.refresh()
    assert [n for n, _ in again.search(query, scope=Scope(), k=20)] == [
        n for n, _ in exact.search(query, scope=Scope(), k=20)
    ]
    assert again.status() == exact.status()


def test_chunks_without_a_vector_do_not_end_the_reading_of_those_that_follow(
    kb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexes.dense.index.BATCH", 2)
    kb.add("a.txt", "员工每年有三十天年假。", "年假可以分段。", "病假另计。")
    kb.add("b.txt", "apple one", "pear two")
    kb.texts("apple")

    kb.index.rebuild(frozenset({Leg.DENSE}))

    assert kb.index.dense.numbers() == [4, 5]
