"""How sure a number is: bootstrap intervals, paired randomisation tests, Holm's correction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

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
    """Return each metric's mean and interval over the questions; values lie between 0 and 1.

    All metrics must list the same questions; None (not defined for a question) is left out. The
    questions are drawn together for all metrics. A metric without any value is left out.

    The interval is the percentile bootstrap (Efron & Tibshirani 1993, chapter 13). That of a
    proportion, and of values that are all equal, is Wilson's: drawing again from what does not vary
    would give an interval of no width, even of a single question.
    """
    names = [name for name, column in values.items() if any(v is not None for v in column)]
    if not names:
        return {}
    table = np.array([[np.nan if v is None else v for v in values[name]] for name in names]).T
    means = _bootstrap_means(table, samples, seed)
    tail = 100 * (1 - confidence) / 2
    low, high = np.nanpercentile(means, (tail, 100 - tail), axis=0)
    value, count = np.nanmean(table, axis=0), np.sum(~np.isnan(table), axis=0)
    found = {}
    for i, name in enumerate(names):
        ends = float(low[i]), float(high[i])
        if _is_proportion(table[:, i]):
            ends = wilson(float(value[i]), int(count[i]), confidence=confidence)
        found[name] = Estimate(
            value=float(value[i]), low=ends[0], high=ends[1], count=int(count[i])
        )
    return found


def wilson(mean: float, count: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval of a proportion (Wilson 1927).

    It holds what it promises for few questions too (Brown, Cai & DasGupta 2001). For values between
    0 and 1 that are no proportion it is wider than need be, as none vary more around their mean.
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    shrunk = 1 + z * z / count
    middle = (mean + z * z / (2 * count)) / shrunk
    half = z * sqrt(mean * (1 - mean) / count + (z / (2 * count)) ** 2) / shrunk
    # Rounding must not put an end beyond the mean that it stands for.
    return max(0.0, min(mean, middle - half)), min(1.0, max(mean, middle + half))


def difference_estimate(differences: Sequence[float]) -> Estimate:
    """Return the mean of paired differences between -1 and 1, with its bootstrap interval.

    Where all differ by the same, Wilson's interval says how far few questions can be trusted; where
    nothing differs, there is no difference to bound.
    """
    if not any(differences) or min(differences) < max(differences):
        return _bootstrap(differences)
    value, count = differences[0], len(differences)
    low, high = wilson((1 + value) / 2, count)
    return Estimate(value=value, low=2 * low - 1, high=2 * high - 1, count=count)


def estimate_of(
    measure: Callable[[Values, Values], float],
    first: Sequence[float],
    second: Sequence[float],
    *,
    samples: int = 300,
    seed: int = 0,
) -> Estimate | None:
    """Return a measure between 0 and 1 of paired columns that is no mean, with its interval.

    It is the bootstrap's, or Wilson's where that has no width. None when the columns are empty.
    """
    if not len(first):
        return None
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    random = np.random.default_rng(seed)
    drawn = [random.integers(0, len(one), len(one)) for _ in range(samples)]
    found = [measure(one[rows], other[rows]) for rows in drawn]
    low, high = np.percentile(found, (2.5, 97.5))
    value = measure(one, other)
    if low == high:
        low, high = wilson(value, len(one))
    return Estimate(value=value, low=float(low), high=float(high), count=len(one))


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


def _is_proportion(column: Values) -> bool:
    known = column[~np.isnan(column)]
    return bool(np.all((known == 0) | (known == 1)) or np.all(known == known[0]))


def _bootstrap(column: Sequence[float]) -> Estimate:
    means = _bootstrap_means(np.asarray(column, dtype=float)[:, None], 2_000, 0)
    low, high = np.percentile(means, (2.5, 97.5))
    mean = float(np.mean(column))
    return Estimate(value=mean, low=float(low), high=float(high), count=len(column))


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
