"""pymupdf4llm: Markdown from PyMuPDF with its layout model."""

# pymupdf4llm has no annotations of its own.
# mypy: disable-error-code="import-untyped,import-not-found"

from pathlib import Path
from typing import TypedDict

from eval.content import Content
from eval.peers.reading.markdown import from_markdown

_FURNITURE = frozenset({"page-header", "page-footer"})

_Box = TypedDict("_Box", {"class": str, "pos": tuple[int, int]})


class _Page(TypedDict):
    page_boxes: list[_Box]
    text: str


def read_pymupdf4llm(path: Path) -> Content:
    """Read without OCR, which it would run unasked; page furniture as its layout model names it."""
    import pymupdf4llm

    pages: list[_Page] = pymupdf4llm.to_markdown(
        str(path), page_chunks=True, use_ocr=False, show_progress=False
    )
    furniture: list[str] = []
    texts: list[tuple[int, str]] = []
    for number, page in enumerate(pages, 1):
        text = page["text"]
        for box in sorted(page["page_boxes"], key=lambda one: -one["pos"][0]):
            start, end = box["pos"]
            if box["class"] in _FURNITURE:
                furniture.append(text[start:end])
                text = text[:start] + text[end:]
        texts.append((number, text))
    return from_markdown(texts, furniture=tuple(furniture))
