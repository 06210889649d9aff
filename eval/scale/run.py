"""Runs the stages one after the other and draws what they found as Markdown."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from eval.scale.machine import percentile
from eval.scale.stages import Built, Plan, Searched, Served, built, filled, served

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All that was measured at one size."""

    chunks: int
    filling: float
    building: Built
    serving: Served


def measured(plan: Plan, on_stage: Callable[[str], None]) -> Measured:
    """Fill, build and serve a knowledge base of the plan's size, each in its own process."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    on_stage("filling the catalog")
    filling = _apart(partial(filled, plan))
    on_stage("building both indexes")
    building = _apart(partial(built, plan))
    on_stage("searching and changing")
    serving = _apart(partial(served, plan))
    return Measured(chunks=plan.chunks, filling=filling, building=building, serving=serving)


def to_markdown(runs: list[Measured]) -> str:
    """Draw the growth over the sizes, and the searches of each."""
    parts = [_growth(runs)]
    parts += [_searches(run) for run in runs]
    return "\n".join(parts)


def _apart(stage: Callable[[], Found]) -> Found:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(stage).result()


def _growth(runs: list[Measured]) -> str:
    lines = [
        "| chunks | build s | of CPU | build GiB | catalog GiB | dense GiB | lexical GiB | open s "
        "| serve GiB "
        "| p50 ms | p95 ms | commit ms p50 (max) | publish ms p50 |",
        "|---" * 13 + "|",
    ]
    for run in runs:
        building, serving = run.building, run.serving
        times = [one for each in serving.searches for one in each.ours]
        commit = f"{_ms(percentile(list(serving.commits), 0.5))} ({_ms(max(serving.commits))})"
        cells = [
            f"{run.chunks:,}",
            f"{building.seconds:.0f}",
            f"{building.work:.0f}",
            f"{building.peak:.2f}",
            f"{building.catalog:.2f}",
            f"{building.dense:.2f}",
            f"{building.lexical:.2f}",
            f"{serving.opening:.2f}",
            f"{serving.peak:.2f}",
            _ms(percentile(times, 0.5)),
            _ms(percentile(times, 0.95)),
            commit,
            _ms(percentile(list(serving.saves), 0.5)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _searches(run: Measured) -> str:
    lines = [
        f"\n{run.chunks:,} chunks:\n",
        "| scope | p50 ms | p95 ms | bare p50 ms | bare p95 ms | ratio p50 | ratio p95 "
        "| CPU ms | bare CPU ms | ratio of CPU time | recall@10 |",
        "|---" * 11 + "|",
    ]
    every = Searched(
        scope="all of them",
        ours=tuple(one for each in run.serving.searches for one in each.ours),
        bare=tuple(one for each in run.serving.searches for one in each.bare),
        work=_sums([each.work for each in run.serving.searches]),
        recall=min(each.recall for each in run.serving.searches),
    )
    lines += [_row(each) for each in (*run.serving.searches, every)]
    return "\n".join([*lines, ""])


def _row(each: Searched) -> str:
    ours = [percentile(list(each.ours), share) for share in (0.5, 0.95)]
    bare = [percentile(list(each.bare), share) for share in (0.5, 0.95)]
    ratios = [f"{one / other:.2f}" for one, other in zip(ours, bare, strict=True)]
    cells = [each.scope, *map(_ms, ours), *map(_ms, bare), *ratios]
    cells += [_ms(seconds / len(each.ours)) for seconds in each.work]
    cells += [f"{each.work[0] / each.work[1]:.2f}", f"{each.recall:.4f}"]
    return f"| {' | '.join(cells)} |"


def _sums(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(one for one, _ in pairs), sum(other for _, other in pairs)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"
