"""`kb collections`: who may see a collection, and the words that it adds to the language."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from indexes.catalog import Catalog

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of a collection.")]
Add = Annotated[list[str] | None, typer.Option("--add", help="May be repeated.")]
Remove = Annotated[list[str] | None, typer.Option("--remove", help="May be repeated.")]
FromFile = Annotated[
    Path | None, typer.Option("--from", help='A text file to add, one on a line; "-" is stdin.')
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    collections = typer.Typer(help="Collections: readers, words, synonyms.", no_args_is_help=True)
    collections.command("list")(list_collections)
    for command in (add, readers, words, synonyms):
        collections.command()(command)
    app.add_typer(collections, name="collections")


def list_collections(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the collections, how much they hold and who may see them."""
    with _catalog(context) as catalog:
        found = catalog.curation.collections()
    if as_json:
        print_json(
            [
                {"name": each.name, "documents": each.documents, "faq_entries": each.entries}
                | {"readers": sorted(each.readers)}
                for each in found
            ]
        )
        return
    if not found:
        warn("no collections yet; `kb add FOLDER --collection NAME` makes one")
        return
    print_table(
        ("collection", "documents", "FAQ entries", "readers"),
        (
            (
                each.name,
                str(each.documents),
                str(each.entries),
                ", ".join(sorted(each.readers)) or "everyone",
            )
            for each in found
        ),
    )


def add(
    context: typer.Context,
    name: Name,
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP]...", help="Who may see it.")
    ] = None,
) -> None:
    """Make a collection, so that its readers are set before the first document is added."""
    from kb_assistant.curate import collection_name, group_names

    with _catalog(context) as catalog:
        catalog.curation.add_collection(collection_name(name), group_names(groups or ()))


def readers(
    context: typer.Context,
    name: Name,
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP]...", help="The groups that may see it.")
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Let everyone see it again.")
    ] = False,
) -> None:
    """Show who may see a collection, or change it: effective at once, everywhere.

    A document is found by those who are in a group of the collection and, where the document has
    readers of its own, in one of those too.
    """
    from kb_assistant.curate import collection_named, group_names

    if groups and everyone:
        raise typer.BadParameter("name groups, or --everyone, not both")
    with _catalog(context) as catalog:
        if groups or everyone:
            catalog.curation.set_collection_readers(name, group_names(groups or ()))
        found = collection_named(catalog, name)
    typer.echo("\n".join(sorted(found.readers)) or "everyone")


def words(
    context: typer.Context,
    name: Name,
    add: Add = None,
    remove: Remove = None,
    file: FromFile = None,
) -> None:
    """Show or change the words that searches keep whole, such as names of products.

    The collection's documents are indexed anew; the old index serves meanwhile.
    """
    from kb_assistant.curate import changed_words, lines_of, reindex, vocabulary

    added = [*(add or []), *(lines_of(file) if file else [])]
    with _catalog(context) as catalog:
        if added or remove:
            changed_words(catalog, name, add=added, remove=remove or [])
            reindex(loaded(context).settings, catalog)
        shown = vocabulary(catalog, name)
    typer.echo("\n".join(sorted(shown.words)), nl=bool(shown.words))


def synonyms(
    context: typer.Context,
    name: Name,
    add: Add = None,
    remove: Remove = None,
    file: FromFile = None,
) -> None:
    """Show or change groups of words that mean the same: "年假=带薪年休假=annual leave".

    A question that says one of them also finds the others, in this collection alone.
    """
    from kb_assistant.curate import changed_synonyms, lines_of, vocabulary

    added = [*(add or []), *(lines_of(file) if file else [])]
    with _catalog(context) as catalog:
        if added or remove:
            changed_synonyms(catalog, name, add=added, remove=remove or [])
        shown = vocabulary(catalog, name)
    for group in shown.synonyms:
        typer.echo("=".join(group))


@contextmanager
def _catalog(context: typer.Context) -> "Iterator[Catalog]":
    from kb_assistant.wiring import open_catalog

    catalog = open_catalog(loaded(context).settings)
    try:
        yield catalog
    finally:
        catalog.close()
