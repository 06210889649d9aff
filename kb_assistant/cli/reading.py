"""`kb read`: shows what a file looks like after reading, without adding it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kb_assistant.cli.context import loaded, warn


class Format(StrEnum):
    """How to print what was read."""

    MARKDOWN = "markdown"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(read)


def read(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of any kind that `kb add` takes.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to print it.")] = (
        Format.MARKDOWN
    ),
) -> None:
    """Print what is read from a file: its text, headings and tables in reading order."""
    from ingest.export import to_json, to_markdown
    from ingest.read import read as read_file
    from kb_assistant.reading import limits, options

    settings = loaded(context).settings
    reading = read_file(file, limits(settings), options(settings))
    for note in reading.notes:
        warn(f"page {note.page}: {note.text}" if note.page else note.text)
    typer.echo(to_json(reading) if form is Format.JSON else to_markdown(reading))
