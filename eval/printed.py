"""What really stands on the pages of a PDF, straight from PyMuPDF."""

from pathlib import Path


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    import pymupdf

    with pymupdf.open(path) as document:
        return int(document.page_count)
