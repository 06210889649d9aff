"""From results to numbers: the value of each metric for each question, and what they come to."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from eval import replies
from eval.metrics import retrieval
from eval.metrics.latency import percentiles
from eval.metrics.refusal import Decision, RiskCoverage, risk_coverage
from eval.result import Result
from eval.slices import LEAST, properties
from eval.statistics import Estimate, estimate_of, estimates

ANSWER_MEASURES = ("nDCG@10", "R@10", "Success@1")
"""What is told of the few passages that an answer was made from."""
SELECTIVE = "selective accuracy"
PAGE_MEASURES = ("nDCG@10", "R@10", "Success@1", "Success@5")

Values = dict[str, list[float | None]]
"""Metric → one value per result, None where it is not defined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The questions with one value of a property, and their metrics."""

    value: str
    metrics: dict[str, Estimate]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """The groups that a property makes; `more` is how many further values are not shown."""

    name: str
    groups: tuple[Slice, ...]
    more: int


def values(results: Sequence[Result]) -> Values:
    """Return every metric that the results allow; a question that failed has none.

    Document rankings give "nDCG@10" and so on, page rankings "page nDCG@10", the same question
    asked in another way "nDCG@10 (last turn)".
    """
    sources = (_of_replies, _of_documents, _of_pages, _of_variants, _of_scores)
    table = {name: column for source in sources for name, column in source(results).items()}
    return {name: column for name, column in table.items() if any(v is not None for v in column)}


def summary(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return each metric's mean and interval over the results.

    "selective accuracy" is 1 minus the area under the risk–coverage curve: the mean rightness if
    only the surest answers were given, over all shares of them.
    """
    confidences, losses = _judged(results)
    area = estimate_of(lambda c, loss: 1 - risk_coverage(c, loss).area, confidences, losses)
    return estimates(values(results)) | ({SELECTIVE: area} if area else {})


def leading_metric(table: Collection[str]) -> str:
    """Return the metric that tells most of a run, to be shown first."""
    order = (
        "attack withstood",
        "right decision",
        "answer held",
        "F1",
        "nDCG@10",
        "TEDS",
        "reading order",
    )
    # Where nothing must be refused, deciding rightly is no more than answering.
    told = [name for name in order if name in table]
    known = [name for name in told if name != "right decision" or "refused" in table]
    return next(iter(known or table), "")


def by_slice(results: Sequence[Result], *, least: int = LEAST) -> list[Slices]:
    """Return the metrics for each value of each property that tells the questions apart."""
    return [
        Slices(
            name=each.name,
            groups=tuple(
                Slice(
                    value=value, metrics=summary([results[at] for at in places]), count=len(places)
                )
                for value, places in each.groups
            ),
            more=each.more,
        )
        for each in properties([one.slices for one in results], least=least)
    ]


def decisions(results: Sequence[Result]) -> dict[Decision, int]:
    """Count how often the assistant answered and refused, rightly and wrongly."""
    judged = [replies.decision_of(result) for result in results if result.reply]
    return {each: judged.count(each) for each in Decision if any(judged)}


def risk(results: Sequence[Result]) -> RiskCoverage:
    """Return how the risk of a wrong answer grows as less sure ones are let in.

    The loss is 1 for an answer to a question that has none, else what the answer lacks of the gold
    (its parts; the F1 where the gold answer is long).
    """
    return risk_coverage(*_judged(results))


def latency(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return stage → percentile → seconds; "total" comes first."""
    stages = dict.fromkeys(stage for result in results for stage in result.timings)
    found = {"total": percentiles([result.seconds for result in results])}
    for stage in stages:
        found[stage] = percentiles(
            [result.timings[stage] for result in results if stage in result.timings]
        )
    return found


def tokens(results: Sequence[Result]) -> tuple[int, int]:
    """Return how many prompt tokens and completion tokens the answers took."""
    replies_given = [one.reply for one in results if one.reply]
    return (
        sum(one.prompt_tokens for one in replies_given),
        sum(one.completion_tokens for one in replies_given),
    )


def _of_replies(results: Sequence[Result]) -> Values:
    return {
        name: [measure(result) if result.reply else None for result in results]
        for name, measure in replies.MEASURES.items()
    }


def _of_documents(results: Sequence[Result]) -> Values:
    measures = ANSWER_MEASURES if any(one.reply for one in results) else retrieval.MEASURES
    return _ranked(results, lambda one: one.relevant, lambda one: one.ranking, measures)


def _of_pages(results: Sequence[Result]) -> Values:
    pages = _ranked(results, replies.gold_pages, lambda one: one.page_ranking, PAGE_MEASURES)
    return {f"page {name}": column for name, column in pages.items()}


def _of_variants(results: Sequence[Result]) -> Values:
    names = dict.fromkeys(name for result in results for name in result.variants)
    return {
        f"{measure} ({name})": column
        for name in names
        for measure, column in _ranked(results, lambda one: one.relevant, _variant(name)).items()
    }


def _of_scores(results: Sequence[Result]) -> Values:
    names = dict.fromkeys(name for result in results for name in result.scores)
    return {name: [result.scores.get(name) for result in results] for name in names}


def _judged(results: Sequence[Result]) -> tuple[list[float], list[float]]:
    """Return the confidence and the loss of every answer whose rightness is known."""
    given = [
        (one.reply.confidence, loss)
        for one in results
        if one.reply and replies.was_answered(one) and (loss := _loss(one)) is not None
    ]
    return [sure for sure, _ in given], [loss for _, loss in given]


def _scored(ranking: Sequence[str]) -> dict[str, float]:
    return {document: 1 / rank for rank, document in enumerate(ranking, start=1)}


def _ranked(
    results: Sequence[Result],
    gold: Callable[[Result], dict[str, int]],
    ranking: Callable[[Result], Sequence[str] | None],
    measures: Sequence[str] = retrieval.MEASURES,
) -> Values:
    qrels: dict[str, dict[str, int]] = {}
    run: dict[str, dict[str, float]] = {}
    for result in results:
        given, grades = ranking(result), gold(result)
        if given is not None and any(grade > 0 for grade in grades.values()):
            qrels[result.id] = grades
            run[result.id] = _scored(given)
    if not qrels:
        return {}
    found = retrieval.per_question(qrels, run, measures)
    return {name: [found[name].get(one.id) for one in results] for name in measures}


def _variant(name: str) -> Callable[[Result], Sequence[str] | None]:
    return lambda result: result.variants.get(name)


def _loss(result: Result) -> float | None:
    if result.answerable is False:
        return 1.0
    right = replies.MEASURES["answer held"](result)
    right = replies.MEASURES["F1"](result) if right is None else right
    return None if right is None else 1 - right
