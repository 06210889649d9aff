"""From results to numbers: the value of each metric for each question, and what they come to."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.metrics import answers, retrieval
from eval.metrics.latency import percentiles
from eval.metrics.numbers import numeric_match
from eval.metrics.places import Overlap, box_overlap, set_overlap
from eval.metrics.refusal import Decision, RiskCoverage, decision, risk_coverage
from eval.result import Place, Result, page_id
from eval.statistics import Estimate, estimates
from ingest.model import Box
from kb_assistant.model import Verdict

PAGE_MEASURES = ("nDCG@10", "R@10", "Success@1", "Success@5")

Measure = Callable[[Result], float | None]
"""The value of one metric for one result; None where it is not defined."""

Values = dict[str, list[float | None]]
"""Metric → one value per result, None where it is not defined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The questions with one value of one property, and their metrics."""

    name: str
    value: str
    metrics: dict[str, Estimate]
    count: int


def values(results: Sequence[Result]) -> Values:
    """Return every metric that the results allow; a question that failed has none.

    Document rankings give "nDCG@10" and so on, page rankings "page nDCG@10", the same question
    asked in another way "nDCG@10 (last turn)".
    """
    table = _ranked(results, lambda one: one.relevant, lambda one: one.ranking)
    pages = _ranked(results, _gold_pages, lambda one: one.page_ranking, PAGE_MEASURES)
    table |= {f"page {name}": column for name, column in pages.items()}
    for variant in dict.fromkeys(name for result in results for name in result.variants):
        other = _ranked(results, lambda one: one.relevant, _variant(variant))
        table |= {f"{name} ({variant})": column for name, column in other.items()}
    for name, measure in _REPLY.items():
        table[name] = [measure(result) if result.reply else None for result in results]
    for name in dict.fromkeys(name for result in results for name in result.scores):
        table[name] = [result.scores.get(name) for result in results]
    return {name: column for name, column in table.items() if any(v is not None for v in column)}


def summary(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return each metric's mean and interval over the results."""
    return estimates(values(results))


def by_slice(results: Sequence[Result], *, least: int = 5, most: int = 12) -> list[Slice]:
    """Return the metrics for each value of each property of the questions.

    A property with one value, with more than `most`, or a value with fewer than `least` questions
    tells nothing and is left out.
    """
    found: list[Slice] = []
    for name in dict.fromkeys(name for result in results for name in result.slices):
        groups: dict[str, list[Result]] = {}
        for result in results:
            if result.slices.get(name):
                groups.setdefault(result.slices[name], []).append(result)
        if 1 < len(groups) <= most:
            found += [
                Slice(name=name, value=value, metrics=summary(group), count=len(group))
                for value, group in sorted(groups.items())
                if len(group) >= least
            ]
    return found


def decisions(results: Sequence[Result]) -> dict[Decision, int]:
    """Count how often the assistant answered and refused, rightly and wrongly."""
    judged = [_decision(result) for result in results if result.reply]
    return {each: judged.count(each) for each in Decision if any(judged)}


def risk(results: Sequence[Result]) -> RiskCoverage:
    """Return how the risk of a wrong answer grows as less sure ones are let in.

    The loss is 1 for an answer to a question that has none, else what the answer lacks of the gold.
    Scores of different stages do not compare: each answer counts with its rank within its stage.
    """
    given = [one for one in results if one.reply and _answered(one) and _loss(one) is not None]
    ranks = _stage_ranks(given)
    return risk_coverage(ranks, [_loss(one) or 0.0 for one in given])


def latency(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return stage → percentile → seconds; "total" comes first."""
    stages = dict.fromkeys(stage for result in results for stage in result.timings)
    found = {"total": percentiles([result.seconds for result in results])}
    for stage in stages:
        found[stage] = percentiles(
            [result.timings[stage] for result in results if stage in result.timings]
        )
    return found


def rankings(results: Sequence[Result]) -> retrieval.Ranking:
    """Return the document rankings as a run; the score is one by the rank."""
    return {result.id: _scored(result.ranking) for result in results}


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


def _gold_pages(result: Result) -> dict[str, int]:
    documents = [uri for uri, grade in result.relevant.items() if grade > 0]
    return {page_id(uri, page): 1 for uri in documents[:1] for page in result.pages}


def _answered(result: Result) -> bool:
    return result.reply is not None and result.reply.verdict != Verdict.NOT_FOUND


def _decision(result: Result) -> Decision | None:
    if result.answerable is None:
        return None
    return decision(answerable=result.answerable, answered=_answered(result))


def _measured(measure: Callable[[str, answers.Parts], float | None]) -> Measure:
    """Take a measure of answers only where there is a gold answer; a refusal answers nothing."""

    def value(result: Result) -> float | None:
        parts = tuple(part for part in result.answers if part)
        if not parts or result.reply is None or result.answerable is False:
            return None
        return measure(result.reply.text if _answered(result) else "", parts)

    return value


def _answer_rate(result: Result) -> float | None:
    return float(_answered(result)) if result.answerable else None


def _refusal_rate(result: Result) -> float | None:
    return float(not _answered(result)) if result.answerable is False else None


def _right_decision(result: Result) -> float | None:
    judged = _decision(result)
    return None if judged is None else float(judged in {Decision.ANSWERED, Decision.REFUSED})


def _supported(result: Result) -> float | None:
    if result.reply is None or not _answered(result) or not result.reply.sentences:
        return None
    return max(0.0, 1 - result.reply.unsupported / result.reply.sentences)


def _citations(result: Result) -> Overlap | None:
    gold = {uri for uri, grade in result.relevant.items() if grade > 0}
    if result.reply is None or not gold or not _answered(result):
        return None
    return set_overlap([one.document for one in result.reply.citations], gold)


def _cited_pages(result: Result) -> Overlap | None:
    gold = _gold_pages(result)
    if result.reply is None or not gold or not _answered(result):
        return None
    cited = [page_id(one.document, one.page) for one in result.reply.citations if one.page]
    return set_overlap(cited, gold)


def _cited_boxes(result: Result) -> Overlap | None:
    gold = _gold_pages(result)
    if result.reply is None or not result.boxes or not gold or not _answered(result):
        return None
    cited = [
        place
        for one in result.reply.citations
        if result.relevant.get(one.document, 0) > 0
        for place in one.boxes
    ]
    return box_overlap([_box(place) for place in cited], [_box(place) for place in result.boxes])


def _box(place: Place) -> Box:
    return Box(page=place.page, x0=place.x0, y0=place.y0, x1=place.x1, y1=place.y1)


def _precision(overlap: Callable[[Result], Overlap | None]) -> Measure:
    return lambda result: None if (found := overlap(result)) is None else found.precision


def _recall(overlap: Callable[[Result], Overlap | None]) -> Measure:
    return lambda result: None if (found := overlap(result)) is None else found.recall


def _loss(result: Result) -> float | None:
    if result.answerable is False:
        return 1.0
    lacking = _REPLY["answer held"](result)
    return None if lacking is None else 1 - lacking


def _stage_ranks(results: Sequence[Result]) -> list[float]:
    stages: dict[str, list[float]] = {}
    for result in results:
        if result.reply and result.reply.confidence is not None:
            stages.setdefault(result.reply.stage, []).append(result.reply.confidence)
    ordered = {stage: sorted(scores) for stage, scores in stages.items()}
    ranks: list[float] = []
    for result in results:
        known = ordered.get(result.reply.stage, []) if result.reply else []
        score = result.reply.confidence if result.reply else None
        ranks.append(bisect_right(known, score) / len(known) if known and score is not None else 0)
    return ranks


_REPLY: dict[str, Measure] = {
    "answered": _answer_rate,
    "refused": _refusal_rate,
    "right decision": _right_decision,
    "EM": _measured(answers.exact),
    "F1": _measured(answers.f1),
    "ROUGE-L": _measured(answers.rouge_l),
    "answer held": _measured(answers.held),
    "numeric match": _measured(numeric_match),
    "citation precision": _precision(_citations),
    "citation recall": _recall(_citations),
    "page citation precision": _precision(_cited_pages),
    "page citation recall": _recall(_cited_pages),
    "evidence precision": _precision(_cited_boxes),
    "evidence recall": _recall(_cited_boxes),
    "supported sentences": _supported,
}
"""What is measured of a reply, in the order in which a report shows it."""
