"""`kb eval bench`: quality, peers and the web server, as one page of tables."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import loaded, warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(bench)
    app.command()(overhead)


def bench(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of datasets; else those in the data folder.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Markdown to write; else stdout.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=0, help="Questions per set, else 100; 0 means all.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Large sets too, and all questions unless limited.")
    ] = False,
    peers: Annotated[bool, typer.Option(help="Measure other systems on the small sets.")] = True,
    web_seconds: Annotated[
        float, typer.Option(min=0, help="Seconds for each number of users; 0 leaves it out.")
    ] = 10.0,
) -> None:
    """Measure everything that the datasets of a folder allow, and write one page of tables."""
    from eval.bench.everything import Scope, everything
    from eval.bench.page import to_markdown

    settings = loaded(context).settings
    place = folder or settings.home / "eval" / "datasets"
    most = limit if limit is not None else 0 if full else 100
    scope = Scope(full=full, limit=most, peers=peers, web_seconds=web_seconds)
    with measuring("benchmark") as on_progress:
        measured = everything(settings, place, scope, on_progress)
    words = f"kb eval bench {place.name}{' --full' if full else ''} --limit {most}"
    text = to_markdown(measured, command=words)
    for run in measured.runs:
        if run.failed:
            warn(f"{run.head.run}: {len(run.failed)} questions failed: {run.failed[0].error}")
    if output:
        output.write_text(text, encoding="utf-8")
        warn(f"{len(measured.runs)} runs in {output}")
    else:
        typer.echo(text)


def overhead(
    context: typer.Context,
    questions: Annotated[int, typer.Option(min=10, help="Made questions.")] = 10_000,
    passages: Annotated[int, typer.Option(min=10, help="Made passages.")] = 100_000,
) -> None:
    """Say what measuring costs over the searches themselves, on made text."""
    from eval.overhead import overhead as measured

    with measuring("overhead") as on_progress:
        found = measured(
            loaded(context).settings,
            questions=questions,
            passages=passages,
            on_progress=on_progress,
        )
    typer.echo(
        f"{found.questions:,} questions over {found.passages:,} passages: {found.whole:.1f} s, "
        f"of which searching {found.searching:.1f} s; measuring adds {100 * found.share:.1f} %"
    )
