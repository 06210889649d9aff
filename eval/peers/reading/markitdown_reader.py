"""markitdown: Markdown by pdfminer and pdfplumber."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.content import Content
from eval.peers.reading.markdown import from_markdown

if TYPE_CHECKING:
    from markitdown import MarkItDown


def read_markitdown(path: Path) -> Content:
    """Read the whole file; it tells neither pages nor page furniture."""
    return from_markdown([(0, _converter().convert_local(str(path)).markdown)])


@cache
def _converter() -> "MarkItDown":
    from markitdown import MarkItDown

    return MarkItDown(enable_plugins=False)
