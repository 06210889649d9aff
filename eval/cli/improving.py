"""`kb eval ablate`, `questions`, `cases`, `export`: what to change, and own cases."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.measuring import DatasetArgument, LimitOption, SplitOption
from eval.cli.show import measuring
from eval.datasets.split import Split
from kb_assistant.cli.context import (
    JsonOption,
    knowledge_base,
    loaded,
    print_json,
    print_table,
    warn,
)

MetricOption = Annotated[str, typer.Option(help="The metric that counts.")]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    for command in (ablate, questions, cases, export):
        app.command()(command)


def ablate(
    context: typer.Context,
    dataset: DatasetArgument,
    metric: MetricOption = "nDCG@10",
    split: SplitOption = Split.ALL,
    limit: LimitOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Say what each stage of the search is worth: the same questions without it."""
    from dataclasses import asdict

    from eval.ablate import ablate as ablated
    from eval.measure import Kind, Plan

    plan = Plan(Kind.RETRIEVAL, dataset, split=split, limit=limit)
    with measuring(f"ablation on {dataset}") as on_progress:
        whole, worths = ablated(loaded(context).settings, plan, metric, on_progress)
    if as_json:
        print_json(
            {
                "run": whole.head.run,
                "stages": [asdict(each) | {"verdict": each.verdict} for each in worths],
            }
        )
        return
    header = ("stage", f"{metric} without", "with", "worth", "95 % interval", "p (Holm)", "")
    print_table(
        header,
        [
            (
                each.stage,
                f"{each.difference.first:.4f}",
                f"{each.difference.second:.4f}",
                f"{each.difference.change:+.4f}",
                f"{each.difference.low:+.4f} – {each.difference.high:+.4f}",
                f"{each.difference.corrected:.4f}",
                each.verdict,
            )
            for each in worths
        ],
    )


def questions(
    context: typer.Context,
    output: OutputOption,
    collection: Annotated[str, typer.Option("--collection", "-c", help="Which documents.")] = "",
    most: Annotated[int, typer.Option(min=1, help="Questions of one document at most.")] = 20,
    by_model: Annotated[
        bool, typer.Option("--by-model", help="Let the language model of the settings write them.")
    ] = False,
) -> None:
    """Make questions from one's own documents, for a person to review.

    Without a model: from definitions, headings, FAQ rows and table cells. By a model: facts,
    tables, questions over two places, follow-ups and questions without an answer. Kept are those
    for which searching finds their document; all are marked as synthetic, and the table is never
    indexed, wherever it lies. Write "no" under "keep" for what nobody would ask; the table is a
    dataset for `kb eval`.
    """
    from eval.making import make
    from eval.synthetic import to_csv

    with knowledge_base(context) as base, measuring("questions") as on_progress:
        documents = [one for one in base.catalog.documents() if collection in {"", one.collection}]
        made = make(base, documents, most=most, by_model=by_model, on_progress=on_progress)
    output.write_text(to_csv(made.drafts), encoding="utf-8-sig")
    for failure in made.failures[:3]:
        warn(failure)
    if made.failures:
        warn(f"{len(made.failures)} questions could not be written")
    warn(f"{len(made.drafts)} questions in {output}: review the column keep, then measure")


def cases(
    context: typer.Context,
    output: OutputOption,
    from_log: Annotated[
        bool, typer.Option("--from-log", help="Fill it with the questions that people asked.")
    ] = False,
) -> None:
    """Write a table of questions for a person to label; empty, but for its columns, by default."""
    from eval.cases import candidates, to_csv

    found = candidates(loaded(context).settings.home / "questions.jsonl") if from_log else []
    output.write_text(to_csv(found), encoding="utf-8-sig")
    if not from_log:
        warn(f"{output} has the columns alone: write questions, or take them with --from-log")
        return
    warn(f"{len(found)} questions in {output}: fill in answer or document, then measure")


def export(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    output: OutputOption,
) -> None:
    """Write a run's answers as JSON lines in the form that RAGAS takes."""
    from eval.export import ragas_lines
    from eval.runs import find_run, open_run

    folder = loaded(context).settings.home / "eval" / "runs"
    lines = list(ragas_lines(open_run(find_run(run, folder)).done))
    output.write_text("".join(lines), encoding="utf-8")
    warn(f"{len(lines)} answers in {output}")
