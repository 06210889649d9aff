"""Changing the embedding model."""

from collections.abc import Callable
from typing import Any

import pytest

from indexes.errors import ModelMismatch
from indexes.model import Leg
from indexes.reembed import reembed
from indexes.verify import verify

DENSE = frozenset({Leg.DENSE})


def test_reembedding_switches_to_the_new_model(kb: Any, open_base: Callable, bag: type) -> None:
    kb.add("a.txt", "apple one", "pear two", "苹果")
    kb.index.save()
    told: list[tuple[int, int]] = []
    other = bag("other")

    reembed(kb.catalog, other, lambda done, total: told.append((done, total)))

    assert told == [(3, 3)]
    with pytest.raises(ModelMismatch):
        kb.reopened()
    again = open_base(kb.catalog, kb.folder, other)
    assert again.texts("apple", legs=DENSE)[0] == "apple one"
    assert again.index.status().dense.rows == 2
    assert verify(again.index) == []


def test_the_old_model_serves_until_the_new_one_is_done(kb: Any, bag: type) -> None:
    kb.add("a.txt", "apple one", "pear two")
    other = bag("other")
    asked: list[list[str]] = []

    reembed(kb.catalog, other, lambda done, total: asked.append(kb.texts("apple", legs=DENSE)))

    assert asked == [["apple one", "pear two"]]


def test_a_stopped_reembedding_goes_on_where_it_was(kb: Any, bag: type) -> None:
    kb.add("a.txt", *(f"text {number}" for number in range(600)))
    other = bag("other")

    def stop(done: int, total: int) -> None:
        if done >= 256:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reembed(kb.catalog, other, stop)
    assert kb.reopened().texts("text 5", legs=DENSE)[0] == "text 5"
    reembed(kb.catalog, other, lambda done, total: None)

    assert len(other.embedded) == len(set(other.embedded)) == 600


def test_the_way_back_needs_no_embedding_until_the_old_vectors_are_dropped(
    kb: Any, open_base: Callable, bag: type
) -> None:
    kb.add("a.txt", "apple one", "pear two")
    other = bag("other")
    reembed(kb.catalog, other, lambda done, total: None)

    reembed(kb.catalog, kb.embedder, lambda done, total: None)

    assert len(kb.embedder.embedded) == 2
    assert kb.reopened().texts("apple", legs=DENSE)[0] == "apple one"
    assert kb.catalog.drop_vectors(kb.embedder.fingerprint) == 2
    assert kb.catalog.counts().vectors == 2


def test_a_chunk_without_a_vector_is_reported(kb: Any, make_document: Callable) -> None:
    kb.add("a.txt", "apple one")
    kb.catalog.publish(*make_document("b.txt", "never embedded", "未嵌入"))

    problems = verify(kb.index)

    assert len(problems) == 1
    assert "kb reembed" in problems[0].text


def test_vectors_of_texts_that_are_gone_are_dropped(kb: Any) -> None:
    kb.add("a.txt", "apple one", "pear two")
    kb.add("a.txt", "apple one")

    assert kb.catalog.drop_vectors(kb.embedder.fingerprint) == 1
    assert kb.texts("apple", legs=DENSE) == ["apple one"]
