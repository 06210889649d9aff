"""`kb search` and `kb ask`: what an employee types."""

from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.context import JsonOption, knowledge_base, print_json

if TYPE_CHECKING:
    from kb_assistant.model import Answer, Official, Question

CollectionsOption = Annotated[
    list[str] | None,
    typer.Option("--collection", "-c", help="Only this collection; may be repeated."),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(search)
    app.command()(ask)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='What to look for; "-" reads it from stdin.')],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to show.")] = 10,
    collection: CollectionsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the passages that fit a question best."""
    from kb_assistant.shapes import search_results

    with knowledge_base(context) as kb:
        results = search_results(kb.assistant.search(_question(query, collection), k))
    if as_json:
        print_json(results)
        return
    for result in results:
        pages = ", ".join(map(str, result.pages))
        at = _at(result.document, result.place, pages)
        typer.secho(f"{result.rank}. {at}  [{result.score:.3f}]", bold=True)
        if result.heading_path:
            typer.echo(f"   {' › '.join(result.heading_path)}")
        typer.echo(_indented(result.text) + "\n")


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help='The question; "-" reads it from stdin.')],
    collection: CollectionsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question from the documents, each sentence with its source."""
    from kb_assistant.model import Answer
    from kb_assistant.shapes import ask_result

    with knowledge_base(context) as kb:
        for piece in kb.assistant.ask(_question(question, collection)):
            if isinstance(piece, Answer):
                answer = piece
            elif not as_json:
                typer.echo(piece, nl=False)
    if as_json:
        print_json(ask_result(answer))
        return
    _sources(answer)


def _sources(answer: "Answer") -> None:
    from kb_assistant.model import Verdict

    if answer.verdict is Verdict.NOT_FOUND:
        typer.echo(answer.text)
        for document in answer.nearest:
            typer.echo(f"  nearest: {document.uri} – {document.title}")
        return
    typer.echo("\n")
    if answer.official:
        _official(answer.official)
    for citation in answer.citations:
        document = citation.passage.document
        at = _at(document.uri, citation.passage.chunk.place, str(citation.page or ""))
        typer.echo(f"[{citation.mark}] {at} – {document.title}")


def _at(document: str, place: str, pages: str) -> str:
    """Return "prices.xlsx, sheet Prices, A2:F9" or "handbook.pdf, page 3"."""
    where = place or (f"page {pages}" if pages else "")
    return f"{document}, {where}" if where else document


def _official(entry: "Official") -> None:
    typer.echo("official answer" if entry.exact else f"official answer to: {entry.question}")
    for source in (*(document.uri for document in entry.documents), *entry.sources):
        typer.echo(f"  {source}")


def _question(text: str, collections: list[str] | None) -> "Question":
    from indexes.model import Scope
    from kb_assistant.model import Question

    if text == "-":
        text = typer.get_text_stream("stdin").read()
    # Whoever runs this on the machine can read the files anyway: no groups are asked for.
    scope = Scope(collections=frozenset(collections) if collections else None, groups=None)
    return Question(text=text, scope=scope)


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.splitlines())
