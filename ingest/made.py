"""Questions made for evaluation: a table of them is no document and no official answer."""

import re

COLUMNS = ("question", "answerable", "synthetic", "keep")
"""The columns by which such a table is known, whatever its name and format."""
REASON = (
    "these questions were made for evaluation (column synthetic) and must not answer anybody: "
    "measure with them, `kb eval answers FILE`"
)
_NAME = re.compile(r"\w+")


def is_made(first_line: str) -> bool:
    """Tell whether the first line of a file, or of its first table, heads made questions."""
    return set(COLUMNS) <= set(_NAME.findall(first_line.lower()))
