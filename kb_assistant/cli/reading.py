"""`kb read`: shows what a file looks like after reading, without adding it."""

from collections.abc import Callable
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.context import loaded, warn

if TYPE_CHECKING:
    from ingest.model import Chunk, Reading
    from kb_assistant.settings import Settings

_COLLECTION = "Read it as in this collection, which may have an engine of its own."


class Format(StrEnum):
    """How to show what was read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    ELEMENTS = "elements"
    JSON = "json"
    CHUNKS = "chunks"
    OVERLAY = "overlay"


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(read)


def read(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file of any kind that `kb add` takes.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How to show it.")] = (
        Format.MARKDOWN
    ),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the pictures of overlay.")
    ] = None,
    collection: Annotated[str, typer.Option("--collection", "-c", help=_COLLECTION)] = "",
) -> None:
    """Show what is read from a file: its text, headings and tables in reading order.

    text is the words alone, markdown and json have the structure too. elements lists each piece
    in a line: its place, what it is, its first words. chunks shows what a search
    would find: each with its headings, its pages and its length in tokens of the embedding model.
    overlay writes a picture of each page of a PDF, a scan or a picture into a folder, with a box
    around each element, coloured by kind and numbered in the order of reading.
    """
    from ingest.export import to_json, to_list, to_markdown, to_text
    from ingest.notes import lines_of
    from kb_assistant.reading import worker

    if form is Format.OVERLAY and output is None:
        raise typer.BadParameter("name a folder for the pictures: -o DIR", param_hint="--output")
    settings = loaded(context).settings
    with closing(worker(settings, collection)) as reader:
        reading = reader.read(file)
    for line in lines_of(reading.notes):
        warn(line)
    shown: dict[Format, Callable[[Reading], str]] = {
        Format.TEXT: to_text,
        Format.MARKDOWN: to_markdown,
        Format.ELEMENTS: to_list,
        Format.JSON: to_json,
    }
    if form is Format.OVERLAY and output is not None:
        _write_overlay(file, reading, output)
    elif form is Format.CHUNKS:
        _print_chunks(reading, settings)
    else:
        typer.echo(shown[form](reading))


def _write_overlay(file: Path, reading: "Reading", folder: Path) -> None:
    from kb_assistant.overlay import write_overlay

    for picture in write_overlay(file, reading, folder):
        typer.echo(str(picture))


def _print_chunks(reading: "Reading", settings: "Settings") -> None:
    from ingest.chunk import Window, chunk
    from kb_assistant.wiring import named_embedder

    embedder = named_embedder(settings, settings.embedding.model)
    chunks = chunk(
        reading,
        document_id="",
        count_tokens=embedder.count_tokens,
        max_tokens=settings.chunk.max_tokens,
        window=Window(tokens=embedder.max_tokens, languages=embedder.languages),
    )
    for number, each in enumerate(chunks, start=1):
        typer.secho(_head(number, each), bold=True)
        typer.echo(f"{each.text}\n")
    tokens = [each.token_count for each in chunks]
    if tokens:
        average = sum(tokens) / len(tokens)
        warn(f"{len(tokens)} chunks of {average:.0f} tokens on average, {max(tokens)} at most")


def _head(number: int, chunk: "Chunk") -> str:
    """Return "3. Leave › Sick leave · page 2 · table · 187 tokens"."""
    pages = ", ".join(str(page) for page in chunk.pages)
    place = chunk.place or (f"page{'s' * (len(chunk.pages) > 1)} {pages}" if pages else "")
    path = " › ".join(chunk.heading_path) or "(no heading)"
    parts = (path, place, chunk.kind.value, f"{chunk.token_count} tokens")
    return f"{number}. " + " · ".join(part for part in parts if part)
