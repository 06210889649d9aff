"""`kb eval index`, `embedding`: how fast and how large the parts below are, on made texts."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kb_assistant.cli.context import loaded, warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command("index")(index)
    app.command("embedding")(embedding)


def index(
    text: Annotated[Path, typer.Argument(help="Folder of text to learn the words from.")],
    size: Annotated[list[int], typer.Option(min=100, help="Chunks; give several to see growth.")],
    folder: Annotated[
        Path | None, typer.Option(help="Where to work, to be kept; else a temporary folder.")
    ] = None,
    questions: Annotated[int, typer.Option(min=10, help="Searches in each scope.")] = 100,
) -> None:
    """Measure building, memory, disk, filtered searches and commits at the sizes given.

    Text and vectors are made, with the statistics of real ones; the code is what serves. Searches
    are timed in turns with the bare FAISS and Tantivy calls that they come to.
    """
    from eval.scale.run import measured, to_markdown
    from eval.scale.stages import Plan

    runs = []
    for chunks in size:
        with tempfile.TemporaryDirectory(prefix="kb-scale-") as spare:
            place = (folder or Path(spare)) / str(chunks)
            plan = Plan(folder=place, text=text, chunks=chunks, questions=questions)
            runs.append(measured(plan, lambda stage: warn(f"{chunks:,} chunks: {stage}")))  # noqa: B023  # called at once
    typer.echo(to_markdown(runs))


def embedding(
    context: typer.Context,
    text: Annotated[Path, typer.Argument(help="Folder of text to learn the words from.")],
    count: Annotated[int, typer.Option(min=8, help="Texts of mixed lengths.")] = 400,
    times: Annotated[int, typer.Option(min=1, help="Rounds.")] = 3,
) -> None:
    """Measure the embedding model that is installed with us beside plain sentence-transformers.

    Both embed the same texts in the same process, one after the other.
    """
    from eval.scale.embedding import rounds, to_markdown

    cache = loaded(context).settings.home / "models"
    typer.echo(to_markdown(rounds(text, cache, count=count, times=times), count))
