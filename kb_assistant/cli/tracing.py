"""What every stage of a search saw, as a table for people and as JSON for programs."""

from collections.abc import Iterator

import typer

from kb_assistant.cli.context import print_table
from kb_assistant.retrieve.trace import Stage, Trace
from kb_assistant.shapes import search_results


def show_trace(trace: Trace) -> None:
    """Print the passages that were shown with their rank at each stage, then what was let go."""
    meant = trace.understood
    legs = " and ".join(sorted(leg.value for leg in meant.legs))
    typer.echo(f"searched for: {meant.text}  ({meant.language}, {legs})")
    for note in (*meant.notes, *(note for stage in trace.stages for note in stage.notes)):
        typer.echo(f"note: {note}")
    header = ("passage", *(stage.name.value for stage in trace.stages))
    print_table(header, _rows(trace))
    for stage in trace.stages:
        for dropped in stage.dropped:
            where = f"{dropped.passage.document.uri}: {dropped.passage.chunk.text[:40]!r}"
            typer.echo(f"{stage.name.value}: {where} was let go, {dropped.reason}")


def trace_shape(trace: Trace) -> dict[str, object]:
    """Return a trace as JSON takes it; stages in order, passages best first with their scores."""
    meant = trace.understood
    return {
        "searched": meant.text,
        "language": meant.language,
        "legs": sorted(leg.value for leg in meant.legs),
        "notes": list(meant.notes),
        "seconds": trace.seconds,
        "stages": [_stage_shape(stage) for stage in trace.stages],
    }


def _rows(trace: Trace) -> Iterator[tuple[str, ...]]:
    ranks = [
        {passage.chunk.id: rank for rank, passage in enumerate(stage.passages, start=1)}
        for stage in trace.stages
    ]
    yield "passages", *(str(len(stage.passages)) for stage in trace.stages)
    yield "milliseconds", *(f"{1000 * stage.seconds:.1f}" for stage in trace.stages)
    for passage in trace.passages:
        pages = ", ".join(map(str, passage.chunk.pages))
        name = passage.document.uri + (f", p. {pages}" if pages else "")
        yield name, *(str(places.get(passage.chunk.id, "")) for places in ranks)


def _stage_shape(stage: Stage) -> dict[str, object]:
    return {
        "stage": stage.name.value,
        "seconds": stage.seconds,
        "notes": list(stage.notes),
        "passages": [each.model_dump() for each in search_results(stage.passages)],
        "dropped": [
            {"document": each.passage.document.uri, "chunk": each.passage.chunk.id}
            | {"reason": each.reason}
            for each in stage.dropped
        ],
    }
