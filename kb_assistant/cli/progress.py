"""The progress bar of `kb add`: files, pages, chunks per second and time left, on stderr."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from kb_assistant.progress import Progress


@contextmanager
def adding() -> Iterator[Callable[[Progress], None]]:
    """Show a bar while files are added; yields what takes the progress."""
    started = time.monotonic()
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files  {task.fields[pages]} pages  {task.fields[rate]} chunks/s"),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("opening", total=None, pages=0, rate="–")

        def show(progress: Progress) -> None:
            seconds = time.monotonic() - started
            bar.update(
                task,
                description=_short(progress.current) or "done",
                total=progress.files_total,
                completed=progress.files_done,
                pages=progress.pages,
                rate=f"{progress.chunks / seconds:.0f}" if progress.chunks else "–",
            )

        yield show


@contextmanager
def embedding() -> Iterator[Callable[[int, int], None]]:
    """Show a bar while chunks are embedded anew; yields what takes the chunks done, and of all."""
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("embedding", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _short(name: str, longest: int = 32) -> str:
    printable = "".join(letter if letter.isprintable() else "�" for letter in name)
    return printable if len(printable) <= longest else f"…{printable[1 - longest :]}"
