"""How large a file may be before we refuse it; the settings give the values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Upper bounds for one file.

    `unpacked_bytes` and `unpacked_ratio` bound what a zipped file may grow to (zip bombs);
    `members` are the files in an archive, or attached to a message; all of these count for an
    archive with all archives in it. `archive_depth` is how deep these may lie in each other (1: not
    at all). Where files are read in a `Worker`, `seconds` is the longest that one without pages may
    take, `page_seconds` one page; `memory_bytes` is what the process may use.
    """

    file_bytes: int = 512 * 1024**2
    pages: int = 10_000
    unpacked_bytes: int = 1024**3
    unpacked_ratio: int = 200
    members: int = 10_000
    archive_depth: int = 3
    table_cells: int = 2_000_000
    seconds: float = 600.0
    page_seconds: float = 120.0
    memory_bytes: int = 1024**3


def too_much_memory(limits: Limits) -> str:
    """Return the reason why a file is not read that takes more memory than it may."""
    most = f"{limits.memory_bytes / 1024**2:,.0f} MiB of memory"
    return f"reading it takes more than {most}: split it, or raise the setting limits.memory_bytes"
