"""What a document is called."""

import re
from collections.abc import Sequence
from pathlib import Path

from ingest.model import Element, Kind

_FILE_NAME = re.compile(
    r"\.(docx?|pdf|indd|xlsx?|pptx?|qxd|tex|rtf|odt|html?|fm|pmd|wpd|dvi)\b", re.I
)
_NO_TITLE = re.compile(
    r"(untitled|microsoft (word|powerpoint|excel)|powerpoint presentation|document\d*$|slide 1"
    r"|print|无标题|未命名|文档\d*$|about:blank|https?:)",
    re.I,
)


def title_of(stated: str, elements: Sequence[Element], path: Path) -> str:
    """Return the title that the file states, if it is one, the first printed, or its name."""
    if _is_title(stated):
        return " ".join(stated.split())
    for kind in (Kind.TITLE, Kind.HEADING):
        found = next((e.text for e in elements if e.kind is kind and len(e.text) > 1), "")
        if found:
            return found
    return path.stem


def _is_title(stated: str) -> bool:
    """Tell whether it is made of words; many writers put a file name or a number there."""
    letters = sum(char.isalpha() for char in stated)
    named = _FILE_NAME.search(stated) or _NO_TITLE.match(stated)
    return len(stated) > 3 and 2 * letters > len(stated) and not named
