"""Drift: what changed since the last run over the same questions."""

from dataclasses import dataclass
from pathlib import Path

from eval.compare import Difference, compare
from eval.runs import Head, Run, all_runs, open_run
from eval.score import leading_metric, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The leading metric against the run before; `causes` name what else differs between them."""

    before: str
    difference: Difference
    causes: tuple[str, ...]


def drift(run: Run, runs: Path) -> Drift | None:
    """Compare a run with the newest complete one before it over the same questions.

    None when there is none, or nothing that compares.
    """
    leading = leading_metric(values(run.done))
    earlier = [one for one in all_runs(runs) if one.run != run.head.run and _same(one, run.head)]
    if not earlier or not leading:
        return None
    before = open_run(runs / earlier[0].run)
    if leading not in values(before.done):
        return None
    found = compare(before, run, leading=leading)
    difference = next(one for one in found.differences if one.metric == leading)
    return Drift(
        before=before.head.run, difference=difference, causes=_causes(before.head, run.head)
    )


def _same(one: Head, other: Head) -> bool:
    what = ("kind", "dataset", "split", "dataset_sha256")
    return one.complete and all(getattr(one, name) == getattr(other, name) for name in what)


def _causes(before: Head, now: Head) -> tuple[str, ...]:
    keys = sorted({*before.settings, *now.settings})
    differing = [key for key in keys if before.settings.get(key) != now.settings.get(key)]
    content = _content(before.corpus, now.corpus)
    code = ["the code"] if before.code != now.code else []
    return (*content, *code, *differing)


def _content(before: str, now: str) -> list[str]:
    """Name what differs in the live knowledge base.

    What a dataset brings with it is the same, or it were another dataset: the name of such a corpus
    differs with the settings, which are named by themselves.
    """
    if before == now or not (before.startswith("live, ") and now.startswith("live, ")):
        return []
    first, second = _parts(before), _parts(now)
    named = ("documents", "official answers")
    found = [f"the {name}" for name in named if first.get(name) != second.get(name)]
    return found or ["words, synonyms or readers of the knowledge base"]


def _parts(state: str) -> dict[str, str]:
    """Take "live, change 7, documents 12ab" apart."""
    pairs = (part.rpartition(" ") for part in state.split(", "))
    return {name: value for name, _, value in pairs}
