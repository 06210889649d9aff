"""The main path: each case is asked through the product's own assistant, and its result is kept."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from eval import result as kept
from eval.datasets.model import Case, Dataset
from eval.errors import RunError
from eval.metrics.retrieval import first_hit
from eval.result import Result
from eval.runs import Recording, Run
from eval.scope import scope_of
from indexes.model import Passage
from ingest.errors import KnowledgeBaseError
from kb_assistant.model import Answer, Question
from kb_assistant.retrieve.trace import Stage, Trace

DEPTH = 100
"""How many passages are searched for a ranking."""

LAST_TURN = "last turn"
AS_ASKED = "of those with a rewrite"
REWRITTEN = "rewritten by a person"
"""Only some questions have a rewrite; `AS_ASKED` is the ranking of the same ones with history."""


class Searcher(Protocol):
    """Finds passages for a question."""

    def search(self, question: Question, k: int) -> list[Passage]:
        """Return up to `k` passages, best first."""
        ...


class Asker(Protocol):
    """Answers questions."""

    def ask(self, question: Question) -> Iterator[str | Answer]:
        """Yield pieces of text, then the finished answer."""
        ...


class Tracer(Protocol):
    """Finds passages for a question and tells what each stage saw."""

    def trace(self, question: Question, k: int) -> Trace:
        """Return the search with its stages; the last one holds up to `k` passages."""
        ...


Try = Callable[[Case], Result]
Listener = Callable[[Result], None]


def evaluate(
    dataset: Dataset, attempt: Try, recording: Recording, on_result: Listener = lambda result: None
) -> Run:
    """Ask every case that is not done yet and return the finished run.

    A case that fails with one of our errors (the model's server is down) is kept as failed; the
    rest goes on. A run that is stopped goes on where it stopped.
    """
    done = recording.done
    with recording:
        for case in dataset.cases:
            if case.id not in done:
                result = _attempted(case, attempt)
                recording.add(result)
                on_result(result)
        return recording.finish([case.id for case in dataset.cases])


def retrieval(searcher: Searcher, *, depth: int = DEPTH) -> Try:
    """Return what searches for a case, its history included, and keeps the ranking."""

    def attempt(case: Case) -> Result:
        started = perf_counter()
        passages = searcher.search(question(case), depth)
        return _ranked(case, passages, seconds=perf_counter() - started)

    return attempt


def traced(tracer: Tracer, *, depth: int = DEPTH) -> Try:
    """Return what searches as `retrieval` does, and keeps where each stage put the gold."""

    def attempt(case: Case) -> Result:
        started = perf_counter()
        found = tracer.trace(question(case), depth)
        seconds = perf_counter() - started
        result = _ranked(case, list(found.passages), seconds=seconds)
        timings = {str(stage.name): stage.seconds for stage in found.stages}
        ranks = {str(stage.name): _first_hit(case, stage) for stage in found.stages}
        return result.model_copy(update={"timings": timings, "stages": ranks})

    return attempt


def conversation(searcher: Searcher, *, depth: int = DEPTH) -> Try:
    """Return what searches for a case with its history, without it, and as a person rewrote it."""
    ranked = retrieval(searcher, depth=depth)

    def attempt(case: Case) -> Result:
        result = ranked(case)
        variants = {LAST_TURN: result.ranking}
        if case.history:
            variants[LAST_TURN] = ranked(replace(case, history=())).ranking
        if case.rewrite:
            rewritten = replace(case, question=case.rewrite, history=())
            variants |= {AS_ASKED: result.ranking, REWRITTEN: ranked(rewritten).ranking}
        return result.model_copy(update={"variants": variants})

    return attempt


def answers(asker: Asker) -> Try:
    """Return what asks a case and keeps the answer with all that stands behind it."""

    def attempt(case: Case) -> Result:
        started = perf_counter()
        answer = _finished(asker.ask(question(case)))
        result = _ranked(case, list(answer.passages), seconds=perf_counter() - started)
        timings = {stage: float(seconds) for stage, seconds in answer.timings.items()}
        found = kept.found(answer.passages, whole=True)
        return result.model_copy(
            update={"reply": kept.reply(answer), "timings": timings, "found": found}
        )

    return attempt


def warmed(attempt: Try, searcher: Searcher) -> Try:
    """Return what searches once before its first case, so that none waits for a model to load.

    Another question is searched for, or what is kept of it would make the first case too fast.
    """
    cold = True

    def after(case: Case) -> Result:
        nonlocal cold
        if cold:
            cold = False
            # What fails here fails in the case itself, which tells of it.
            with suppress(KnowledgeBaseError):
                asked = question(case)
                searcher.search(replace(asked, text=f"{asked.text} …"), 1)
        return attempt(case)

    return after


def question(case: Case) -> Question:
    """Return the question that a case asks, with its history, where it may look."""
    return Question(text=case.question, history=case.history, scope=scope_of(case))


def _attempted(case: Case, attempt: Try) -> Result:
    try:
        return attempt(case)
    except KnowledgeBaseError as error:
        return kept.failed(case, f"{type(error).__name__}: {error}")


def _ranked(case: Case, passages: list[Passage], *, seconds: float) -> Result:
    return kept.asked(case).model_copy(
        update={
            "seconds": seconds,
            "ranking": kept.documents(passages),
            "page_ranking": kept.pages(passages) if case.pages else (),
            "found": kept.found(passages),
        }
    )


def _first_hit(case: Case, stage: Stage) -> int:
    """Return the 1-based rank of the first right document after a stage; 0 where there is none."""
    return first_hit(kept.documents(stage.passages), case.relevant) or 0


def _finished(stream: Iterator[str | Answer]) -> Answer:
    for piece in stream:
        if isinstance(piece, Answer):
            return piece
    raise RunError("the assistant ended without a finished answer")
