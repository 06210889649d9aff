"""How files are read; the settings give the values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What a reader may do. `ocr` lets it read pictures and scans, some seconds a page."""

    ocr: bool = True
