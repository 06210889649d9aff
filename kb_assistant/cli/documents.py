"""`kb add`, `remove`, `move`, `list`, `status`: what a document team types."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.context import (
    JsonOption,
    knowledge_base,
    loaded,
    print_json,
    print_table,
    warn,
)

if TYPE_CHECKING:
    from ingest.model import Document
    from kb_assistant.outcome import Summary
    from kb_assistant.wiring import KnowledgeBase

CollectionOption = Annotated[str, typer.Option("--collection", "-c", help="Name of a collection.")]

_MOST_NOTES = 20


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(add)
    app.command()(remove)
    app.command()(move)
    app.command("list")(list_documents)
    app.command()(status)


def add(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    collection: CollectionOption = "default",
    readers: Annotated[
        str | None, typer.Option(help="Groups that may read them, with commas; else everyone.")
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents that vanished from these folders.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Add files and folders; unchanged files are skipped, changed ones replaced in place.

    Exits 1 when a file failed; the summary says which and why.
    """
    from kb_assistant.cli.progress import adding

    groups = (
        None if readers is None else frozenset(filter(None, map(str.strip, readers.split(","))))
    )
    with adding() as listener, knowledge_base(context) as kb:
        summary = kb.library.add(
            paths, collection=collection, readers=groups, prune=prune, on_progress=listener
        )
    _report(summary, as_json=as_json)


def remove(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(help="Names as `kb list` shows them.")],
    collection: CollectionOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Remove documents; they stop answering at once."""
    with knowledge_base(context) as kb:
        summary = kb.library.remove(_named(kb, documents, collection))
    _report(summary, as_json=as_json)


def move(
    context: typer.Context,
    documents: Annotated[list[str], typer.Argument(help="Names as `kb list` shows them.")],
    to: Annotated[str, typer.Option(help="The collection to put them into.")],
    collection: CollectionOption = "default",
) -> None:
    """Put documents into another collection; nothing is read or embedded again."""
    with knowledge_base(context) as kb:
        for document in _named(kb, documents, collection):
            kb.library.move(document, to)
    typer.echo(f"{len(documents)} moved to {to}")


def list_documents(
    context: typer.Context,
    collection: Annotated[
        str | None, typer.Option("--collection", "-c", help="Only this collection.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the documents with their state."""
    from kb_assistant.faq.document import without_entries
    from kb_assistant.shapes import document_shape
    from kb_assistant.wiring import open_catalog

    catalog = open_catalog(loaded(context).settings)
    documents = [
        each
        for each in without_entries(catalog.documents())
        if collection is None or each.collection == collection
    ]
    catalog.close()
    if as_json:
        print_json([document_shape(document) for document in documents])
        return
    if not documents:
        warn("no documents yet; `kb add FOLDER` adds some")
        return
    print_table(
        ("document", "collection", "title", "pages", "version", "status"),
        (
            (
                each.uri,
                each.collection,
                each.title,
                str(each.pages or ""),
                str(each.version),
                f"{each.status}: {each.reason}" if each.reason else str(each.status),
            )
            for each in documents
        ),
    )


def status(context: typer.Context, as_json: JsonOption = False) -> None:
    """Count what the knowledge base holds, and say whether the indexes are up to date."""
    from kb_assistant.overview import overview

    with knowledge_base(context) as kb:
        shape = overview(kb)
    if as_json:
        print_json(shape)
        return
    for name, value in shape.model_dump().items():
        typer.echo(f"{name.replace('_', ' '):20} {value}")


def _named(kb: "KnowledgeBase", names: list[str], collection: str) -> "list[Document]":
    """Return the documents of these names; raise for the first that is not there."""
    from indexes.errors import UnknownDocument

    found = []
    for name in dict.fromkeys(names):
        document = kb.catalog.find(collection, name)
        if document is None:
            raise UnknownDocument(
                f"{name}: collection {collection} holds no such document; see `kb list`"
            )
        found.append(document)
    return found


def _report(summary: "Summary", *, as_json: bool) -> None:
    from kb_assistant.outcome import Result

    counts = {str(result): summary.count(result) for result in Result}
    if as_json:
        outcomes = [
            {
                "document": each.uri,
                "result": str(each.result),
                "reason": each.reason,
                "notes": [{"page": note.page, "text": note.text} for note in each.notes],
            }
            for each in summary.outcomes
        ]
        print_json({"files": len(outcomes), "counts": counts, "outcomes": outcomes})
    else:
        parts = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        files = len(summary.outcomes)
        typer.echo(f"{files} {'file' if files == 1 else 'files'}: {parts or 'nothing to do'}")
        _tell_notes(summary)
    for failure in summary.failures:
        warn(f"failed: {failure.uri!r}: {failure.reason}")
    if summary.failures:
        raise typer.Exit(1)


def _tell_notes(summary: "Summary") -> None:
    """Tell what was noticed in reading, the first of it at least."""
    from ingest.notes import lines_of

    lines = [
        f"{outcome.uri!r}: {line}"
        for outcome in summary.outcomes
        for line in lines_of(outcome.notes)
    ]
    for line in lines[:_MOST_NOTES]:
        warn(f"noticed: {line}")
    if len(lines) > _MOST_NOTES:
        warn(f"and {len(lines) - _MOST_NOTES} notes more: `kb list --json` has them all")
