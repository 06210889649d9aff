"""How long questions took."""

from collections.abc import Sequence

import numpy as np

PERCENTILES = (50, 90, 95, 99)
"""The percentiles that a run reports."""


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return "p50", "p90", "p95" and "p99", interpolated; nothing for no values."""
    if not len(seconds):
        return {}
    values = np.percentile(np.asarray(seconds, dtype=float), PERCENTILES)
    return {f"p{rank}": float(value) for rank, value in zip(PERCENTILES, values, strict=True)}
