"""Making one PDF and its truth: with Chromium from HTML, with LibreOffice from DOCX."""

import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.errors import RunError
from eval.pages.browser import Printer, chromium
from eval.pages.design import Engine, Margin
from eval.pages.markup import page_html
from eval.pages.page import Page, Placed
from eval.pages.word import docx
from eval.printed import page_count
from ingest.errors import KnowledgeBaseError
from ingest.office.legacy import converted

# A PDF tells when it was made, and by what number; the same page shall be the same file.
_DATES = re.compile(rb"(?<=Date\(D:)\d{14}|(?<=Date \(D:)\d{14}")
_NUMBERS = re.compile(rb"(?s)/ID \[.{0,90}?\]|/DocChecksum /\w+")


class Press:
    """Prints pages; Chromium starts when the first one needs it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._printer: Printer | None = None

    def __call__(self, page: Page, manuscript: bytes) -> tuple[bytes, tuple[Placed, ...]]:
        """Return the PDF, and what came to stand on which page.

        Raises:
            RunError: the tool that prints is missing or fails.
        """
        if page.design.engine is Engine.LIBREOFFICE:
            pdf, placed = _by_libreoffice(page, manuscript)
        else:
            if self._printer is None:
                self._printer = self._stack.enter_context(chromium())
            pdf, placed = self._printer(manuscript.decode("utf-8"))
        # Of the same length, for a PDF is full of offsets.
        dated = _DATES.sub(b"20000101000000", pdf)
        return _NUMBERS.sub(lambda found: b" " * len(found[0]), dated), placed


def manuscript(page: Page) -> bytes:
    """Return what is printed: HTML or DOCX."""
    title, language = page.text.title, page.language
    if page.design.engine is Engine.LIBREOFFICE:
        return docx(page.blocks, page.design, title=title, language=language)
    return page_html(page.blocks, page.design, title=title, language=language).encode()


def is_installed(engine: Engine) -> bool:
    """Tell whether LibreOffice is there; Chromium is needed in any case."""
    return engine is not Engine.LIBREOFFICE or shutil.which("soffice") is not None


def _by_libreoffice(page: Page, manuscript: bytes) -> tuple[bytes, tuple[Placed, ...]]:
    """Print a DOCX; only the page of running heads and feet is known, not that of the text."""
    with TemporaryDirectory(prefix="kb-pages-") as name:
        source = Path(name) / f"{page.name}.docx"
        source.write_bytes(manuscript)
        work = Path(name) / "work"
        work.mkdir()
        try:
            printed = converted(source, work, ".pdf")
        except KnowledgeBaseError as error:
            raise RunError(f"LibreOffice cannot print {page.name}: {error}") from error
        return printed.read_bytes(), _furnished(page, page_count(printed))


def _furnished(page: Page, count: int) -> tuple[Placed, ...]:
    margins = [_margin(page, number) for number in range(1, count + 1)]
    values = {"title": page.text.title, "pages": str(count)}
    found = []
    for number, margin in enumerate(margins, 1):
        parts = f"{margin.head}|{margin.foot}".format(page=number, **values).split("|")
        text = tuple(range(len(page.blocks))) if number == 1 else ()
        said = tuple(part for part in parts if part)
        found.append(Placed(blocks=text, furniture=said))
    return tuple(found)


def _margin(page: Page, number: int) -> Margin:
    odd = page.design.odd[page.language]
    return odd if number % 2 else page.design.even.get(page.language, odd)
