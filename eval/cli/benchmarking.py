"""`kb eval bench`: every dataset below a folder, as one page of tables."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import loaded, warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(bench)


def bench(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of datasets; else those in the data folder.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Markdown to write; else stdout.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Questions per set; 0 means all.")] = 100,
    full: Annotated[bool, typer.Option("--full", help="Large sets and all questions too.")] = False,
) -> None:
    """Measure everything that the datasets of a folder allow, and write one page of tables."""
    from eval.bench import bench as benched
    from eval.bench import jobs, to_markdown

    settings = loaded(context).settings
    place = folder or settings.home / "eval" / "datasets"
    todo = jobs(place, full=full)
    with measuring("benchmark") as on_progress:
        runs = benched(settings, todo, limit=0 if full else limit, on_progress=on_progress)
    words = f"kb eval bench {place.name}" + (" --full" if full else f" --limit {limit}")
    text = to_markdown(runs, command=words)
    for run in runs:
        if run.failed:
            warn(f"{run.head.run}: {len(run.failed)} questions failed: {run.failed[0].error}")
    if output:
        output.write_text(text, encoding="utf-8")
        warn(f"{len(runs)} runs in {output}")
    else:
        typer.echo(text)
