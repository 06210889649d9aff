"""Both indexes together: what a search promises, whoever asks."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexes.dense.view import without
from indexes.errors import IndexLocked, ModelMismatch
from indexes.lock import try_lock
from indexes.model import EVERYTHING, Leg, Scope
from indexes.search import dense_folder
from indexes.verify import verify


def test_a_search_unites_the_legs_and_gives_their_scores(kb: Any) -> None:
    kb.add("a.txt", "Thirty days of annual leave.", "员工每年有三十天年假。")

    by_both = kb.search("annual leave 年假")

    assert {found.chunk.text for found in by_both} == {
        "Thirty days of annual leave.",
        "员工每年有三十天年假。",
    }
    english = next(found for found in by_both if found.chunk.language == "en")
    chinese = next(found for found in by_both if found.chunk.language == "zh")
    assert english.scores.dense is not None
    assert english.scores.lexical is not None
    assert chinese.scores.dense is None
    assert chinese.scores.lexical is not None
    assert english.scores.fused is None
    assert english.document == kb.catalog.document(english.document.id)


def test_one_leg_alone_can_be_asked(kb: Any) -> None:
    kb.add("a.txt", "apple one", "pear two")

    dense = kb.search("apple", legs=frozenset({Leg.DENSE}))
    lexical = kb.search("apple", legs=frozenset({Leg.LEXICAL}))

    assert [found.scores.lexical for found in dense] == [None, None]
    assert [found.chunk.text for found in lexical] == ["apple one"]
    assert kb.search("apple", legs=frozenset()) == []


@pytest.mark.parametrize("leg", list(Leg))
def test_a_reader_never_finds_a_document_of_another_team(kb: Any, leg: Leg) -> None:
    kb.add("memo.txt", "salary bands", readers=frozenset({"finance"}))
    legs = frozenset({leg})

    assert kb.texts("salary bands", scope=Scope(groups=frozenset({"sales"})), legs=legs) == []
    assert kb.texts("salary bands", scope=Scope(), legs=legs) == []
    assert kb.texts("salary bands", scope=Scope(groups=frozenset({"finance"})), legs=legs) == [
        "salary bands"
    ]


@pytest.mark.parametrize("leg", list(Leg))
def test_taking_a_permission_away_is_effective_at_once_in_every_process(
    kb: Any, leg: Leg, open_base: Callable, tmp_path: Path
) -> None:
    memo = kb.add("memo.txt", "salary bands", readers=frozenset({"sales"}))
    other = open_base(kb.catalog, kb.folder, kb.embedder)
    ask = {"scope": Scope(groups=frozenset({"sales"})), "legs": frozenset({leg})}
    assert kb.texts("salary bands", **ask) == other.texts("salary bands", **ask) == ["salary bands"]

    kb.catalog.set_readers(memo, frozenset({"finance"}))

    assert kb.texts("salary bands", **ask) == other.texts("salary bands", **ask) == []
    kb.catalog.set_readers(memo, frozenset())
    assert kb.texts("salary bands", **ask) == other.texts("salary bands", **ask) == ["salary bands"]


def test_a_group_with_an_odd_name_is_only_itself(kb: Any) -> None:
    kb.add("open.txt", "apple open")
    for name in ("public", "group x", "x", "*", "", " ", "x OR public", "公开"):
        kb.add(f"{name}.txt", f"apple of {name!r}", readers=frozenset({name}))

    for name in ("public", "group x", "x", "*", "", " ", "x OR public", "公开"):
        scope = Scope(groups=frozenset({name}))
        for leg in Leg:
            found = kb.texts("apple", scope=scope, legs=frozenset({leg}), k=50)
            assert sorted(found) == sorted(["apple open", f"apple of {name!r}"])


def test_another_process_commits_and_this_one_sees_it_at_its_next_search(
    kb: Any, open_base: Callable
) -> None:
    from indexes.catalog import Catalog

    kb.add("a.txt", "apple one")
    assert kb.texts("apple") == ["apple one"]
    catalog = Catalog.open(str(kb.folder.parent / "local.db"))
    other = open_base(catalog, kb.folder, kb.embedder)

    other.add("b.txt", "apple two")
    other.texts("apple")

    assert sorted(kb.texts("apple")) == ["apple one", "apple two"]
    catalog.close()


def test_while_another_process_writes_the_old_words_are_served_and_then_the_new(kb: Any) -> None:
    kb.add("a.txt", "apple one")
    assert kb.texts("apple") == ["apple one"]
    legs = frozenset({Leg.LEXICAL})
    kb.index.lexical.close()

    with try_lock(kb.folder / "lexical" / "writer.lock") as mine:
        assert mine
        kb.add("b.txt", "apple two")
        assert kb.texts("apple", legs=legs) == ["apple one"]
        assert not kb.index.status().healthy

    assert sorted(kb.texts("apple", legs=legs)) == ["apple one", "apple two"]
    assert kb.index.status().healthy


def test_a_permission_taken_away_while_another_process_writes_is_respected(kb: Any) -> None:
    memo = kb.add("memo.txt", "salary bands")
    assert kb.texts("salary", scope=Scope(), legs=frozenset({Leg.LEXICAL})) == ["salary bands"]

    with try_lock(kb.folder / "lexical" / "writer.lock"):
        kb.catalog.set_readers(memo, frozenset({"finance"}))

        assert kb.texts("salary", scope=Scope()) == []


def test_another_model_than_built_with_is_refused_with_the_command_that_mends_it(
    kb: Any, open_base: Callable, bag: type
) -> None:
    kb.add("a.txt", "apple one")
    kb.index.close()

    with pytest.raises(ModelMismatch, match="kb reembed --model other") as refused:
        open_base(kb.catalog, kb.folder, bag("other"))

    assert "bag" in str(refused.value)


def test_an_empty_knowledge_base_takes_any_model(kb: Any, open_base: Callable, bag: type) -> None:
    kb.index.close()

    other = open_base(kb.catalog, kb.folder, bag("other"))
    other.add("a.txt", "apple one")

    assert other.texts("apple", legs=frozenset({Leg.DENSE})) == ["apple one"]


def test_the_whole_folder_may_be_deleted(kb: Any) -> None:
    import shutil

    kb.add("a.txt", "apple one", "pear two")
    kb.index.save()
    before = [(found.chunk, found.scores) for found in kb.search("apple")]
    kb.index.close()
    shutil.rmtree(kb.folder)

    again = kb.reopened()

    assert [(found.chunk, found.scores) for found in again.search("apple")] == before
    assert again.index.status().healthy
    assert again.embedder.embedded == ["Part one\napple one", "Part one\npear two"]


def test_progress_is_told_of_every_chunk(kb: Any, make_document: Callable) -> None:
    document, _, chunks = make_document("a.txt", "One.", "一。", "Two.", "One.")
    told: list[int] = []

    kb.index.embed(document, chunks, told.append)
    kb.index.embed(document, chunks, told.append)

    assert sum(told) == 8


def test_results_come_in_the_order_of_their_best_rank(kb: Any) -> None:
    kb.add("a.txt", "apple apple", "apple pear", "pear plum")

    found = kb.search("apple", scope=EVERYTHING)

    assert found[0].chunk.text == "apple apple"


@pytest.mark.parametrize("leg", list(Leg))
def test_verify_says_what_is_wrong_and_rebuild_mends_it(kb: Any, leg: Leg) -> None:
    kb.add("a.txt", "apple one", "pear two")
    kb.texts("apple")
    assert verify(kb.index) == []
    if leg is Leg.DENSE:
        kb.index.dense._view = without(kb.index.dense._view, [2])
    else:
        kb.index.lexical._opened.store.commit(removed=[2], postings=[], change=2)
        kb.index.lexical._opened.store.reload()

    assert [(problem.leg, problem.text) for problem in verify(kb.index)] == [
        (leg, "chunks 2: missing")
    ]
    kb.index.rebuild(frozenset({leg}))

    assert verify(kb.index) == []
    assert verify(kb.reopened().index) == []
    assert len(kb.embedder.embedded) == 2


@pytest.mark.parametrize("leg", list(Leg))
def test_rebuilding_while_another_process_writes_names_it(kb: Any, leg: Leg) -> None:
    named = pytest.raises(IndexLocked, match=f"process {os.getpid()} on .* is writing")

    dense = dense_folder(kb.folder, kb.embedder)
    folder = dense if leg is Leg.DENSE else kb.folder / "lexical"

    with try_lock(folder / "writer.lock"), named:
        kb.index.rebuild(frozenset({leg}))
