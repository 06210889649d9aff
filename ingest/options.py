"""How files are read; the settings give the values."""

from dataclasses import dataclass
from enum import StrEnum

READER = "layout 11"
"""Our own readers, by a number that grows when they read the same file otherwise."""


class Engine(StrEnum):
    """Who reads: our own layout analysis, or a package of others for the kinds that it knows."""

    LAYOUT = "layout"
    UNSTRUCTURED = "unstructured"
    PYMUPDF4LLM = "pymupdf4llm"
    DOCLING = "docling"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What a reader may do, and who it is.

    `ocr` lets our own reader read pictures and scans, some seconds a page.
    """

    ocr: bool = True
    engine: Engine = Engine.LAYOUT

    @property
    def reader(self) -> str:
        """Name who reads, with all that changes the result: files are read again when it does."""
        parts = [READER]
        if self.engine is not Engine.LAYOUT:
            parts.append(f"with {self.engine}")
        if not self.ocr:
            parts.append("without OCR")
        return ", ".join(parts)
