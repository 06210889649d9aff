"""`kb eval runs`, `compare`, `report`, `gate`: what becomes of runs that were made."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import show_comparison
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from eval.runs import Head

RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (runs, compare, report, gate):
        app.command()(command)


def runs(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the runs that were made, newest first."""
    from eval.runs import all_runs

    heads = all_runs(_folder(context))
    if as_json:
        print_json(heads)
        return
    if not heads:
        warn("no runs yet; `kb eval retrieval DATASET` makes one")
        return
    header = ("run", "kind", "dataset", "part", "questions", "state")
    print_table(
        header,
        [
            (
                head.run,
                head.kind,
                head.dataset,
                head.split,
                str(head.questions),
                _state(head),
            )
            for head in heads
        ],
    )


def _state(head: "Head") -> str:
    state = "complete" if head.complete else "stopped"
    return f"{state}, {head.synthetic} synthetic" if head.synthetic else state


def compare(
    context: typer.Context,
    first: RunArgument,
    second: RunArgument,
    metric: Annotated[str, typer.Option(help="Which one to list changed questions by.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Say what changed from the first run to the second, and how sure that is."""
    from eval.compare import compare as compared
    from eval.runs import find_run, open_run

    folder = _folder(context)
    both = [open_run(find_run(name, folder)) for name in (first, second)]
    show_comparison(compared(both[0], both[1], leading=metric), as_json=as_json)


def report(
    context: typer.Context,
    run: RunArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="The page to write.")],
    against: Annotated[str, typer.Option(help="Another run to compare with.")] = "",
) -> None:
    """Write one page that shows a run to people: no other file and no network needed."""
    from eval.report import page
    from eval.runs import find_run, open_run

    folder = _folder(context)
    other = open_run(find_run(against, folder)) if against else None
    html = page(open_run(find_run(run, folder)), other)
    output.write_text(html, encoding="utf-8")
    warn(f"{output} written, {len(html) // 1024} KB")


def gate(
    context: typer.Context,
    baseline: Annotated[
        str, typer.Option(help="A run, or a file that `kb eval … --json` printed.")
    ],
    metric: Annotated[list[str], typer.Option(help="What must not fall; may be repeated.")],
    run: Annotated[
        str, typer.Argument(metavar="[RUN]", help="Name or folder; else the newest of its kind.")
    ] = "",
    max_drop: Annotated[float, typer.Option(min=0, help="How much it may fall.")] = 0.0,
) -> None:
    """Exit 0 when the run holds its baseline, 1 when it does not, 2 when they do not compare."""
    from eval.errors import RunError
    from eval.gate import checked

    try:
        verdict = checked(_folder(context), run, baseline, metric, max_drop=max_drop)
    except RunError as error:
        warn(str(error))
        raise typer.Exit(2) from error
    typer.echo(f"{verdict.run} against {baseline}")
    for check in verdict.checks:
        word = "holds" if check.passed else "FELL"
        typer.echo(
            f"{check.metric} {word}: {check.value:.4f}, baseline {check.baseline:.4f}, "
            f"may fall by {check.allowed:g}"
        )
    if verdict.failed:
        typer.echo(f"{verdict.failed} questions failed: the run counts as not passed")
    raise typer.Exit(0 if verdict.passed else 1)


def _folder(context: typer.Context) -> Path:
    return loaded(context).settings.home / "eval" / "runs"
