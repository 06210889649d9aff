"""What a scope leaves out is found by no index, and the catalog does not hand it out."""

import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest

from indexes.catalog import Catalog
from indexes.errors import BadFilter
from indexes.model import EVERYTHING, Leg, Scope

GROUPS = ("hr", "it")
DESCRIBED: list[dict[str, Any]] = [
    {"tags": frozenset({"x"})},
    {"language": "zh"},
    {"dated": "2023"},
    {"readers": frozenset({"hr"})},
]
DATES = ("", "2022", "2023", "2023-04", "2023-04-01", "2024-01-15")


def scopes(draw: random.Random, ids: list[str]) -> Scope:
    """A scope with some of the filters there are."""

    def some(values: list[str]) -> frozenset[str] | None:
        return draw.choice([None, None, frozenset(draw.sample(values, draw.randrange(3)))])

    return Scope(
        groups=draw.choice([None, frozenset(), frozenset({"hr"}), frozenset(GROUPS)]),
        collections=some(["a", "b", "nowhere"]),
        documents=some([*ids, "nobody"]),
        languages=some(["en", "zh"]),
        tags=some(["x", "y"]),
        dated_from=draw.choice(["", "", *DATES]),
        dated_to=draw.choice(["", "", *DATES]),
    )


def fill(kb: Any, draw: random.Random) -> None:
    for number in range(60):
        kb.add(
            f"{number}.txt",
            "apple one",
            "apple two",
            collection=draw.choice("ab"),
            readers=frozenset(draw.sample(GROUPS, draw.randrange(3))),
            language=draw.choice(["", "en", "zh"]),
            dated=draw.choice(DATES),
            tags=frozenset(draw.sample(["x", "y", "z"], draw.randrange(3))),
        )


def test_both_indexes_and_the_catalog_agree_on_any_scope(
    catalog: Catalog, open_base: Callable, tmp_path: Any
) -> None:
    draw = random.Random(5)
    kb = open_base(catalog, tmp_path / "index")
    fill(kb, draw)
    documents = catalog.documents()
    every = catalog.chunk_numbers(0, 1000)

    for _ in range(60):
        scope = scopes(draw, [document.id for document in documents])
        allowed = {document.id for document in documents if scope.allows(document)}

        assert {document.id for document in catalog.documents(scope)} == allowed
        passages = catalog.passages(every, scope).values()
        assert {passage.document.id for passage in passages} == allowed
        for leg in Leg:
            found = kb.search("apple", scope=scope, legs=frozenset({leg}), k=1000)
            assert {passage.document.id for passage in found} == allowed
            assert len(found) == 2 * len(allowed)


@pytest.mark.parametrize(
    ("before", "after"),
    list(itertools.permutations(DESCRIBED, 2)),
)
def test_a_document_that_is_described_anew_is_found_by_its_new_description(
    kb: Any, before: dict, after: dict
) -> None:
    wanted = Scope(
        groups=frozenset({"hr"}) if "readers" in after else None,
        tags=after.get("tags"),
        languages=frozenset({"zh"}) if "language" in after else None,
        dated_from=after.get("dated", ""),
    )
    kb.add("a.txt", "apple", **before)
    kb.search("apple")
    kb.add("a.txt", "apple", **after)

    for leg in Leg:
        assert kb.texts("apple", scope=wanted, legs=frozenset({leg})) == ["apple"]
        hidden = Scope(groups=frozenset({"it"}))
        seen = kb.texts("apple", scope=hidden, legs=frozenset({leg}))
        assert seen == ([] if "readers" in after else ["apple"])


def test_tags_that_are_set_are_found_at_once(kb: Any) -> None:
    document_id = kb.add("a.txt", "apple", tags=frozenset({"draft"}))
    kb.search("apple")

    kb.catalog.set_tags(document_id, frozenset({"final"}))

    for leg in Leg:
        for tag, found in (("draft", []), ("final", ["apple"])):
            scope = Scope(groups=None, tags=frozenset({tag}))
            assert kb.texts("apple", scope=scope, legs=frozenset({leg})) == found
    assert kb.texts("apple", scope=EVERYTHING) == ["apple"]


@pytest.mark.parametrize("date", ["yesterday", "2023-4-1", "23", "2023-04-01T10:00"])
def test_a_filter_that_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(BadFilter, match="write 2023"):
        Scope(dated_from=date)
