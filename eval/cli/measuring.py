"""`kb eval retrieval`, `answers`, … `layout`: from a dataset to a run."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring, show_run
from eval.datasets.split import Split
from kb_assistant.cli.context import JsonOption, loaded, warn

if TYPE_CHECKING:
    from eval.measure import Plan

DatasetArgument = Annotated[
    str, typer.Argument(metavar="DATASET", help="Folder or file of a dataset, or its name.")
]
SplitOption = Annotated[Split, typer.Option(help="Which half of the questions.")]
LimitOption = Annotated[int, typer.Option(min=0, help="Ask only so many; 0 means all.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Forget an earlier run.")]
DepthOption = Annotated[
    int, typer.Option("-k", min=1, max=1000, help="Passages to search, for rankings.")
]

KINDS = {
    "retrieval": "Measure whether the right documents and pages are found.",
    "answers": "Measure the answers and what they cite.",
    "refusal": "Measure whether questions without an answer are refused, and only those.",
    "conversation": "Measure follow-up questions: with history, without, rewritten by a person.",
    "redteam": "Measure whether attacks that hide in documents and questions are withstood.",
    "layout": "Measure how files are read: order, tables, headings, running headers and footers.",
}
"""The commands that measure, each with its help."""
_INTERRUPTED = 130
"""What a shell takes an end by Ctrl-C for: 128 and the number of the signal."""


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for kind, text in KINDS.items():
        app.command(kind, help=text)(_command(kind))


def _command(kind: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        dataset: DatasetArgument,
        split: SplitOption = Split.ALL,
        limit: LimitOption = 0,
        depth: DepthOption = 100,
        fresh: FreshOption = False,
        as_json: JsonOption = False,
    ) -> None:
        from eval.measure import Kind, Plan

        plan = Plan(Kind(kind), dataset, split=split, limit=limit, depth=depth, fresh=fresh)
        _run(context, plan, as_json=as_json)

    return command


def _run(context: typer.Context, plan: "Plan", *, as_json: bool) -> None:
    from eval.measure import measure

    settings = loaded(context).settings
    asked = (0, 0)
    try:
        with measuring(f"{plan.kind} on {plan.dataset}") as on_progress:

            def tell(stage: str, done: int, total: int) -> None:
                nonlocal asked
                asked = (done, total) if stage == "asking" else asked
                on_progress(stage, done, total)

            run = measure(settings, plan, tell)
    except KeyboardInterrupt as error:
        done, total = asked
        kept = f"{done} of {total} questions are kept" if total else "no question was asked yet"
        warn(f"stopped: {kept}; the same command goes on from there")
        raise typer.Exit(_INTERRUPTED) from error
    show_run(run, as_json=as_json)
    if run.failed:
        raise typer.Exit(1)
