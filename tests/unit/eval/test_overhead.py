import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from eval.datasets.model import Case
from eval.evaluate import evaluate, retrieval
from eval.overhead import made
from eval.runs import record
from eval.score import summary

from .doubles import Shelf, dataset, head, passage

MOST_CALLS = 150
"""Calls and steps of our own code that a question with 20 passages may take; 118 when written."""


def calls(work: Callable[[], object]) -> Counter[str]:
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and "/eval/" in code.co_filename and "/tests/" not in code.co_filename:
            counted[f"{Path(code.co_filename).stem}.{code.co_name}"] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def measured(folder: Path, questions: int) -> Counter[str]:
    texts = [f"question {number}" for number in range(questions)]
    shelf = Shelf({text: [passage(f"d{n}") for n in range(20)] for text in texts})
    cases = [Case(id=text, question=text, relevant={"d3": 1}) for text in texts]
    recording = record(folder, head())

    def work() -> None:
        run = evaluate(dataset(*cases), retrieval(shelf), recording)
        summary(run.done)

    found = calls(work)
    assert len(shelf.asked) == questions
    return found


def test_measuring_a_question_takes_few_steps_however_many_there_are(tmp_path: Path) -> None:
    few, many = measured(tmp_path / "few", 20), measured(tmp_path / "many", 120)

    per_question = (many.total() - few.total()) / 100
    assert per_question <= MOST_CALLS, (many - few).most_common(8)
    assert many["runs.add"] - few["runs.add"] == 100
    assert many["retrieval.per_question"] == few["retrieval.per_question"]


def test_made_questions_are_made_of_the_words_of_their_passage() -> None:
    found = made(20, 50)

    texts = {row.id: set(row.text.split()) for row in found.corpus}
    assert len(found.cases) == 20
    for case in found.cases:
        assert set(case.question.split()) <= texts[next(iter(case.relevant))]
    assert made(20, 50).cases == found.cases
