"""Two runs over the same questions: what changed, how sure that is, and for which questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eval.errors import RunError
from eval.result import Result
from eval.runs import Run
from eval.score import leading_metric, values
from eval.slices import properties
from eval.statistics import SIGNIFICANT, difference_estimate, holm, randomisation_test


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How one metric differs over the questions that both runs answered.

    `low` and `high` bound `second - first` (95 % paired bootstrap). `p` is that of the paired
    randomisation test, `corrected` the same after Holm's correction for all metrics compared.
    """

    metric: str
    first: float
    second: float
    low: float
    high: float
    p: float
    corrected: float
    count: int

    @property
    def change(self) -> float:
        """By how much the second run is better."""
        return self.second - self.first

    @property
    def significant(self) -> bool:
        """Whether the change is unlikely to be chance, at the level of 5 %."""
        return self.corrected < SIGNIFICANT

    @property
    def verdict(self) -> str:
        """What to think of the change, in words."""
        if self.low == self.high == 0:
            return "no change"
        return "significant" if self.significant else "may be chance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A question whose value of the leading metric differs between the runs."""

    id: str
    question: str
    first: float
    second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The questions with one value of a property, and how the leading metric differs over them."""

    value: str
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The groups that a property makes; `more` is how many further values are not shown.

    The p-values are corrected for all groups of all properties.
    """

    name: str
    groups: tuple[Group, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What `compare` found; `changed` lists the largest changes first, and not all of many.

    `better` and `worse` count the questions whose value of the leading metric rose and fell.
    `warnings` say what is missing of either run.
    """

    first: str
    second: str
    paired: int
    differences: tuple[Difference, ...]
    slices: tuple[Breakdown, ...]
    leading: str
    changed: tuple[Changed, ...]
    better: int
    worse: int
    warnings: tuple[str, ...]


def compare(first: Run, second: Run, *, leading: str = "", most: int = 20) -> Comparison:
    """Compare two runs question by question.

    `leading` is the metric by which groups and changed questions are listed; by default the one
    that tells most of this kind of run.

    Raises:
        RunError: the runs are not over the same questions, or share no metric.
    """
    check_same_questions(first, second)
    pairs = _paired(first.done, second.done)
    columns = _columns(pairs)
    if not columns:
        raise RunError("the runs share no question with a metric; measure both again")
    if leading and leading not in columns:
        raise RunError(f"no metric {leading}; there are: {', '.join(columns)}")
    leading = leading or leading_metric(columns)
    changed = _changed(pairs, columns[leading])
    return Comparison(
        first=first.head.run,
        second=second.head.run,
        paired=len(pairs),
        differences=tuple(_differences(columns)),
        slices=tuple(_breakdowns(pairs, leading, columns[leading])),
        leading=leading,
        changed=tuple(changed[:most]),
        better=sum(each.second > each.first for each in changed),
        worse=sum(each.second < each.first for each in changed),
        warnings=tuple(warning for run in (first, second) for warning in _missing(run)),
    )


def check_same_questions(first: Run, second: Run) -> None:
    """Refuse to compare runs of different kinds, datasets or halves.

    Raises:
        RunError: says in what they differ.
    """
    one_head, other_head = first.head.model_dump(), second.head.model_dump()
    for what in ("kind", "dataset", "split", "dataset_sha256"):
        one, other = one_head[what], other_head[what]
        if one != other:
            reason = f"the runs differ in {what}: {one} and {other}"
            raise RunError(f"{reason}; only runs over the same questions compare")


Pairs = Sequence[tuple[Result, Result]]
Both = Sequence[tuple[float, float] | None]
"""A metric's value in either run for each pair; None where one of them has none."""


def _paired(first: Sequence[Result], second: Sequence[Result]) -> Pairs:
    other = {result.id: result for result in second}
    return [(result, other[result.id]) for result in first if result.id in other]


def _columns(pairs: Pairs) -> dict[str, Both]:
    first = values([one for one, _ in pairs])
    second = values([other for _, other in pairs])
    columns = {
        metric: [
            None if a is None or b is None else (a, b)
            for a, b in zip(first[metric], second[metric], strict=True)
        ]
        for metric in first
        if metric in second
    }
    return {metric: both for metric, both in columns.items() if any(both)}


def _differences(columns: Mapping[str, Both]) -> list[Difference]:
    found = [_difference(metric, both) for metric, both in columns.items()]
    corrected = holm([difference.p for difference in found])
    return [replace(each, corrected=p) for each, p in zip(found, corrected, strict=True)]


def _difference(metric: str, both: Both) -> Difference:
    known = [pair for pair in both if pair]
    first, second = [a for a, _ in known], [b for _, b in known]
    interval = difference_estimate([b - a for a, b in known])
    return Difference(
        metric=metric,
        first=sum(first) / len(first),
        second=sum(second) / len(second),
        low=interval.low,
        high=interval.high,
        p=randomisation_test(first, second),
        corrected=1.0,
        count=len(known),
    )


def _breakdowns(pairs: Pairs, metric: str, both: Both) -> list[Breakdown]:
    found = [
        Breakdown(
            name=each.name,
            groups=tuple(
                Group(value=value, difference=_difference(metric, rows))
                for value, places in each.groups
                if any(rows := [both[at] for at in places])
            ),
            more=each.more,
        )
        for each in properties([one.slices for one, _ in pairs])
    ]
    corrected = iter(holm([group.difference.p for each in found for group in each.groups]))
    return [
        replace(each, groups=tuple(_corrected(group, next(corrected)) for group in each.groups))
        for each in found
    ]


def _corrected(group: Group, p: float) -> Group:
    return replace(group, difference=replace(group.difference, corrected=p))


def _changed(pairs: Pairs, both: Both) -> list[Changed]:
    found = [
        Changed(id=one.id, question=one.question, first=pair[0], second=pair[1])
        for (one, _), pair in zip(pairs, both, strict=True)
        if pair and pair[0] != pair[1]
    ]
    return sorted(found, key=lambda each: (-abs(each.second - each.first), each.id))


def _missing(run: Run) -> list[str]:
    found = []
    unasked = run.head.questions - len(run.results)
    if unasked > 0:
        found.append(
            f"{run.head.run} was stopped: {unasked} of its {run.head.questions} questions were "
            "not asked; the command that made it goes on"
        )
    if run.failed:
        found.append(f"{len(run.failed)} questions of {run.head.run} failed and are not compared")
    return found
