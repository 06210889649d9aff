"""A passage that stands out in meaning adds evidence, by the same measure for every model."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from indexes.model import Passage, Scores
from kb_assistant.answer.closeness import closeness

MakePassage = Callable[..., Passage]


@pytest.fixture
def scored(passage: MakePassage) -> Callable[..., list[Passage]]:
    def make(*dense: float | None) -> list[Passage]:
        return [replace(passage("Text."), scores=Scores(dense=score)) for score in dense]

    return make


def test_the_passage_that_stands_out_gains_and_the_others_hardly_lose(
    scored: Callable[..., list[Passage]],
) -> None:
    first, *others = closeness(scored(0.8, 0.2, 0.25, 0.3, 0.2))

    assert first == pytest.approx(0.3)
    assert others == [pytest.approx(-0.05)] * 4


def test_passages_that_are_equally_near_gain_nothing(
    scored: Callable[..., list[Passage]],
) -> None:
    assert closeness(scored(0.7, 0.7, 0.7)) == [pytest.approx(-0.05)] * 3


def test_without_the_dense_leg_nothing_is_added(scored: Callable[..., list[Passage]]) -> None:
    assert closeness(scored(None, None, None, None)) == [0, 0, 0, 0]
    assert closeness(scored(0.9, None, 0.2)) == [0, 0, 0]
    assert closeness([]) == []


def test_a_passage_that_the_dense_leg_did_not_find_counts_as_the_farthest(
    scored: Callable[..., list[Passage]],
) -> None:
    assert closeness(scored(0.8, 0.2, 0.3, None)) == closeness(scored(0.8, 0.2, 0.3, 0.2))
