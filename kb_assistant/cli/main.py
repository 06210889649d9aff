"""Puts the commands together, and turns our errors into one line and an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import entry_points
from itertools import islice

import typer

from ingest.errors import KnowledgeBaseError
from kb_assistant.cli import (
    collections,
    documents,
    explain,
    faq,
    questions,
    reading,
    system,
    upkeep,
)
from kb_assistant.cli.context import GLOBAL_HELP, GLOBAL_OPTIONS, global_options, warn

EXTENSIONS = "kb_assistant.commands"
"""Entry points of this group add their typer app or function as a command: `kb eval` comes so."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `kb`; exits 0 when done, 1 when the user can mend it, 2 on wrong usage."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    try:
        build(typed)(args=hoisted(typed), prog_name="kb")
    except KnowledgeBaseError as error:
        warn(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output (`kb list | head`) is gone; closing it would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def build(typed: Sequence[str]) -> typer.Typer:
    """Return the whole command; an extension is imported only when its name was typed."""
    app = typer.Typer(
        name="kb",
        help="Ask your own documents. Start with `kb add FOLDER`, then `kb ask QUESTION`.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(global_options)
    for part in (documents, collections, faq, questions, explain, reading, upkeep, system):
        part.register(app)
    for point in entry_points(group=EXTENSIONS):
        if point.name in typed:
            _extend(app, point.name, point.load())
        else:
            app.command(point.name, help=f"See `kb {point.name} --help`.")(_not_loaded)
    return app


def _extend(app: typer.Typer, name: str, extension: object) -> None:
    """Add an extension: a group of commands, or a function that is one.

    Their help tells of the global options: who measures tries settings out with them.
    """
    if isinstance(extension, typer.Typer):
        for command in extension.registered_commands:
            command.epilog = command.epilog or GLOBAL_HELP
        app.add_typer(extension, name=name)
    elif callable(extension):
        app.command(name, epilog=GLOBAL_HELP)(extension)


def hoisted(typed: Sequence[str]) -> list[str]:
    """Move the global options in front, so that they may stand anywhere on the line.

    Everything after "--" is left where it is.
    """
    front: list[str] = []
    rest: list[str] = []
    words = iter(typed)
    for word in words:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in GLOBAL_OPTIONS:
            front += [word] if equals else [word, *islice(words, 1)]
        else:
            rest.append(word)
    return front + rest


def _not_loaded() -> None:
    """Stand in for an extension in the list of commands; naming it loads the real one."""
