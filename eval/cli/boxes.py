"""`kb eval boxes`: whether the words under the boxes of each chunk are its words."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli.show import measuring
from kb_assistant.cli.context import JsonOption, loaded, print_json, print_table, warn

if TYPE_CHECKING:
    from eval.boxes import BoxedFile


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(boxes)


def boxes(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(exists=True, help="PDFs, or folders of PDFs.")],
    as_json: JsonOption = False,
) -> None:
    """Read PDFs, cut them into chunks, and compare each chunk with the print under its boxes."""
    from eval.boxes import boxed_files
    from ingest.limits import Limits

    files = [file for path in paths for file in _pdfs(path)]
    limits = Limits(**loaded(context).settings.limits.model_dump())
    with measuring("boxes") as on_progress:
        found = list(boxed_files(files, limits, lambda done, of: on_progress("reading", done, of)))
    unread = [one for one in found if one.error]
    for one in unread:
        warn(f"could not be read: {one.error}")
    if as_json:
        print_json([_shape(one) for one in found])
    elif len(unread) < len(found) or not found:
        _show(found)
    if unread or not any(one.chunks for one in found):
        raise typer.Exit(1)


def _show(found: "Sequence[BoxedFile]") -> None:
    from eval.boxes import characters

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
    count = sum(len(one.chunks) for one in found)
    if not count:
        warn("no chunk has boxes on a page with a text layer: name PDFs that are no scans")
        return
    wrong = sum(len(one.wrong) for one in found)
    warn(f"{count} chunks in {len(found)} files: the boxes of {1 - wrong / count:.4f} of them are")
    warn(f"true, {characters(found):.4f} of their characters")


def _shape(one: "BoxedFile") -> dict[str, object]:
    """Return a file's figures, with the words of those chunks alone whose boxes are not true."""
    return {
        "file": one.path,
        "chunks": len(one.chunks),
        "not_judged": one.unjudged,
        "true_boxes": one.share,
        "characters": one.characters,
        "wrong": [asdict(each) for each in one.wrong],
        "error": one.error,
    }


def _pdfs(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix.lower() == ".pdf")
