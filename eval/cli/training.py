"""`kb eval legs` and `train-reranker`: what the parts of the search are worth, and training one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from eval.reranker.train import Worth


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(legs)
    app.command("train-reranker")(train_reranker)


def legs(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A dataset, or a folder of datasets.")],
    limit: Annotated[int, typer.Option(min=0, help="Questions of each set; 0 means all.")] = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Markdown to write; else stdout.")
    ] = None,
) -> None:
    """Compare words alone, meaning alone, both fused, and reranked, on every set of a folder."""
    from eval.legs import legs as measured
    from eval.legs import sets_of, to_markdown

    settings = loaded(context).settings
    with measuring("legs") as on_progress:
        rows = [measured(settings, path, limit, on_progress) for path in sets_of(folder)]
    text = to_markdown(rows)
    if output:
        output.write_text(text, encoding="utf-8")
        warn(f"{len(rows)} sets in {output}")
    else:
        typer.echo(text)


def train_reranker(
    context: typer.Context,
    sets: Annotated[
        list[Path],
        typer.Argument(
            metavar="SET...", help="Datasets to learn from; a .jsonl file holds pairs q and p."
        ),
    ],
    measure: Annotated[
        list[Path] | None,
        typer.Option(help="A dataset to measure on alone, never to learn from; may be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option(min=10, help="Questions of each set.")] = 200,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the weights (.npz).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train the light reranker, and measure it on each set with that set left out.

    Learn only from sets whose licence allows it: the weights are part of the product.
    """
    from eval.reranker.collect import collect, datasets
    from eval.reranker.fit import Recipe
    from eval.reranker.train import left_out, save, trained

    settings = loaded(context).settings
    with measuring("training") as on_progress:
        learnt = [
            collect(settings, each, limit, on_progress) for path in sets for each in datasets(path)
        ]
        others = [
            collect(settings, each, limit, on_progress)
            for path in measure or ()
            for each in datasets(path)
        ]
        if output:
            save(trained(learnt, Recipe()), output)
        found = left_out(learnt, [*learnt, *others], Recipe())
    if output:
        warn(f"wrote {output}")
    _show(found, as_json=as_json)


def _show(found: "list[Worth]", *, as_json: bool) -> None:
    if as_json:
        print_json([_shape(each) for each in found])
        return
    rows = (
        (
            each.name,
            str(each.questions),
            f"{each.fused:.3f}",
            f"{each.reranked:.3f}",
            f"{each.change.low:+.3f} to {each.change.high:+.3f}",
            f"{each.p:.3f}",
        )
        for each in found
    )
    print_table(("set", "questions", "fused", "reranked", "change (95 %)", "p"), rows)


def _shape(worth: "Worth") -> dict[str, object]:
    return {
        "set": worth.name,
        "questions": worth.questions,
        "fused": worth.fused,
        "reranked": worth.reranked,
        "low": worth.change.low,
        "high": worth.change.high,
        "p": worth.p,
    }
