"""What the settings mean for reading files."""

from ingest.limits import Limits
from ingest.options import ReadingOptions
from ingest.worker import Worker
from kb_assistant.settings import Settings


def worker(settings: Settings, collection: str = "") -> Worker:
    """Return what reads files in a process of its own, those of one collection where it is named.

    Pages of long files that were read already are kept in the data folder until the last one is.
    """
    folder = settings.home / "reading"
    return Worker(limits(settings), options(settings, collection), checkpoints=folder)


def limits(settings: Settings) -> Limits:
    """Return how large a file may be."""
    return Limits(**settings.limits.model_dump())


def options(settings: Settings, collection: str = "") -> ReadingOptions:
    """Return how files are to be read, those of one collection where it is named."""
    reading = settings.reading
    engine = reading.engines.get(collection, reading.engine)
    return ReadingOptions(ocr=reading.ocr == "auto", engine=engine)
