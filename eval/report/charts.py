"""The charts of a report, each from the results of a run; blank where a run has nothing to draw."""

from collections.abc import Sequence
from math import log

from eval.metrics.refusal import Decision
from eval.metrics.retrieval import CURVE, first_hit, per_question
from eval.report.svg import Bar, Series, columns, interval_bars, lines, stacked
from eval.result import Result
from eval.score import decisions, risk
from eval.statistics import Estimate

_RANKS = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, 20), (21, 50), (51, 1000))
_TONES = {
    Decision.ANSWERED: "good",
    Decision.REFUSED: "main",
    Decision.WRONGLY_ANSWERED: "bad",
    Decision.WRONGLY_REFUSED: "warn",
}


def metric_bars(metrics: dict[str, Estimate]) -> str:
    """Draw each metric with its interval."""
    bars = [
        Bar(
            label=name,
            value=one.value,
            low=one.low,
            high=one.high,
            note=f"over {one.count} questions",
        )
        for name, one in metrics.items()
    ]
    return interval_bars(bars, title="Metrics with 95 % intervals") if bars else ""


def first_hits(results: Sequence[Result]) -> str:
    """Draw how often the first right document stands at which rank."""
    judged = [one for one in results if any(grade > 0 for grade in one.relevant.values())]
    if not judged:
        return ""
    ranks = [first_hit(one.ranking, one.relevant) for one in judged]
    deepest = max((len(one.ranking) for one in judged), default=0)
    shown = [pair for pair in _RANKS if pair[0] <= deepest]
    counts = [sum(r is not None and low <= r <= high for r in ranks) for low, high in shown]
    labels = [str(low) if low == high else f"{low}–{min(high, deepest)}" for low, high in shown]
    return columns(
        [*labels, "not found"],
        [*counts, ranks.count(None)],
        title="Rank of the first right document",
        bad=1,
    )


def recall_by_k(results: Sequence[Result], other: Sequence[Result]) -> str:
    """Draw the share of right documents among the best k."""
    series = [
        Series(label=label, points=_curve(each), tone=tone)
        for label, each, tone in (("other run", other, "other"), ("this run", results, "main"))
        if each
    ]
    series += [
        Series(label=name, points=_curve(results, name), tone="second")
        for name in dict.fromkeys(name for one in results for name in one.variants)
    ]
    drawn = [one for one in series if one.points]
    if not drawn:
        return ""
    depths = _depths(results)
    ticks = [(_place(k, depths), str(k)) for k in depths]
    return lines(drawn, title="Recall by k", ticks=ticks, across="documents looked at (k)")


def times(results: Sequence[Result]) -> str:
    """Draw how many questions took how long, over equal steps of the logarithm."""
    seconds = sorted(one.seconds for one in results if one.seconds > 0)
    if not seconds:
        return ""
    edges = [0.001 * 2**step for step in range(24)]
    first = max(0, sum(edge <= seconds[0] for edge in edges) - 1)
    last = max(first + 1, sum(edge < seconds[-1] for edge in edges))
    labels, counts = [], []
    for low, high in zip(edges[first:last], edges[first + 1 : last + 1], strict=False):
        labels.append(f"≤ {_duration(high)}")
        below = 0.0 if low == edges[first] else low
        counts.append(sum(below < one <= high for one in seconds))
    return columns(labels, counts, title="Seconds for a question")


def decision_bar(results: Sequence[Result]) -> str:
    """Draw how often the assistant answered and refused, rightly and wrongly."""
    counts = decisions(results)
    if not counts:
        return ""
    parts = [(str(each), counts.get(each, 0), _TONES[each]) for each in Decision]
    return stacked(parts, title="Answered and refused")


def risk_coverage(results: Sequence[Result], other: Sequence[Result]) -> str:
    """Draw how much of the answers is wrong as less sure ones are let in."""
    series = []
    for label, each, tone in (("other run", other, "other"), ("this run", results, "main")):
        curve = risk(each)
        if len(curve.coverage) > 1:
            step = max(1, len(curve.coverage) // 200)
            points = tuple(zip(curve.coverage[::step], curve.risk[::step], strict=True))
            name = f"{label}: area {curve.area:.2f}"
            series.append(Series(label=name, points=points, tone=tone))
    if not series:
        return ""
    ticks = [(share / 4, f"{25 * share} %") for share in range(5)]
    return lines(
        series, title="Risk by coverage", ticks=ticks, across="answers given, surest first"
    )


def _curve(results: Sequence[Result], variant: str = "") -> tuple[tuple[float, float], ...]:
    depths = _depths(results)
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for one in results:
        ranking = one.variants.get(variant) if variant else one.ranking
        if ranking is not None and any(grade > 0 for grade in one.relevant.values()):
            qrels[one.id] = one.relevant
            run[one.id] = {each: 1 / rank for rank, each in enumerate(ranking, start=1)}
    if not qrels:
        return ()
    found = per_question(qrels, run, [f"R@{k}" for k in depths])
    means = [sum(found[f"R@{k}"].values()) / len(qrels) for k in depths]
    return tuple((_place(k, depths), mean) for k, mean in zip(depths, means, strict=True))


def _depths(results: Sequence[Result]) -> list[int]:
    deepest = max((len(one.ranking) for one in results), default=1)
    return [k for k in CURVE if k <= max(deepest, 2)]


def _place(k: int, depths: Sequence[int]) -> float:
    return log(k) / log(depths[-1]) if depths[-1] > 1 else 0.0


def _duration(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.0f} s"
