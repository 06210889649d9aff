"""What the settings mean for reading files."""

from ingest.limits import Limits
from ingest.options import ReadingOptions
from kb_assistant.settings import Settings


def limits(settings: Settings) -> Limits:
    """Return how large a file may be."""
    return Limits(**settings.limits.model_dump())


def options(settings: Settings) -> ReadingOptions:
    """Return how files are to be read."""
    return ReadingOptions(ocr=settings.reading.ocr == "auto", engine=settings.reading.engine)
