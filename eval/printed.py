"""What really stands on the pages of a PDF, straight from PyMuPDF."""

from pathlib import Path


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    import pymupdf

    with pymupdf.open(path) as document:
        return int(document.page_count)


def plain_text(path: Path) -> str:
    """Return the text of a PDF in the order in which it stands in the file."""
    import pymupdf

    with pymupdf.open(path) as document:
        return "\n".join(str(page.get_text()) for page in document)


def page_dicts(path: Path) -> str:
    """Take the spans of every page, and nothing more: the least that reading a PDF can cost."""
    import pymupdf

    with pymupdf.open(path) as document:
        for page in document:
            page.get_text("dict")
    return ""
