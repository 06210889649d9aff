"""`kb faq`: official questions and answers, from draft to retirement."""

from collections.abc import Callable
from contextlib import nullcontext
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
    from indexes.catalog.faq import Faq
    from kb_assistant.faq.editing import FaqEditor

SHOWN_FROM = 20
"""Entries from which on progress is shown."""
Collection = Annotated[str, typer.Option("--collection", "-c", help="Name of a collection.")]
OneCollection = Annotated[
    str | None, typer.Option("--collection", "-c", help="Only this collection.")
]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As `kb faq list` shows them.")]
Groups = Annotated[
    str | None, typer.Option(help="Groups that may read it, with commas; else everyone.")
]
Owner = Annotated[str, typer.Option(help="Who answers for it.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    faq = typer.Typer(
        help="Official questions and answers; only approved ones answer.", no_args_is_help=True
    )
    faq.command("list")(list_entries)
    faq.command("import")(import_entries)
    for command in (add, show, submit, approve, retire, remove, export):
        faq.command()(command)
    app.add_typer(faq, name="faq")


def add(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question as people ask it.")],
    answer: Annotated[str, typer.Argument(help='The answer; "-" reads it from stdin.')],
    collection: Collection = "default",
    variant: Annotated[
        list[str] | None, typer.Option(help="Another way of asking; may be repeated.")
    ] = None,
    negative: Annotated[
        list[str] | None,
        typer.Option(help="A question that looks like it and is not; may be repeated."),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="A document, an address or words that it rests on; may be repeated."),
    ] = None,
    readers: Groups = None,
    owner: Owner = "",
) -> None:
    """Write an entry, as a draft; the same question again changes it.

    An entry whose words change stops answering until it is approved again.
    """
    from indexes.catalog.faq import Faq
    from kb_assistant.curate import collection_name, group_names
    from kb_assistant.faq.editing import checked

    text = typer.get_text_stream("stdin").read() if answer == "-" else answer
    faq = Faq(
        id="",
        collection=collection_name(collection),
        question=question,
        answer=text,
        variants=tuple(variant or ()),
        negatives=tuple(negative or ()),
        sources=tuple(source or ()),
        readers=group_names(filter(str.strip, (readers or "").split(","))),
        owner=owner,
    )
    entry = checked(faq)
    with knowledge_base(context) as kb:
        kept = kb.faq.write(entry)
    typer.echo(f"{kept.faq.id} {kept.written}, {kept.faq.state}")
    if kept.faq.state == "draft":
        warn(f"`kb faq approve {kept.faq.id}` makes it answer")


def import_entries(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv, .xlsx or .jsonl file.")],
    collection: Collection = "default",
    readers: Groups = None,
    owner: Owner = "",
) -> None:
    """Write the entries of a file, as drafts.

    A sheet needs a column of questions and one of answers, named so in English or Chinese; columns
    of similar questions become variants. Entries that did not change stay as they are.
    """
    from collections import Counter
    from dataclasses import replace

    from kb_assistant.curate import collection_name, group_names
    from kb_assistant.faq.editing import checked
    from kb_assistant.faq.files import entries_of
    from kb_assistant.reading import limits

    settings = loaded(context).settings
    found = entries_of(file, collection_name(collection), limits(settings))
    groups = group_names(filter(str.strip, (readers or "").split(",")))
    # All are looked at before the first is kept.
    entries = [
        checked(replace(each, readers=each.readers or groups, owner=each.owner or owner))
        for each in found
    ]
    with knowledge_base(context) as kb:
        counts = Counter(kb.faq.write(entry).written for entry in entries)
        kb.index.refresh()
    parts = ", ".join(f"{count} {written}" for written, count in counts.items())
    typer.echo(f"{len(entries)} entries: {parts}")
    warn(f"`kb faq approve --all --collection {collection}` makes them answer")


def list_entries(
    context: typer.Context,
    collection: OneCollection = None,
    state: Annotated[str | None, typer.Option(help="draft, in review, approved, retired.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the entries with their state."""
    from indexes.catalog.faq import FaqState
    from kb_assistant.faq.shape import faq_shape

    if state is not None and state not in set(FaqState):
        raise typer.BadParameter(f"{state} is no state; there are: {', '.join(FaqState)}")
    found = [each for each in _entries(context, collection) if state is None or each.state == state]
    if as_json:
        print_json([faq_shape(each) for each in found])
        return
    if not found:
        warn("no such entries; `kb faq add` and `kb faq import` make some")
        return
    print_table(
        ("id", "collection", "state", "question", "owner", "readers"),
        (
            (
                each.id,
                each.collection,
                each.state,
                each.question,
                each.owner,
                ", ".join(sorted(each.readers)) or "everyone",
            )
            for each in found
        ),
    )


def show(context: typer.Context, ids: Ids, as_json: JsonOption = False) -> None:
    """Show entries whole."""
    from kb_assistant.faq.shape import faq_shape
    from kb_assistant.wiring import open_catalog

    catalog = open_catalog(loaded(context).settings)
    try:
        found = [faq_shape(catalog.curation.faq(each)) for each in ids]
    finally:
        catalog.close()
    if as_json:
        print_json(found)
        return
    for shape in found:
        for name, value in shape.model_dump().items():
            shown = "; ".join(value) if isinstance(value, list) else value
            typer.echo(f"{name:11} {shown}".rstrip())


def submit(context: typer.Context, ids: Ids) -> None:
    """Ask for entries to be reviewed."""
    _each(context, ids, lambda editor: editor.submit)


def approve(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="As `kb faq list` shows them.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All drafts and entries in review.")] = False,
    collection: OneCollection = None,
) -> None:
    """Make entries official: from now on they answer, in their own words."""
    if bool(ids) == every:
        raise typer.BadParameter("name entries, or --all")
    waiting = [
        each.id
        for each in (_entries(context, collection) if every else ())
        if each.state in {"draft", "in review"}
    ]
    if every and not waiting:
        warn("nothing waits to be approved")
        return
    _each(context, ids or waiting, lambda editor: editor.approve)


def retire(context: typer.Context, ids: Ids) -> None:
    """Let entries answer no more, and keep them."""
    _each(context, ids, lambda editor: editor.retire)


def remove(context: typer.Context, ids: Ids) -> None:
    """Delete entries."""
    _each(context, ids, lambda editor: editor.remove, done="removed")


def export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else stdout.")
    ] = None,
    collection: OneCollection = None,
) -> None:
    """Write entries as JSON lines, which `kb faq import` reads."""
    from kb_assistant.errors import InvalidEntry
    from kb_assistant.faq.files import as_lines

    text = as_lines(_entries(context, collection))
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidEntry(f"{output}: cannot be written: {error.strerror}") from error


def _entries(context: typer.Context, collection: str | None) -> "list[Faq]":
    from kb_assistant.wiring import open_catalog

    catalog = open_catalog(loaded(context).settings)
    try:
        return [each for each in catalog.curation.faqs() if collection in {None, each.collection}]
    finally:
        catalog.close()


def _each(
    context: typer.Context,
    ids: list[str],
    act: "Callable[[FaqEditor], Callable[[str], Faq]]",
    done: str = "",
) -> None:
    from kb_assistant.cli.progress import embedding

    with knowledge_base(context) as kb:
        wanted = list(dict.fromkeys(ids))
        with embedding() if len(wanted) > SHOWN_FROM else nullcontext(_nothing) as show:
            for number, each in enumerate(wanted, start=1):
                faq = act(kb.faq)(each)
                typer.echo(f"{faq.id} {done or faq.state}: {faq.question}")
                show(number, len(wanted))
        # Now, so that no search has to wait for it.
        kb.index.refresh()


def _nothing(done: int, total: int) -> None:
    """Show no progress where there is little to do."""
