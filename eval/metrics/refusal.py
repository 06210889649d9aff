"""Does the assistant answer when it should and refuse when it should, and does it know which."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = Sequence[float] | NDArray[np.floating]


class Decision(StrEnum):
    """What the assistant did, judged by whether the question can be answered."""

    ANSWERED = "answered"
    REFUSED = "refused"
    WRONGLY_ANSWERED = "wrongly answered"
    WRONGLY_REFUSED = "wrongly refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskCoverage:
    """The mean loss among the most confident share of answers, share by share, and its mean.

    `area` is the AURC of Geifman & El-Yaniv 2017: lower is better, the only such number here.
    """

    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    area: float


def decision(*, answerable: bool, answered: bool) -> Decision:
    """Judge one reply."""
    if answerable:
        return Decision.ANSWERED if answered else Decision.WRONGLY_REFUSED
    return Decision.WRONGLY_ANSWERED if answered else Decision.REFUSED


def risk_coverage(confidences: Floats, losses: Floats) -> RiskCoverage:
    """Draw the curve; answers of equal confidence each count with their mean loss."""
    if not len(confidences):
        return RiskCoverage(coverage=(), risk=(), area=0.0)
    confidence = np.asarray(confidences, dtype=float)
    loss = np.asarray(losses, dtype=float)
    _, block = np.unique(-confidence, return_inverse=True)
    mean = np.bincount(block, weights=loss) / np.bincount(block)
    ordered = mean[np.sort(block)]
    counts = np.arange(1, len(ordered) + 1)
    risk = np.cumsum(ordered) / counts
    return RiskCoverage(
        coverage=tuple((counts / len(ordered)).tolist()),
        risk=tuple(risk.tolist()),
        area=float(risk.mean()),
    )
