"""Judging the answers of a run; what was judged is kept in the run's folder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from eval.errors import ReplyError
from eval.journal import mend, rows
from eval.judge.verdict import SCORES, VERSION, Judgement, Measure, Verdict, applies, chat
from eval.result import Result
from eval.runs import Run
from eval.statistics import Estimate, estimates
from eval.structured import Model, asked_for
from kb_assistant.errors import ModelError

FILE = "judgements.jsonl"


def judge(
    run: Run,
    measures: Sequence[Measure],
    model: Model,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> list[Judgement]:
    """Judge what is not judged yet by this model and prompt, and return all such judgements.

    A reply that does not fit, or a server that fails, is kept as an error and asked again next
    time; the rest goes on.
    """
    kept = {(one.id, one.measure): one for one in kept_judgements(run.folder, model.name)}
    todo = [
        (measure, result)
        for measure in measures
        for result in run.done
        if applies(measure, result) and not _settled(kept.get((result.id, measure)))
    ]
    mend(run.folder / FILE)
    with (run.folder / FILE).open("a", encoding="utf-8") as file:
        for number, (measure, result) in enumerate(todo):
            on_progress(number, len(todo))
            found = _judged(measure, result, model)
            kept[result.id, measure] = found
            file.write(found.model_dump_json(exclude_defaults=True) + "\n")
            file.flush()
    return [one for one in kept.values() if one.measure in measures]


def kept_judgements(folder: Path, model: str = "") -> list[Judgement]:
    """Return the judgements by the present prompts (by one `model`, or all), the latest of each.

    Raises:
        RunError: the file is damaged.
    """
    every = rows(folder / FILE, Judgement)
    latest = {(one.id, one.measure, one.model): one for one in every if one.prompt == VERSION}
    return [one for one in latest.values() if model in ("", one.model)]


def judged(judgements: Sequence[Judgement]) -> dict[str, Estimate]:
    """Return each measure's mean and interval, named "faithfulness (judged by MODEL)"."""
    columns: dict[str, list[float | None]] = {}
    for one in judgements:
        if one.verdict:
            name = f"{one.measure} (judged by {one.model})"
            columns.setdefault(name, []).append(SCORES[one.verdict])
    return {name: estimates({name: column})[name] for name, column in columns.items()}


def _settled(kept: Judgement | None) -> bool:
    return kept is not None and not kept.error


def _judged(measure: Measure, result: Result, model: Model) -> Judgement:
    row = Judgement(id=result.id, measure=measure, prompt=VERSION, model=model.name)
    try:
        found = asked_for(model, chat(measure, result), Verdict)
    except (ModelError, ReplyError) as error:
        return row.model_copy(update={"error": f"{type(error).__name__}: {error}"})
    return row.model_copy(update={"verdict": found.verdict, "reason": found.reason})
