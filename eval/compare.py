"""Two runs over the same questions: what changed, how sure that is, and for which questions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.errors import RunError
from eval.result import Result
from eval.runs import Run
from eval.score import values
from eval.statistics import SIGNIFICANT, estimates, holm, randomisation_test


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A question whose value of the leading metric differs between the runs."""

    id: str
    question: str
    first: float
    second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What `compare` found; `changed` lists the largest changes first."""

    first: str
    second: str
    paired: int
    differences: tuple[Difference, ...]
    slices: tuple[tuple[str, tuple[Difference, ...]], ...]
    leading: str
    changed: tuple[Changed, ...]


def compare(first: Run, second: Run, *, leading: str = "", most: int = 20) -> Comparison:
    """Compare two runs question by question.

    `leading` is the metric by which changed questions are listed; by default the first there is.

    Raises:
        RunError: the runs are not over the same questions, or share no metric.
    """
    check_same_questions(first, second)
    pairs = _paired(first.done, second.done)
    differences = _differences(pairs)
    if not differences:
        raise RunError("the runs share no question with a metric; measure both again")
    metrics = [difference.metric for difference in differences]
    if leading and leading not in metrics:
        raise RunError(f"no metric {leading}; there are: {', '.join(metrics)}")
    return Comparison(
        first=first.head.run,
        second=second.head.run,
        paired=len(pairs),
        differences=tuple(differences),
        slices=tuple(_slices(pairs)),
        leading=leading or metrics[0],
        changed=tuple(_changed(pairs, leading or metrics[0])[:most]),
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


def _paired(first: Sequence[Result], second: Sequence[Result]) -> Pairs:
    other = {result.id: result for result in second}
    return [(result, other[result.id]) for result in first if result.id in other]


def _differences(pairs: Pairs) -> list[Difference]:
    first = values([one for one, _ in pairs])
    second = values([other for _, other in pairs])
    shared = [metric for metric in first if metric in second]
    found: list[Difference] = []
    for metric in shared:
        both = [
            (a, b)
            for a, b in zip(first[metric], second[metric], strict=True)
            if a is not None and b is not None
        ]
        if both:
            found.append(_difference(metric, [a for a, _ in both], [b for _, b in both]))
    corrected = holm([difference.p for difference in found])
    return [replace(each, corrected=p) for each, p in zip(found, corrected, strict=True)]


def _difference(metric: str, first: list[float], second: list[float]) -> Difference:
    change = [b - a for a, b in zip(first, second, strict=True)]
    interval = estimates({metric: change})[metric]
    return Difference(
        metric=metric,
        first=sum(first) / len(first),
        second=sum(second) / len(second),
        low=interval.low,
        high=interval.high,
        p=randomisation_test(first, second),
        corrected=1.0,
        count=len(change),
    )


def _slices(
    pairs: Pairs, least: int = 5, most: int = 12
) -> list[tuple[str, tuple[Difference, ...]]]:
    found: list[tuple[str, tuple[Difference, ...]]] = []
    for name in dict.fromkeys(name for one, _ in pairs for name in one.slices):
        groups: dict[str, list[tuple[Result, Result]]] = {}
        for one, other in pairs:
            groups.setdefault(one.slices.get(name, ""), []).append((one, other))
        if 1 < len(groups) <= most:
            found += [
                (f"{name}: {value}", tuple(_differences(group)))
                for value, group in sorted(groups.items())
                if value and len(group) >= least
            ]
    return found


def _changed(pairs: Pairs, metric: str) -> list[Changed]:
    first = values([one for one, _ in pairs])[metric]
    second = values([other for _, other in pairs])[metric]
    found = [
        Changed(id=one.id, question=one.question, first=a, second=b)
        for (one, _), a, b in zip(pairs, first, second, strict=True)
        if a is not None and b is not None and a != b
    ]
    return sorted(found, key=lambda each: (-abs(each.second - each.first), each.id))
