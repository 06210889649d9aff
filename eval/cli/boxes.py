"""`kb eval boxes`: whether the words under the boxes of each chunk are its words."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(boxes)


def boxes(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="PDFs, or folders of PDFs.")],
    as_json: JsonOption = False,
) -> None:
    """Read PDFs, cut them into chunks, and compare each chunk with the print under its boxes."""
    from dataclasses import asdict

    from eval.boxes import boxed_files, characters
    from ingest.limits import Limits

    files = [file for path in paths for file in _pdfs(path)]
    limits = Limits(**loaded(context).settings.limits.model_dump())
    with measuring("boxes") as on_progress:
        found = list(boxed_files(files, limits, lambda done, of: on_progress("reading", done, of)))
    if as_json:
        print_json([{**asdict(one), "share": one.share} for one in found])
        return
    rows = [
        (
            one.path.name,
            str(len(one.chunks)),
            str(one.unjudged),
            f"{one.share:.3f}",
            f"{one.characters:.4f}",
            f"{min((each.truth for each in one.chunks), default=1.0):.3f}",
        )
        for one in found
        if not one.error
    ]
    print_table(("file", "chunks", "not judged", "true boxes", "characters", "worst"), rows)
    for one in found:
        if one.error:
            warn(f"{one.path.name} could not be read: {one.error}")
    count = sum(len(one.chunks) for one in found)
    wrong = sum(len(one.wrong) for one in found)
    share = 1 - wrong / count if count else 1.0
    warn(f"{count} chunks in {len(found)} files: the boxes of {share:.4f} of them are true,")
    warn(f"{characters(found):.4f} of their characters")


def _pdfs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() == ".pdf")
