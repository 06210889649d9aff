"""`kb eval faq`, `kb eval words`: how well official answers and words are matched."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.measuring import DatasetArgument, LimitOption
from eval.cli.show import measuring
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table

STEPS = (0.25, 0.3, 0.35, 0.4, 0.425, 0.45, 0.475, 0.5, 0.55, 0.6)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("faq")(faq)
    app.command("words")(words)


def faq(
    context: typer.Context,
    dataset: DatasetArgument,
    keep: Annotated[int, typer.Option(min=1, help="Entries that are known at a time.")] = 60,
    rounds: Annotated[int, typer.Option(min=1, help="How often they are drawn.")] = 10,
    variants: Annotated[int, typer.Option(min=0, help="Variants known of each entry.")] = 0,
    floor: Annotated[float, typer.Option(help="Least likeness, before the runner-up.")] = 0.6,
    seed: Annotated[int, typer.Option(help="Draws other entries.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Measure precision and coverage of official answers, over thresholds.

    Each question of the entries drawn is asked, and as many whose entry is not among them: those
    must not be answered. Precision counts the answers that are right, coverage the questions with
    an entry that were answered rightly.
    """
    from dataclasses import asdict

    from eval.datasets.load import load
    from eval.faq import Plan, figures, median_seconds, trials
    from indexes.lexical.analysis import Analyzer
    from kb_assistant.faq.deck import Threshold
    from kb_assistant.wiring import named_embedder

    settings = loaded(context).settings
    embedder = named_embedder(settings, settings.embedding.model)
    plan = Plan(keep=keep, rounds=rounds, variants=variants, seed=seed)
    asked = trials(load(Path(dataset)), plan, embedder, Analyzer(settings.home / "index" / "words"))
    found = [figures(asked, Threshold(likeness=floor, clear=step)) for step in STEPS]
    if as_json:
        print_json([asdict(each) for each in found])
        return
    print_table(
        ("clear from", "answered", "precision", "coverage"),
        (
            (
                f"{each.threshold.clear:.3f}",
                str(each.answered),
                f"{each.precision:.3f}",
                f"{each.coverage:.3f}",
            )
            for each in found
        ),
    )
    typer.echo(f"{len(asked)} questions, {1000 * median_seconds(asked):.1f} ms to compare one")


def words(
    context: typer.Context,
    dataset: DatasetArgument,
    limit: LimitOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Say what each part of a search by words is worth: stop words, and phrases."""
    from dataclasses import asdict

    from eval.words import parts

    with measuring(f"words on {dataset}") as on_progress:
        rows = parts(loaded(context).settings, dataset, limit=limit, on_progress=on_progress)
    if as_json:
        print_json([asdict(each) for each in rows])
        return
    print_table(
        ("search by words", "nDCG@10", "recall@10", "ms"),
        (
            (each.variant, f"{each.ndcg:.4f}", f"{each.recall:.4f}", f"{each.milliseconds:.2f}")
            for each in rows
        ),
    )
