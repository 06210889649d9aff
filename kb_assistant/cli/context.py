"""What every command shares: the global options, opening the knowledge base, how to print."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kb_assistant.settings_sources import Loaded
    from kb_assistant.wiring import KnowledgeBase

GLOBAL_OPTIONS = frozenset({"--home", "--config", "--set"})
GLOBAL_HELP = (
    "Anywhere on the line: --set KEY=VALUE for one setting, such as retrieval.dense=false (may be "
    "repeated); --config FILE for a file of settings; --home FOLDER for other data."
)
"""What the help of a command says of the options that every command takes."""
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The global options as typed."""

    home: Path | None
    config: Path | None
    overrides: tuple[tuple[str, str], ...]


def global_options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Data folder; else KB_HOME, else the user's own.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings file; else kb.toml in the data folder.")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="One setting, such as llm.model=qwen3."),
    ] = None,
) -> None:
    """Remember the options that stand before the command."""
    overrides = []
    for text in setting or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"--set takes KEY=VALUE, not {text!r}")
        overrides.append((key.strip(), value))
    context.obj = Options(home=home, config=config, overrides=tuple(overrides))


def loaded(context: typer.Context) -> "Loaded":
    """Read the settings that the options, the environment and the file give."""
    from kb_assistant.settings_sources import load

    options: Options = context.obj
    return load(home=options.home, config=options.config, overrides=dict(options.overrides))


@contextmanager
def knowledge_base(context: typer.Context) -> "Iterator[KnowledgeBase]":
    """Open the knowledge base for one command."""
    from kb_assistant.wiring import open_knowledge_base

    opened = open_knowledge_base(loaded(context).settings)
    try:
        yield opened
    finally:
        opened.close()


def warn(text: str) -> None:
    """Print a notice on stderr; results go to stdout."""
    typer.echo(f"kb: {text}", err=True)


def print_json(data: object) -> None:
    """Print a value as JSON; pydantic models are dumped, paths are text."""
    import json
    from pathlib import Path

    from pydantic import BaseModel

    def plain(value: object) -> object:
        if isinstance(value, BaseModel):
            return value.model_dump(mode="json")
        if isinstance(value, Path):
            return str(value)
        raise TypeError(f"{type(value).__name__} has no JSON form")

    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=plain))


def print_table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in columns; widths follow the terminal, or the content when piped."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 240).print(table)
