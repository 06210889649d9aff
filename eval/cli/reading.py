"""`kb eval reading`: how fast PDFs are read, and how time and memory grow with their pages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from eval.reading_speed import Growth

_MIB = 1024**2


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(reading)


def reading(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="PDFs with a text layer."),
    ],
    growth: Annotated[
        bool, typer.Option(help="Also read the first file's 100 first pages 20 times over.")
    ] = True,
) -> None:
    """Say how fast PDFs are read on one core, beside bare text extraction on the same pages."""
    from eval.reading_speed import growth as grown
    from eval.reading_speed import speeds

    typer.echo("| file | pages | ours, pages/s | get_text(dict), pages/s | ratio |")
    typer.echo("|---|---|---|---|---|")
    for path in files:
        (found,) = speeds([path])
        typer.echo(
            f"| {found.name} | {found.pages} | {found.pages / found.seconds:.0f} "
            f"| {found.pages / found.bare_seconds:.0f} | {found.ratio:.2f} |"
        )
    if growth:
        typer.echo(_grown(files[0].name, grown(files[0])))


def _grown(name: str, found: "Growth") -> str:
    return (
        f"\n{name}, its first 100 pages over and over: 100 pages {found.seconds_100:.2f} s, 1,000 "
        f"pages {found.seconds_1000:.2f} s ({found.time:.2f} times ten times as long); memory "
        f"{found.memory_200 / _MIB:.0f} MiB at page 200, {found.memory_2000 / _MIB:.0f} MiB at "
        f"page 2,000 ({found.memory:.2f} times), {found.after / _MIB:.0f} MiB with the whole "
        "reading of 2,000 pages"
    )
