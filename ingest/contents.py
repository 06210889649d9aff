"""Tables of contents, which lead to the answers and are none."""

import re

_ENTRY = re.compile(
    r"(?:\.{4,}|…{2,}|(?:\. ?){5,}|·{4,}|_{4,})\s*(?:[\divxlcA-Z]+[-–.])*[\divxlc]+$"
)
_DOTS = ("..", ". .", "……", "····", "____")
_NUMBER = re.compile(r"(?:[\s|]|(?<=[\u3400-\u9fff）)》”]))(?:\d{1,4}|[ivxlc]{1,6})$")
_LONGEST_NUMBER = 8
_ROMAN = frozenset("ivxlc")
_LETTER = re.compile(r"[^\W\d_]")
_HEADING = re.compile(r"(?:table of )?contents|目\s*[录錄次]|index", re.IGNORECASE)


def is_contents_entry(text: str) -> bool:
    """Tell whether `text` is a line of a table of contents: a title, dots, a page number."""
    # Hardly any text has dots; searching long ones would take most of the time of a page.
    return any(map(text.__contains__, _DOTS)) and bool(_ENTRY.search(text))


def is_contents_heading(text: str) -> bool:
    """Tell whether `text` is what stands over a table of contents."""
    return bool(_HEADING.fullmatch(text.strip()))


def is_paged(text: str) -> bool:
    """Tell whether each line of `text` ends with a page number: "1 Introduction 3".

    That is an entry where it stands below "Contents", and may be anything elsewhere.
    """
    return all(map(_ends_with_page, text.split("\n")))


def _ends_with_page(line: str) -> bool:
    """Tell whether words come first and a page number last; only the end is searched for it."""
    line = line.rstrip()
    if not (line[-1:].isdecimal() or line[-1:] in _ROMAN):
        return False
    number = _NUMBER.search(line[-_LONGEST_NUMBER:])
    return bool(number and _LETTER.search(line[: len(line) - len(number[0])]))
