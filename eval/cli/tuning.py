"""`kb tune`: search settings on questions with known answers, put them into force, go back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring
from eval.datasets.split import Split
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from eval.choosing import Tuned


def tune(
    context: typer.Context,
    dataset: Annotated[
        str, typer.Argument(metavar="[DATASET]", help="Folder or file of a dataset, or its name.")
    ] = "",
    metric: Annotated[
        str, typer.Option(help="The metric that counts; else the usual one of --kind.")
    ] = "",
    kind: Annotated[
        str, typer.Option(help="What to measure: retrieval, answers or refusal.")
    ] = "retrieval",
    only: Annotated[
        list[str] | None, typer.Option(help="Search this setting only; may be repeated.")
    ] = None,
    collection: Annotated[
        str,
        typer.Option(
            "--collection",
            "-c",
            help="Only what can be set for this collection, on the questions about it.",
        ),
    ] = "",
    limit: Annotated[int, typer.Option(min=0, help="Ask only so many; 0 means all.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the settings found to a file.")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Put the settings into force, if they are worthwhile.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the last --apply.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Search weights, top-k and switches on the tuning half of a dataset, by cross-validation.

    It says which differences may be chance, and changes nothing without --apply.
    """
    settings = loaded(context).settings
    if undo:
        _undo(settings.home)
        return
    if not dataset:
        raise typer.BadParameter("name a dataset, or --undo")
    from eval.measure import Kind, Plan
    from eval.tune import tune as tuned

    usual = {"retrieval": "nDCG@10", "answers": "answer held", "refusal": "right decision"}
    if kind not in usual:
        raise typer.BadParameter(f"--kind is one of: {', '.join(usual)}")
    plan = Plan(Kind(kind), dataset, split=Split.TUNING, collection=collection, limit=limit)
    with measuring(f"tuning on {dataset}") as on_progress:
        found = tuned(settings, plan, metric or usual[kind], on_progress, only=only or ())
    _show(found, as_json=as_json)
    _keep(settings.home, found, output, apply=apply)


def _show(found: "Tuned", *, as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        print_json(asdict(found) | {"worthwhile": found.worthwhile})
        return
    from eval.tune import told

    header = ("settings", found.metric, "change", "95 % interval", "p (Holm)", "on its own")
    rows = [
        (
            told(one.settings),
            f"{one.mean:.4f}",
            f"{one.difference:+.4f}",
            f"{one.low:+.4f} – {one.high:+.4f}",
            f"{one.p:.4f}",
            "in use" if one.settings == found.current else _significance(one.p),
        )
        for one in found.tried
    ]
    print_table(header, rows)
    typer.echo(
        f"{len(found.tried)} combinations measured. On its own each must be better by so much that "
        "it stands out among all of them (Holm)."
    )
    typer.echo(
        f"By cross-validation: in use {found.before:.4f}, searched {found.validated:.4f} on "
        f"questions that the search did not see (p {found.p:.4f}, {found.questions} questions). "
        "This one test decides."
    )
    typer.echo(
        f"worthwhile: {told(found.changes)}"
        if found.worthwhile
        else "nothing is better by more than chance: keep what is in use"
    )


def _significance(p: float) -> str:
    from eval.statistics import SIGNIFICANT

    return "significant" if p < SIGNIFICANT else "may be chance"


def _undo(home: Path) -> None:
    from eval.publish import undo

    done = undo(home)
    warn(f"{done.version.name} is in force again; restart `kb serve`")
    if done.by_hand:
        warn(f"kb.toml was edited since --apply: those edits are in {done.replaced} alone")
    else:
        warn(f"what was in force is kept in {done.replaced}")


def _keep(home: Path, found: "Tuned", output: Path | None, *, apply: bool) -> None:
    from eval.publish import fragment, publish

    if not found.worthwhile:
        if output:
            warn(f"{output} is not written: there is nothing to put into it")
        if apply:
            warn("kb.toml stays as it is")
        return
    typer.echo(fragment(found.changes), err=True, nl=False)
    if output:
        output.write_text(fragment(found.changes), encoding="utf-8")
        warn(f"{output} written; `kb --config {output} …` tries it out")
    if apply:
        kept = publish(home, found.changes)
        warn(f"in force after a restart of `kb serve`; before: {kept}; `kb tune --undo` goes back")
