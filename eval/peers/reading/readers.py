"""The readers that are measured, ours first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.content import Content, content
from eval.peers.reading.protocol import PdfReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reader, what it is called, and the package whose version is told; "" for ours.

    `untold` are the measures of things that it does not look for.
    """

    title: str
    package: str
    load: Callable[[], PdfReader]
    untold: frozenset[str] = frozenset()


def _ours(*, ocr: bool) -> PdfReader:
    from ingest.limits import Limits
    from ingest.options import ReadingOptions
    from ingest.read import read

    return lambda path: content(read(path, Limits(), ReadingOptions(ocr=ocr)))


def _plain() -> PdfReader:
    from eval.printed import plain_text

    return lambda path: _text(plain_text(path))


def _bare() -> PdfReader:
    from eval.printed import page_dicts

    return lambda path: _text(page_dicts(path))


def _pymupdf4llm() -> PdfReader:
    from eval.peers.reading.pymupdf4llm_reader import read_pymupdf4llm

    return read_pymupdf4llm


def _unstructured() -> PdfReader:
    from eval.peers.reading.unstructured_reader import read_unstructured

    return read_unstructured


def _markitdown() -> PdfReader:
    from eval.peers.reading.markitdown_reader import read_markitdown

    return read_markitdown


def _text(text: str) -> Content:
    return Content(text=" ".join(text.split()), headings=())


_TABLES = frozenset({"TEDS", "TEDS structure", "table precision"})
OURS = "kb"
BARE = "dict"
READERS = {
    # The others read no text in pictures either.
    OURS: Entry(title="kb-assistant (ocr=off)", package="", load=partial(_ours, ocr=False)),
    "kb-ocr": Entry(title="kb-assistant (ocr=auto)", package="", load=partial(_ours, ocr=True)),
    "pymupdf4llm": Entry(
        title="pymupdf4llm (use_ocr=False)", package="pymupdf4llm", load=_pymupdf4llm
    ),
    "unstructured": Entry(
        title='unstructured (strategy="fast")',
        package="unstructured",
        load=_unstructured,
        untold=_TABLES,
    ),
    "markitdown": Entry(title="markitdown", package="markitdown", load=_markitdown),
    "pymupdf": Entry(
        title='PyMuPDF get_text("text")',
        package="pymupdf",
        load=_plain,
        untold=_TABLES | {"outline"},
    ),
    BARE: Entry(
        title='PyMuPDF get_text("dict"), nothing more',
        package="pymupdf",
        load=_bare,
        untold=_TABLES | {"outline", "reading order"},
    ),
}
"""By the name that the process of a reader is started with."""


def timed_path(files: list[Path]) -> Path:
    """Return the file that a reader reads once before it is timed, so that its models are there."""
    return min(files, key=lambda path: (path.stat().st_size, path))
