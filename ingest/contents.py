"""Tables of contents, which lead to the answers and are none."""

import re

_ENTRY = re.compile(
    r"(?:\.{4,}|…{2,}|(?:\. ?){5,}|·{4,}|_{4,})\s*(?:[\divxlcA-Z]+[-–.])*[\divxlc]+$"
)
_PAGED = re.compile(
    r"[^\n]*[^\W\d_][^\n]*?(?:[\s|]|(?<=[\u3400-\u9fff）)》”]))(?:\d{1,4}|[ivxlc]{1,6})\s*"
)
_HEADING = re.compile(r"(?:table of )?contents|目\s*[录錄次]|index", re.IGNORECASE)


def is_contents_entry(text: str) -> bool:
    """Tell whether `text` is a line of a table of contents: a title, dots, a page number."""
    return bool(_ENTRY.search(text))


def is_contents_heading(text: str) -> bool:
    """Tell whether `text` is what stands over a table of contents."""
    return bool(_HEADING.fullmatch(text.strip()))


def is_paged(text: str) -> bool:
    """Tell whether each line of `text` ends with a page number: "1 Introduction 3".

    That is an entry where it stands below "Contents", and may be anything elsewhere.
    """
    return all(map(_PAGED.fullmatch, text.split("\n")))
