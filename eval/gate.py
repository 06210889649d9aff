"""May this run pass: does a metric fall below its baseline by more than is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eval.compare import check_same_questions
from eval.errors import RunError
from eval.runs import Head, Run, all_runs, find_run, open_run
from eval.shapes import Interval, Printed, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One metric against its baseline."""

    metric: str
    baseline: float
    value: float
    allowed: float

    @property
    def passed(self) -> bool:
        """Whether the metric fell by no more than is allowed (rounding apart)."""
        return self.baseline - self.value <= self.allowed + 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """All checks of a run, and how many questions failed; with failed ones it does not pass."""

    run: str
    checks: tuple[Check, ...]
    failed: int

    @property
    def passed(self) -> bool:
        """Whether every metric holds and every question was asked to the end."""
        return not self.failed and all(check.passed for check in self.checks)


def checked(
    runs: Path, name: str, base: str, metrics: Sequence[str], *, max_drop: float
) -> GateVerdict:
    """Hold the run called `name` (blank: the newest like the baseline) against a baseline.

    The newest may be the baseline itself: nothing that figures depend on has changed since.

    Raises:
        RunError: run or baseline is missing or was stopped, or they do not compare.
    """
    run = _whole(find_run(name, runs)) if name else _newest(runs, base)
    found = checks(run, baseline(base, runs, run), metrics, max_drop=max_drop)
    return GateVerdict(run=run.head.run, checks=tuple(found), failed=len(run.failed))


def baseline(name: str, runs: Path, run: Run) -> Mapping[str, Interval]:
    """Return the metrics of a baseline: a run by folder or name, or a file that `--json` printed.

    Raises:
        RunError: there is no such baseline, or it is of other questions than `run`.
    """
    if Path(name).is_file():
        given = _printed(Path(name))
        if not _same_questions(given, run.head):
            reason = (
                f"is of {given.counts.get('questions', 0)} questions of {given.dataset}, "
                f"{run.head.run} of other {run.head.questions} of {run.head.dataset}"
            )
            raise RunError(f"{name}: {reason}; only the same questions compare")
        return given.metrics
    other = _whole(find_run(name, runs))
    check_same_questions(other, run)
    return printed(other).metrics


def checks(
    run: Run, base: Mapping[str, Interval], metrics: Sequence[str], *, max_drop: float
) -> list[Check]:
    """Compare each metric with its baseline.

    Raises:
        RunError: a metric is missing on one side.
    """
    now = printed(run).metrics
    for metric in metrics:
        for side, known in (("the run", now), ("the baseline", base)):
            if metric not in known:
                raise RunError(f"{side} has no metric {metric}; it has: {', '.join(known)}")
    return [
        Check(metric=name, baseline=base[name].value, value=now[name].value, allowed=max_drop)
        for name in metrics
    ]


def _newest(runs: Path, base: str) -> Run:
    known = all_runs(runs)
    if Path(base).is_file():
        given = _printed(Path(base))
        kind = given.run.partition("-")[0]
        fitting = [one for one in known if one.kind == kind and _same_questions(given, one)]
    else:
        other = open_run(find_run(base, runs)).head
        same = (other.kind, other.dataset_sha256)
        fitting = [one for one in known if (one.kind, one.dataset_sha256) == same]
    complete = [head for head in fitting if head.complete]
    if not complete:
        raise RunError(f"{base}: there is no complete run of the same questions to hold against it")
    return open_run(runs / complete[0].run)


def _whole(folder: Path) -> Run:
    run = open_run(folder)
    if not run.head.complete:
        asked = f"{len(run.results)} of {run.head.questions} questions"
        remedy = f"`kb eval {run.head.kind} {run.head.dataset_path}` goes on"
        raise RunError(f"{run.head.run}: was stopped after {asked}; {remedy}")
    return run


def _same_questions(given: Printed, head: Head) -> bool:
    if given.dataset_sha256:
        return given.dataset_sha256 == head.dataset_sha256
    # Printed before the hash was: the best that it tells.
    return (given.dataset, given.counts.get("questions")) == (head.dataset, head.questions)


def _printed(path: Path) -> Printed:
    try:
        return Printed.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RunError(f"{path}: is not what `kb eval … --json` prints") from error
