"""What `kb eval` prints: progress on stderr, runs and comparisons as tables or JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from kb_assistant.cli.context import print_json, print_table, warn

if TYPE_CHECKING:
    from eval.compare import Comparison, Difference
    from eval.runs import Run
    from eval.statistics import Estimate


@contextmanager
def measuring(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on stderr; yields what takes stage, done and total."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Remaining())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)

        def show(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title}: {stage}", completed=done, total=total)

        yield show


def show_run(run: "Run", *, as_json: bool) -> None:
    """Print what a run comes to; what was left out and what failed goes to stderr, unasked."""
    from eval.score import by_slice, latency, leading_metric, summary, tokens, values
    from eval.shapes import cost, printed

    for note in run.head.notes:
        warn(note)
    if run.failed:
        first = run.failed[0]
        warn(f"{len(run.failed)} of {run.head.questions} questions failed and count nowhere")
        warn(f"the first of them: {first.id}: {first.error}")
        warn("the same command asks them again")
    if as_json:
        print_json(printed(run))
        return
    print_metrics(summary(run.done))
    leading = leading_metric(values(run.done))
    for each in by_slice(run.done):
        rows = [
            (group.value, *_metrics({leading: group.metrics[leading]})[0][1:])
            for group in each.groups
            if leading in group.metrics
        ]
        _print_groups(each.name, (leading, "95 % interval", "questions"), rows, more=each.more)
    _show_drift(run)
    times = latency(run.done)["total"]
    prompt, completion = tokens(run.done)
    if prompt or completion:
        spent = cost(run)
        paid = f"cost {spent.amount:.4f} {spent.currency}" if spent else "no price is set"
        warn(f"tokens: {prompt:,} in prompts, {completion:,} in answers; {paid}")
    seconds = ", ".join(f"{name} {value * 1000:.0f} ms" for name, value in times.items())
    warn(f"run {run.head.run}; {seconds}")
    warn(f"kept in {run.folder}; `kb eval report {run.head.run} -o report.html` draws it")


def _show_drift(run: "Run") -> None:
    from eval.drift import drift

    found = drift(run, run.folder.parent)
    if found:
        metric, *figures, verdict = _difference(found.difference)
        first, second, change, interval, _ = figures
        causes = ", ".join(found.causes) or "nothing"
        warn(f"since {found.before}: {metric} {first} → {second}, {change} ({interval}), {verdict}")
        warn(f"what differs between the two: {causes}")


def print_metrics(metrics: "Mapping[str, Estimate]") -> None:
    """Print metrics with their intervals."""
    print_table(("metric", "value", "95 % interval", "questions"), _metrics(metrics))


def show_comparison(comparison: "Comparison", *, as_json: bool) -> None:
    """Print what two runs differ in, and the questions that changed most."""
    for warning in comparison.warnings:
        warn(warning)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(comparison))
        return
    header = ("metric", "first", "second", "change", "95 % interval", "p (Holm)", "")
    print_table(header, [_difference(each) for each in comparison.differences])
    for each in comparison.slices:
        rows = [(group.value, *_difference(group.difference)[1:]) for group in each.groups]
        columns = (f"{comparison.leading}: {header[1]}", *header[2:])
        _print_groups(each.name, columns, rows, more=each.more)
    changed = comparison.changed
    if changed:
        typer.echo(
            f"{comparison.leading}: {comparison.better} questions better, {comparison.worse} worse"
        )
        print_table(
            (f"changed most in {comparison.leading}", "first", "second", "question"),
            [
                (each.id, f"{each.first:.3f}", f"{each.second:.3f}", each.question)
                for each in changed
            ],
        )
    warn(f"{comparison.paired} questions in both {comparison.first} and {comparison.second}")


def _print_groups(
    name: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, more: int
) -> None:
    if rows:
        print_table((name, *columns), rows)
        if more:
            typer.echo(f"and {more} rarer value{'s' if more > 1 else ''} of {name}")


def _metrics(metrics: "Mapping[str, Estimate]") -> list[tuple[str, str, str, str]]:
    return [
        (name, f"{one.value:.4f}", f"{one.low:.4f} – {one.high:.4f}", str(one.count))
        for name, one in metrics.items()
    ]


def _difference(each: "Difference") -> tuple[str, ...]:
    return (
        each.metric,
        f"{each.first:.4f}",
        f"{each.second:.4f}",
        f"{each.change:+.4f}",
        f"{each.low:+.4f} – {each.high:+.4f}",
        f"{each.corrected:.4f}",
        each.verdict,
    )
