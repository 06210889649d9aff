"""Tables of contents, which lead to the answers and are none."""

import re

_ENTRY = re.compile(
    r"(?:\.{4,}|…{2,}|(?:\. ?){5,}|·{4,}|_{4,})\s*(?:[\divxlcA-Z]+[-–.])*[\divxlc]+$"
)
_HEADING = re.compile(r"(?:table of )?contents|目\s*[录錄次]|index", re.IGNORECASE)


def is_contents_entry(text: str) -> bool:
    """Tell whether `text` is a line of a table of contents: a title, dots, a page number."""
    return bool(_ENTRY.search(text))


def is_contents_heading(text: str) -> bool:
    """Tell whether `text` is what stands over a table of contents."""
    return bool(_HEADING.fullmatch(text.strip()))
