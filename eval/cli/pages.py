"""`kb eval pages`: real texts set in page designs, with the exact truth beside the PDFs."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.show import measuring
from eval.pages.design import Part
from kb_assistant.cli.context import warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(pages)


def pages(
    corpora: Annotated[
        list[Path], typer.Argument(help="Folders or .tar.gz of Markdown, English and Chinese.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the dataset.")],
    designs: Annotated[
        Part, typer.Option(help="Designs and texts to tune on, or those to judge by.")
    ] = Part.TUNING,
) -> None:
    """Set real texts in many page designs: a dataset for `kb eval layout` with exact truth."""
    from eval.pages.render import render

    with measuring(f"{designs} designs") as on_progress:
        made = render(corpora, output, designs, on_progress)
    if made.left_out:
        warn(f"LibreOffice (soffice) is not installed: left out {', '.join(made.left_out)}")
    warn(f"{made.files} files in {output}; `kb eval layout {output}` measures how they are read")
