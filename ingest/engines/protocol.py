"""What every optional engine offers, and how its absence is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ingest.errors import MissingEngine
from ingest.limits import Limits
from ingest.model import Reading

FAULTS: tuple[type[Exception], ...] = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RuntimeError,
)
"""What libraries raise that do not check what they read."""


class EngineReader(Protocol):
    """Reads one file; `on_page` is called with 0 as pages are done: they cannot be left out."""

    def __call__(self, path: Path, limits: Limits, *, on_page: Callable[[int], None]) -> Reading:
        """Return what the file holds. Raises UnreadableDocument or MissingEngine."""
        ...


def missing(path: Path, engine: str, error: ImportError) -> MissingEngine:
    """Return the error for an engine of which a package is not installed."""
    return MissingEngine(
        path,
        f"the engine {engine} needs the package {error.name}: pip install "
        f"'kb-assistant[{engine}]', or set reading.engine to layout",
    )
