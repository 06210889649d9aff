import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.metrics.latency import percentiles
from eval.metrics.places import Overlap, box_overlap, set_overlap
from eval.metrics.refusal import Decision, decision, risk_coverage
from ingest.model import Box

SMALL = st.integers(0, 8)


def box(x0: float, y0: float, x1: float, y1: float, page: int = 1) -> Box:
    return Box(page=page, x0=x0, y0=y0, x1=x1, y1=y1)


@st.composite
def boxes(draw: st.DrawFn) -> list[Box]:
    corners = draw(st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL, st.integers(1, 2)), max_size=4))
    return [box(min(a, c), min(b, d), max(a, c), max(b, d), page) for a, b, c, d, page in corners]


def painted(rectangles: list[Box]) -> set[tuple[int, int, int]]:
    """The same areas, cell by cell."""
    cells = set()
    for one in rectangles:
        for x, y in itertools.product(range(8), range(8)):
            if one.x0 <= x < one.x1 and one.y0 <= y < one.y1:
                cells.add((one.page, x, y))
    return cells


@settings(deadline=None)
@given(boxes(), boxes())
def test_box_overlap_equals_counting_the_cells(cited: list[Box], gold: list[Box]) -> None:
    first, second = painted(cited), painted(gold)

    found = box_overlap(cited, gold)

    common = len(first & second)
    assert found.precision == pytest.approx(common / len(first) if first else 0.0)
    assert found.recall == pytest.approx(common / len(second) if second else 0.0)


def test_a_citation_of_half_the_evidence_and_as_much_beside_it() -> None:
    assert box_overlap([box(0, 0, 10, 10)], [box(5, 0, 15, 10)]) == Overlap(
        precision=0.5, recall=0.5
    )


def test_the_same_rectangle_on_another_page_is_no_overlap() -> None:
    found = box_overlap([box(0, 0, 10, 10)], [box(0, 0, 10, 10, page=2)])

    assert found == Overlap(precision=0.0, recall=0.0)


def test_citations_are_counted_each_and_gold_documents_once() -> None:
    assert set_overlap(["a", "a", "x"], {"a", "b"}) == Overlap(precision=2 / 3, recall=0.5)
    assert set_overlap([], {"a"}) == Overlap(precision=0.0, recall=0.0)


def test_every_pair_of_facts_is_one_decision() -> None:
    assert decision(answerable=True, answered=True) is Decision.ANSWERED
    assert decision(answerable=True, answered=False) is Decision.WRONGLY_REFUSED
    assert decision(answerable=False, answered=True) is Decision.WRONGLY_ANSWERED
    assert decision(answerable=False, answered=False) is Decision.REFUSED


def test_risk_rises_as_less_confident_answers_are_let_in() -> None:
    curve = risk_coverage([0.9, 0.1, 0.5], [0.0, 1.0, 0.0])

    assert curve.coverage == pytest.approx((1 / 3, 2 / 3, 1.0))
    assert curve.risk == pytest.approx((0.0, 0.0, 1 / 3))
    assert curve.area == pytest.approx(1 / 9)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from([0.0, 1.0])),
        min_size=1,
        max_size=5,
    )
)
def test_equal_confidence_gives_the_mean_over_all_orders(pairs: list[tuple[float, float]]) -> None:
    areas = []
    for order in itertools.permutations(pairs):
        losses = [loss for _, loss in sorted(order, key=lambda pair: -pair[0])]
        areas.append(np.mean(np.cumsum(losses) / np.arange(1, len(losses) + 1)))

    found = risk_coverage([c for c, _ in pairs], [loss for _, loss in pairs])

    assert found.area == pytest.approx(np.mean(areas))


def test_no_answers_make_an_empty_curve() -> None:
    assert risk_coverage([], []).coverage == ()


def test_percentiles_lie_between_neighbours() -> None:
    assert percentiles([1.0, 2.0, 3.0]) == pytest.approx(
        {"p50": 2.0, "p90": 2.8, "p95": 2.9, "p99": 2.98}
    )
    assert percentiles([]) == {}
