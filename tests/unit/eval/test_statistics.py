import itertools
from math import erfc, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.statistics import (
    Estimate,
    difference_estimate,
    estimates,
    holm,
    randomisation_test,
    wilson,
)

VALUES = st.sampled_from([0.0, 0.25, 0.5, 1.0])


def test_an_interval_covers_the_mean_and_narrows_with_more_questions() -> None:
    random = np.random.default_rng(1)
    few = estimates({"m": random.random(20).tolist()})["m"]
    many = estimates({"m": random.random(2_000).tolist()})["m"]

    assert few.low < few.value < few.high
    assert many.high - many.low < few.high - few.low
    # The standard error of 2,000 uniform values is 0.2887 / sqrt(2000).
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.2887 / 2_000**0.5, rel=0.1)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(7)
    samples = [estimates({"m": random.random(50).tolist()}, samples=400)["m"] for _ in range(200)]

    inside = sum(one.low <= 0.5 <= one.high for one in samples) / len(samples)

    assert 0.88 <= inside <= 0.99


def test_questions_without_a_value_are_left_out_and_counted() -> None:
    found = estimates({"m": [1.0, None, 1.0], "never": [None, None, None]})

    low, high = wilson(1.0, 2)
    assert found == {"m": Estimate(value=1.0, low=low, high=high, count=2)}


def test_a_question_drawn_never_among_the_known_ones_does_no_harm() -> None:
    found = estimates({"m": [None, None, None, 0.5]})["m"]

    assert (found.value, found.count) == (0.5, 1)
    assert found.low < 0.5 < found.high


@pytest.mark.parametrize(
    ("mean", "count", "low", "high"),
    # Worked out by hand, to four digits.
    [(1.0, 1, 0.2065, 1.0), (0.0, 6, 0.0, 0.3903), (0.9, 10, 0.5958, 0.9821), (0.5, 4, 0.15, 0.85)],
)
def test_a_proportion_has_wilsons_interval(
    mean: float, count: int, low: float, high: float
) -> None:
    hits = round(mean * count)

    found = estimates({"m": [1.0] * hits + [0.0] * (count - hits)})["m"]

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_the_interval_of_a_proportion_of_few_questions_holds_the_truth() -> None:
    random = np.random.default_rng(5)
    drawn = random.random((400, 8)) < 0.9
    found = [estimates({"m": row.astype(float).tolist()}, samples=50)["m"] for row in drawn]

    # With nothing but the bootstrap, samples without a single miss would all leave 0.9 out.
    assert sum(one.low <= 0.9 <= one.high for one in found) / len(found) >= 0.93


def test_one_question_that_changed_bounds_nothing_and_no_change_is_no_change() -> None:
    one = difference_estimate([1.0])
    none = difference_estimate([0.0, 0.0])

    assert one.low < 0 < one.high
    assert (none.low, none.high) == (0.0, 0.0)


def test_no_questions_give_no_estimates() -> None:
    assert estimates({}) == {}
    assert estimates({"m": []}) == {}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8))
def test_a_small_test_equals_counting_all_swaps(
    pairs: list[tuple[float, float]],
) -> None:
    observed = abs(sum(b - a for a, b in pairs))
    signs = list(itertools.product([1, -1], repeat=len(pairs)))
    extreme = sum(
        abs(sum(s * (b - a) for s, (a, b) in zip(row, pairs, strict=True))) >= observed - 1e-9
        for row in signs
    )

    found = randomisation_test([a for a, _ in pairs], [b for _, b in pairs])

    assert found == pytest.approx(extreme / len(signs))


def test_a_large_randomisation_test_agrees_with_the_normal_approximation() -> None:
    random = np.random.default_rng(3)
    first = random.random(400)
    second = first + random.normal(0.02, 0.2, 400)
    difference = second - first
    z = abs(difference.sum()) / np.sqrt((difference**2).sum())
    assert randomisation_test(first.tolist(), second.tolist()) == pytest.approx(
        erfc(z / sqrt(2)), abs=0.02
    )


def test_two_equal_runs_do_not_differ() -> None:
    assert randomisation_test([0.5, 1.0], [0.5, 1.0]) == 1.0


def test_holm_multiplies_the_smallest_most_and_keeps_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
