"""`kb verify`, `rebuild`, `reembed`: what an operator types to keep the indexes sound."""

from typing import Annotated

import typer

from kb_assistant.cli.context import JsonOption, knowledge_base, loaded, print_json, warn


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(verify)
    app.command()(rebuild)
    app.command()(reembed)


def verify(context: typer.Context, as_json: JsonOption = False) -> None:
    """Compare every chunk and vector of the indexes with the catalog; exits 1 on a difference."""
    from indexes.verify import verify as compared

    with knowledge_base(context) as kb:
        problems = compared(kb.index)
    if as_json:
        print_json([{"index": each.leg, "problem": each.text} for each in problems])
    for problem in problems:
        warn(f"{problem.leg}: {problem.text}")
    if problems:
        raise typer.Exit(1)
    if not as_json:
        typer.echo("the indexes hold what the catalog holds")


def rebuild(
    context: typer.Context,
    dense: Annotated[bool, typer.Option("--dense", help="Only the dense index.")] = False,
    lexical: Annotated[bool, typer.Option("--lexical", help="Only the lexical index.")] = False,
) -> None:
    """Build the indexes anew from the catalog, reading no file and embedding nothing.

    The old ones serve meanwhile.
    """
    from indexes.model import Leg

    chosen = {leg for leg, wanted in ((Leg.DENSE, dense), (Leg.LEXICAL, lexical)) if wanted}
    with knowledge_base(context) as kb:
        kb.index.rebuild(frozenset(chosen or Leg))
        kb.index.save()
        status = kb.index.status()
    typer.echo(
        f"{status.dense.rows} chunks in the dense, {status.lexical.rows} in the lexical index"
    )


def reembed(
    context: typer.Context,
    model: Annotated[
        str, typer.Option(help="The new model: a name, a path, or http://HOST/v1#NAME.")
    ],
    drop: Annotated[
        bool, typer.Option("--drop-old", help="Delete what is kept of former models.")
    ] = False,
) -> None:
    """Change the embedding model: embed everything with it, then switch.

    Stopped anywhere, it goes on where it was; until it is done, the old model serves. Servers that
    run keep the old one until they are started again. What the old model made is kept for the way
    back; the same command with --drop-old deletes it.
    """
    from indexes.reembed import drop_old
    from indexes.reembed import reembed as embed_anew
    from kb_assistant.cli.progress import embedding
    from kb_assistant.wiring import named_embedder, open_catalog, policy

    settings = loaded(context).settings
    folder = settings.home / "index"
    embedder = named_embedder(settings, model)
    catalog = open_catalog(settings)
    try:
        with embedding() as show:
            embed_anew(catalog, embedder, show, folder=folder, policy=policy(settings))
        if drop:
            drop_old(catalog, embedder, folder)
    finally:
        catalog.close()
    typer.echo(f"done: set embedding.model to {model} in kb.toml, and start running servers again")
