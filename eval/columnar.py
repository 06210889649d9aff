"""A run's rows as one Parquet file, for people who analyse runs with tools of their own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.result import Result

Cell = str | float | int | bool | None


def write_parquet(
    path: Path, results: Sequence[Result], values: Mapping[str, Sequence[float | None]]
) -> None:
    """Write one row per question: what was asked, how it ended, and every metric as a column.

    Rankings and passages stand in `questions.jsonl`. Properties become columns "slice: language".
    The file is written beside and renamed.
    """
    import fastparquet  # type: ignore[import-untyped]  # no stubs
    import pandas  # type: ignore[import-untyped]  # no stubs

    beside = path.with_name(path.name + ".new")
    frame = pandas.DataFrame(_columns(results) | {name: values[name] for name in values})
    fastparquet.write(str(beside), frame, compression="ZSTD", write_index=False)
    beside.replace(path)


def _columns(results: Sequence[Result]) -> dict[str, Sequence[Cell]]:
    slices = dict.fromkeys(name for one in results for name in one.slices)
    replies = [one.reply for one in results]
    return {
        "id": [one.id for one in results],
        "question": [one.question for one in results],
        "state": [str(one.state) for one in results],
        "error": [one.error for one in results],
        "synthetic": [one.synthetic for one in results],
        "seconds": [one.seconds for one in results],
        "best document": [one.ranking[0] if one.ranking else "" for one in results],
        "answer": [reply.text if reply else "" for reply in replies],
        "verdict": [reply.verdict if reply else "" for reply in replies],
        "confidence": [reply.confidence if reply else None for reply in replies],
        "prompt tokens": [reply.prompt_tokens if reply else 0 for reply in replies],
        "completion tokens": [reply.completion_tokens if reply else 0 for reply in replies],
        **{f"slice: {name}": [one.slices.get(name, "") for one in results] for name in slices},
    }
