"""`kb eval`: what an evaluator types; the `kb` command finds it through an entry point."""

import typer

from eval.cli import (
    benchmarking,
    boxes,
    improving,
    judges,
    judging,
    measuring,
    naming,
    official,
    pages,
    readers,
    reading,
    scaling,
    training,
)

__all__ = ["app"]

app = typer.Typer(
    name="eval",
    help="Measure reading, retrieval and answers on questions with known answers.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
measuring.register(app)
judging.register(app)
improving.register(app)
benchmarking.register(app)
naming.register(app)
judges.register(app)
pages.register(app)
readers.register(app)
boxes.register(app)
reading.register(app)
scaling.register(app)
training.register(app)
official.register(app)
