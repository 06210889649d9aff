"""`kb explain`: what each stage of a search saw, or why it did not show a document."""

from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.context import JsonOption, knowledge_base, print_json, print_table

if TYPE_CHECKING:
    from kb_assistant.retrieve.explain import Explanation
    from kb_assistant.retrieve.trace import Trace


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(explain)


def explain(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question that was asked.")],
    document: Annotated[
        str | None,
        typer.Option("--document", "-d", help="The document that was missed: id, path, title."),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option("--group", help="Search as a member of this group; may be repeated."),
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option("--collection", "-c", help="Only this collection; may be repeated."),
    ] = None,
    everyone: Annotated[
        bool, typer.Option("--everyone", help="Search as somebody without any group.")
    ] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages that are shown.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Say what each stage of a search saw, or at which one a document was lost, and why."""
    from indexes.model import Scope
    from kb_assistant.model import Question
    from kb_assistant.retrieve.explain import Explainer
    from kb_assistant.wiring_retrieval import retriever

    groups = frozenset(group or ()) if group or everyone else None
    scope = Scope(collections=frozenset(collection) if collection else None, groups=groups)
    asked = Question(text=question.strip(), scope=scope)
    with knowledge_base(context) as kb:
        searcher = retriever(kb.settings, kb.index)
        if document is None:
            _tell(searcher.trace(asked, k), as_json=as_json)
            return
        explainer = Explainer(searcher=searcher, index=kb.index, shelf=kb.catalog)
        found = explainer.explain(asked, document, k)
    if as_json:
        print_json(_shape(found))
    else:
        _show(found)


def _tell(trace: "Trace", *, as_json: bool) -> None:
    from kb_assistant.cli.tracing import show_trace, trace_shape

    if as_json:
        print_json(trace_shape(trace))
    else:
        show_trace(trace)


def _show(found: "Explanation") -> None:
    typer.secho(f"{found.document.uri} – {found.document.title}", bold=True)
    if found.searched != found.question:
        typer.echo(f"searched for: {found.searched}")
    for note in found.notes:
        typer.echo(f"note: {note}")
    rows = (
        (step.stage, str(step.rank), "" if step.score is None else f"{step.score:.3f}")
        for step in found.steps
    )
    print_table(("stage", "rank", "score"), rows)
    typer.echo(f"lost at {found.lost}: {found.reason}" if found.lost else found.reason)


def _shape(found: "Explanation") -> dict[str, object]:
    return {
        "document": found.document.uri,
        "id": found.document.id,
        "question": found.question,
        "searched": found.searched,
        "notes": list(found.notes),
        "steps": [
            {"stage": step.stage, "rank": step.rank, "score": step.score, "text": step.text}
            for step in found.steps
        ],
        "lost": found.lost,
        "reason": found.reason,
    }
