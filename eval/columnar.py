"""A run's rows as one Parquet file, for people who analyse runs with tools of their own."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.result import Reply, Result

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

    slices = dict.fromkeys(name for one in results for name in one.slices)
    beside = path.with_name(path.name + ".new")
    frame = pandas.DataFrame([_row(one, slices) for one in results]).assign(**values)
    fastparquet.write(str(beside), frame, compression="ZSTD", write_index=False)
    beside.replace(path)


def _row(one: Result, slices: Iterable[str]) -> dict[str, Cell]:
    return {
        "id": one.id,
        "question": one.question,
        "state": str(one.state),
        "error": one.error,
        "synthetic": one.synthetic,
        "seconds": one.seconds,
        "best document": one.ranking[0] if one.ranking else "",
        **_answer(one.reply),
        **{f"slice: {name}": one.slices.get(name, "") for name in slices},
    }


def _answer(reply: Reply | None) -> dict[str, Cell]:
    """Return the same columns with and without an answer: a file without one keeps its shape."""
    return {
        "answer": reply.text if reply else "",
        "verdict": reply.verdict if reply else "",
        "confidence": reply.confidence if reply else None,
        "prompt tokens": reply.prompt_tokens if reply else 0,
        "completion tokens": reply.completion_tokens if reply else 0,
    }
