"""`kb eval retrieval`, `answers`, `refusal`, `conversation`, `layout`: from a dataset to a run."""

from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring, show_run
from eval.datasets.split import Split
from kb_assistant.cli.context import JsonOption, loaded

if TYPE_CHECKING:
    from eval.measure import Plan

DatasetArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Folder or file of a dataset, or its name.")
]
SplitOption = Annotated[Split, typer.Option(help="Which half of the questions.")]
LimitOption = Annotated[int, typer.Option(min=0, help="Ask only so many; 0 means all.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Forget an earlier run.")]
DepthOption = Annotated[int, typer.Option("-k", min=1, max=1000, help="Passages to search.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (retrieval, answers, refusal, conversation, layout):
        app.command()(command)


def retrieval(
    context: typer.Context,
    dataset: DatasetArgument,
    split: SplitOption = Split.ALL,
    limit: LimitOption = 0,
    depth: DepthOption = 100,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure whether the right documents and pages are found."""
    from eval.measure import Kind, Plan

    plan = Plan(Kind.RETRIEVAL, dataset, split=split, limit=limit, depth=depth, fresh=fresh)
    _run(context, plan, as_json=as_json)


def answers(
    context: typer.Context,
    dataset: DatasetArgument,
    split: SplitOption = Split.ALL,
    limit: LimitOption = 0,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure the answers and what they cite."""
    from eval.measure import Kind, Plan

    plan = Plan(Kind.ANSWERS, dataset, split=split, limit=limit, fresh=fresh)
    _run(context, plan, as_json=as_json)


def refusal(
    context: typer.Context,
    dataset: DatasetArgument,
    split: SplitOption = Split.ALL,
    limit: LimitOption = 0,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure whether questions without an answer are refused, and only those."""
    from eval.measure import Kind, Plan

    plan = Plan(Kind.REFUSAL, dataset, split=split, limit=limit, fresh=fresh)
    _run(context, plan, as_json=as_json)


def conversation(
    context: typer.Context,
    dataset: DatasetArgument,
    split: SplitOption = Split.ALL,
    limit: LimitOption = 0,
    depth: DepthOption = 100,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure follow-up questions: with their history, without, and rewritten by a person."""
    from eval.measure import Kind, Plan

    plan = Plan(Kind.CONVERSATION, dataset, split=split, limit=limit, depth=depth, fresh=fresh)
    _run(context, plan, as_json=as_json)


def layout(
    context: typer.Context,
    dataset: DatasetArgument,
    limit: LimitOption = 0,
    fresh: FreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure how files are read: order, tables, headings, running headers and footers."""
    from eval.measure import Kind, Plan

    _run(context, Plan(Kind.LAYOUT, dataset, limit=limit, fresh=fresh), as_json=as_json)


def _run(context: typer.Context, plan: "Plan", *, as_json: bool) -> None:
    from eval.measure import measure

    settings = loaded(context).settings
    with measuring(f"{plan.kind} on {plan.dataset}") as on_progress:
        run = measure(settings, plan, on_progress)
    show_run(run, as_json=as_json)
