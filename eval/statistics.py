"""How sure a number is: bootstrap intervals, paired randomisation tests, Holm's correction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BATCH_CELLS = 4_000_000
"""How many random numbers are held at once, to bound memory for any number of questions."""

SIGNIFICANT = 0.05
"""The p-value below which a difference counts as more than chance."""

Values = NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over questions with the interval it lies in; `count` questions had a value."""

    value: float
    low: float
    high: float
    count: int


def estimates(
    values: Mapping[str, Sequence[float | None]],
    *,
    confidence: float = 0.95,
    samples: int = 2_000,
    seed: int = 0,
) -> dict[str, Estimate]:
    """Return each metric's mean and percentile bootstrap interval over the questions.

    All metrics must list the same questions; None (not defined for a question) is left out. The
    questions are drawn together for all metrics. A metric without any value is left out.

    Efron & Tibshirani 1993, chapter 13.
    """
    names = [name for name, column in values.items() if any(v is not None for v in column)]
    if not names:
        return {}
    table = np.array([[np.nan if v is None else v for v in values[name]] for name in names]).T
    means = _bootstrap_means(table, samples, seed)
    tail = 100 * (1 - confidence) / 2
    low, high = np.nanpercentile(means, (tail, 100 - tail), axis=0)
    value, count = np.nanmean(table, axis=0), np.sum(~np.isnan(table), axis=0)
    return {
        name: Estimate(
            value=float(value[i]), low=float(low[i]), high=float(high[i]), count=int(count[i])
        )
        for i, name in enumerate(names)
    }


def estimate_of(
    measure: Callable[[Values, Values], float],
    first: Sequence[float],
    second: Sequence[float],
    *,
    samples: int = 300,
    seed: int = 0,
) -> Estimate | None:
    """Return a measure of paired columns that is no mean, with its bootstrap interval.

    None when the columns are empty.
    """
    if not len(first):
        return None
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    random = np.random.default_rng(seed)
    drawn = [random.integers(0, len(one), len(one)) for _ in range(samples)]
    found = [measure(one[rows], other[rows]) for rows in drawn]
    low, high = np.percentile(found, (2.5, 97.5))
    return Estimate(value=measure(one, other), low=float(low), high=float(high), count=len(one))


def randomisation_test(
    first: Sequence[float], second: Sequence[float], *, samples: int = 10_000, seed: int = 0
) -> float:
    """Return the two-sided p-value of the paired difference of means under random swaps.

    Smucker, Allan & Carterette 2007. With few pairs that differ, all swaps are counted; the
    p-value is then exact.
    """
    differences = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    observed = abs(differences.sum())
    # Sums in another order differ in their last bits: count them as equal.
    bound = observed - 1e-9 * np.abs(differences).sum()
    if 2 ** len(differences) <= samples:
        signs = _all_signs(len(differences))
        return float(np.mean(np.abs(signs @ differences) >= bound))
    hits = sum(
        int(np.sum(np.abs(signs @ differences) >= bound))
        for signs in _random_signs(len(differences), samples, seed)
    )
    return (hits + 1) / (samples + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return the p-values corrected for their number (Holm 1979), in the order given."""
    count = len(p_values)
    corrected = [1.0] * count
    highest = 0.0
    for rank, index in enumerate(sorted(range(count), key=lambda i: p_values[i])):
        highest = max(highest, min(1.0, (count - rank) * p_values[index]))
        corrected[index] = highest
    return corrected


def _bootstrap_means(table: Values, samples: int, seed: int) -> Values:
    count = len(table)
    known = ~np.isnan(table)
    filled = np.where(known, table, 0.0)
    random = np.random.default_rng(seed)
    batch = max(1, _BATCH_CELLS // count)
    parts = []
    for start in range(0, samples, batch):
        size = min(batch, samples - start)
        drawn = random.multinomial(count, np.full(count, 1 / count), size=size).astype(float)
        weight = drawn @ known.astype(float)
        parts.append(np.where(weight > 0, drawn @ filled, np.nan) / np.maximum(weight, 1))
    return np.concatenate(parts)


def _all_signs(count: int) -> Values:
    bits = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    return 1.0 - 2.0 * bits


def _random_signs(count: int, samples: int, seed: int) -> Iterator[Values]:
    random = np.random.default_rng(seed)
    batch = max(1, _BATCH_CELLS // count)
    for start in range(0, samples, batch):
        size = (min(batch, samples - start), count)
        yield 1.0 - 2.0 * random.integers(0, 2, size=size)
