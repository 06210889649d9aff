"""`kb eval judge`: answers judged by a language model, beside what people say."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring, print_metrics
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.judge.agreement import Agreement
    from eval.judge.verdict import Judgement


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(judge)


def judge(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    measure: Annotated[
        list[str] | None, typer.Option(help="faithfulness or correctness; else both.")
    ] = None,
    labels: Annotated[
        Path | None, typer.Option(help="Table of people's labels, to tell the agreement.")
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="Write a table for people to label, and judge nothing.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Let the language model of the settings judge a run's answers.

    Without labels by people its numbers are an opinion: label some with --sheet, then --labels.
    """
    from eval.judge.agreement import agreement, label_sheet, read_labels
    from eval.judge.judging import judge as judged
    from eval.judge.verdict import Measure, Verdict
    from eval.runs import find_run, open_run
    from eval.structured import served_model

    settings = loaded(context).settings
    opened = open_run(find_run(run, settings.home / "eval" / "runs"))
    if sheet:
        sheet.write_text(label_sheet(opened), encoding="utf-8-sig")
        warn(f"{sheet}: fill in yes, partly or no, then give it with --labels")
        return
    if unknown := set(measure or ()) - set(Measure):
        raise typer.BadParameter(f"--measure is faithfulness or correctness, not {unknown.pop()}")
    known = read_labels(labels) if labels else {}
    measures = [Measure(one) for one in measure or Measure]
    model = served_model(settings, Verdict)
    with measuring(f"judging {opened.head.run}") as on_progress:
        found = judged(opened, measures, model, lambda done, of: on_progress("judging", done, of))
    _show(found, agreement(found, known), as_json=as_json)


def _show(found: "Sequence[Judgement]", agreed: "Sequence[Agreement]", *, as_json: bool) -> None:
    from dataclasses import asdict

    from eval.judge.judging import judged

    metrics = judged(found)
    failed = [one for one in found if one.error]
    if failed:
        warn(f"{len(failed)} of {len(found)} could not be judged; the first: {failed[0].error}")
        warn("the same command asks for them again")
    if as_json:
        counts = {"judged": len(found) - len(failed), "failed": len(failed)}
        print_json(
            {
                "metrics": {name: asdict(one) for name, one in metrics.items()},
                "agreement": [asdict(one) for one in agreed],
                "counts": counts,
            }
        )
        return
    print_metrics(metrics)
    rows = [
        (str(one.measure), str(one.count), f"{one.accuracy:.3f}", f"{one.kappa:.3f}")
        for one in agreed
    ]
    if rows:
        print_table(("agreement with people", "answers", "accuracy", "Cohen's kappa"), rows)
    else:
        warn("no labels by people: how far to trust this judge is not known (see --sheet)")
