"""What each part of a search by words is worth: the same questions without it."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter
from types import MappingProxyType

from eval.corpus import open_corpus
from eval.measure import Kind, Plan, Progress, chosen
from eval.metrics.retrieval import per_question
from indexes.lexical.question import Weights
from indexes.model import EVERYTHING
from indexes.search import Index
from kb_assistant.settings import Settings

ALONE = Weights(stop_word=1.0, han_phrase=0.0, latin_phrase=0.0)
VARIANTS: Mapping[str, Weights] = MappingProxyType(
    {
        "terms alone": ALONE,
        "stop words count less": Weights(han_phrase=0.0, latin_phrase=0.0),
        "phrases count too": Weights(stop_word=1.0),
        "both, as searched": Weights(),
    }
)
_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one variant finds: nDCG@10, recall@10, and the median milliseconds of a search."""

    variant: str
    ndcg: float
    recall: float
    milliseconds: float


def parts(
    settings: Settings,
    dataset: str,
    *,
    limit: int,
    on_progress: Progress = lambda stage, done, total: None,
) -> list[Row]:
    """Search by words alone for the questions of a dataset, with and without each part.

    A document scores as its best chunk. Raises DatasetError and RunError.
    """
    data = chosen(settings, Plan(Kind.RETRIEVAL, dataset, limit=limit))
    questions = {case.id: case.question for case in data.cases}
    qrels = {case.id: dict(case.relevant) for case in data.cases}
    told: Callable[[int, int], None] = lambda done, total: on_progress("indexing", done, total)  # noqa: E731
    with closing(open_corpus(settings, data, told)) as base:
        base.index.refresh()
        return [
            _row(name, base.index, weights, questions, qrels) for name, weights in VARIANTS.items()
        ]


def _row(
    name: str,
    index: Index,
    weights: Weights,
    questions: Mapping[str, str],
    qrels: Mapping[str, Mapping[str, int]],
) -> Row:
    index.lexical.weights = weights
    run, seconds = {}, []
    for key, text in questions.items():
        begun = perf_counter()
        hits = index.lexical.search(text, scope=EVERYTHING, k=_DEPTH)
        seconds.append(perf_counter() - begun)
        found = index.catalog.passages([hit.number for hit in hits], EVERYTHING)
        run[key] = _best((found[hit.number].document.uri, hit.score) for hit in hits)
    figures = per_question(qrels, run, ("nDCG@10", "R@10"))
    return Row(
        variant=name,
        ndcg=fmean(figures["nDCG@10"].values()),
        recall=fmean(figures["R@10"].values()),
        milliseconds=1000 * median(seconds),
    )


def _best(hits: Iterable[tuple[str, float]]) -> dict[str, float]:
    best: dict[str, float] = {}
    for document, score in hits:
        best[document] = max(score, best.get(document, 0.0))
    return best
