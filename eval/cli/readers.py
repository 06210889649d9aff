"""`kb eval readers`: other readers of PDFs and ours, side by side on the same pages."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(readers)


def readers(
    datasets: Annotated[
        list[Path], typer.Argument(help="Folders with PDFs and their layout truth.")
    ],
    libraries: Annotated[
        Path, typer.Option(help="Where `make peers` installed the other readers.")
    ] = Path(".cache/peers"),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Markdown page to write the tables into; else stdout."),
    ] = None,
) -> None:
    """Measure other readers of PDFs beside ours: quality and speed on the same pages."""
    from eval.peers.reading.measure import compare_readers
    from eval.peers.reading.page import to_markdown, write_into

    found = []
    for folder in datasets:
        with measuring(folder.name) as on_progress:
            found.append(compare_readers(folder, libraries, on_progress))
    names = " ".join(folder.name for folder in datasets)
    text = to_markdown(found, command=f"kb eval readers {names}")
    if output is None:
        typer.echo(text)
    else:
        write_into(output, text)
        warn(f"{len(found)} datasets in {output}")
