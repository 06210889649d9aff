"""What a reader must do to be measured beside ours, and what is kept of a file that it read."""

from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from eval.content import Content
from eval.metrics.tables import Table


class PdfReader(Protocol):
    """Reads a PDF; only this call is timed, so all its work happens here."""

    def __call__(self, path: Path) -> Content:
        """Return what stands in the file."""
        ...


class ReadFile(BaseModel):
    """What one reader made of one file, as its process hands it over; `error` when it failed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    seconds: float
    text: str = ""
    headings: tuple[tuple[int, str], ...] = ()
    tables: tuple[tuple[str, tuple[int, ...]], ...] = ()
    furniture: tuple[str, ...] | None = None
    error: str = ""

    def content(self) -> Content:
        """Return it in the terms in which readers are compared."""
        return Content(
            text=self.text,
            headings=self.headings,
            tables=tuple(Table(html=html, pages=pages) for html, pages in self.tables),
            furniture=self.furniture,
        )


def read_file(path: Path, seconds: float, found: Content) -> ReadFile:
    """Return a file that was read as it is handed over."""
    return ReadFile(
        file=str(path),
        seconds=seconds,
        text=found.text,
        headings=found.headings,
        tables=tuple((table.html, table.pages) for table in found.tables),
        furniture=found.furniture,
    )
