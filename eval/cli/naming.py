"""`kb eval datasets`: datasets by name, with versions."""

from pathlib import Path
from typing import Annotated

import typer

from eval.datasets.split import Split
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn


def register(app: typer.Typer) -> None:
    """Add this group of commands to the application."""
    group = typer.Typer(help="Datasets by name, with versions.", no_args_is_help=True)
    group.command("add")(add)
    group.command("list")(list_datasets)
    group.command("verify")(verify)
    app.add_typer(group, name="datasets")


def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    path: Annotated[Path, typer.Argument(help="Its folder, or its .csv, .xlsx or .json file.")],
    split: Annotated[
        Split | None,
        typer.Option("--for", help="What all of it is kept for; else as before, or for anything."),
    ] = None,
) -> None:
    """Keep a dataset under a name; content that changed becomes its next version."""
    from eval.datasets.registry import register as keep

    entry = keep(loaded(context).settings.home, name, path, split=split)
    last = entry.versions[-1]
    warn(f"{name} is version {len(entry.versions)}, {last.sha256[:12]}, of {entry.path}")


def list_datasets(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the datasets that go by name."""
    from eval.datasets.registry import registered

    known = registered(loaded(context).settings.home)
    if as_json:
        print_json(known)
        return
    rows = [
        (name, str(len(one.versions)), one.versions[-1].sha256[:12], str(one.split), str(one.path))
        for name, one in sorted(known.items())
    ]
    print_table(("name", "version", "sha256", "kept for", "path"), rows)


def verify(context: typer.Context) -> None:
    """Check that every named dataset is what it was; exits 1 when one is not."""
    from eval.datasets.registry import State, verified

    found = verified(loaded(context).settings.home)
    for one in found:
        typer.echo(f"{one.name}: {one.state}{f', {one.problem}' if one.problem else ''}")
    if any(one.state is not State.UNCHANGED for one in found):
        raise typer.Exit(1)
