"""What measuring costs over the searches themselves, on made questions and passages."""

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from eval.corpus import open_corpus
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.evaluate import traced
from eval.measure import Kind, Plan, Work, kept
from eval.shapes import printed
from kb_assistant.settings import Settings
from kb_assistant.wiring_retrieval import retriever

_VOCABULARY = 20_000
_PASSAGE_WORDS = 60
_QUESTION_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Overhead:
    """Seconds of a whole run, and those that the searches in it took."""

    questions: int
    passages: int
    whole: float
    searching: float

    @property
    def share(self) -> float:
        """What was added to the searches, as a share of them."""
        return (self.whole - self.searching) / self.searching


def overhead(
    settings: Settings,
    *,
    questions: int,
    passages: int,
    on_progress: Callable[[str, int, int], None] = lambda stage, done, of: None,
) -> Overhead:
    """Ask made questions of made passages and time all that a run does, from asking to metrics.

    Building the index is not counted; keeping every row, the run file and the intervals is.
    """
    dataset = made(questions, passages)
    plan = Plan(Kind.RETRIEVAL, dataset.name, fresh=True)

    def indexing(done: int, of: int) -> None:
        on_progress("indexing", done, of)

    with closing(open_corpus(settings, dataset, indexing)) as base:
        started = perf_counter()
        attempt = traced(retriever(base.settings, base.index))
        work = Work(dataset=dataset, corpus="made", attempt=attempt)
        run = kept(settings, plan, work, on_progress)
        printed(run)
        whole = perf_counter() - started
    searching = sum(one.seconds for one in run.done)
    return Overhead(questions=questions, passages=passages, whole=whole, searching=searching)


def made(questions: int, passages: int) -> Dataset:
    """Return a dataset of words drawn by Zipf's law; a question is made of one passage's words."""
    draw = random.Random(0)
    words = [f"w{number}" for number in range(_VOCABULARY)]
    weights = [1 / (rank + 10) for rank in range(_VOCABULARY)]
    rows = tuple(
        CorpusRow(
            id=f"d{n}", title="", text=" ".join(draw.choices(words, weights, k=_PASSAGE_WORDS))
        )
        for n in range(passages)
    )
    chosen = [draw.randrange(passages) for _ in range(questions)]
    cases = tuple(
        Case(
            id=f"q{number}",
            question=" ".join(draw.sample(rows[gold].text.split(), _QUESTION_WORDS)),
            relevant={rows[gold].id: 1},
        )
        for number, gold in enumerate(chosen)
    )
    name = f"made-{questions}-{passages}"
    return Dataset(name=name, path=Path(name), cases=cases, corpus=rows, sha256="0" * 64)
