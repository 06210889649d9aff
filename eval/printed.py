"""What really stands on the pages of a PDF, straight from PyMuPDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.model import Box


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """The characters of one page as people see it, and where the middle of each stands."""

    text: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    def within(self, boxes: Iterable[Box]) -> str:
        """Return the characters that lie in one of the boxes, in the order of the file."""
        areas = tuple(boxes)
        return "".join(
            char
            for char, x, y in zip(self.text, self.x, self.y, strict=True)
            if any(box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1 for box in areas)
        )


def glyphs(path: Path) -> dict[int, Glyphs]:
    """Return what is printed on each 1-based page, blanks left out; turned as pages are shown."""
    import pymupdf

    found: dict[int, Glyphs] = {}
    with pymupdf.open(path) as document:
        for number, page in enumerate(document, 1):
            turned = page.rotation_matrix
            placed = [
                (char["c"], (pymupdf.Rect(char["bbox"]) * turned))
                for block in page.get_text("rawdict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
                for char in span["chars"]
                if not char["c"].isspace()
            ]
            found[number] = Glyphs(
                text="".join(char for char, _ in placed),
                x=tuple((area.x0 + area.x1) / 2 for _, area in placed),
                y=tuple((area.y0 + area.y1) / 2 for _, area in placed),
            )
    return found
