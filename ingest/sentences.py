"""Where sentences begin and end, in English and in Chinese."""

import re

_STOP = re.compile(
    r"(?:[.!?]+|…+|\.{3,})[\"'”’)\]]*(?=\s|$)"
    r"|[。！？；!?…]+[\"'”’）)】」』\]]*(?=[^\s\x00-\x7f])"
    r"|[。！？；]+[\"'”’）)】」』\]]*"
)
_LINE = re.compile(r"[^\n]+")
_CELLS = " | "
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Gen|Col|Capt|Lt|Rev|Hon|Gov|Sen|Rep|Inc|Ltd|Co"
    r"|Corp|Bros|LLC|plc|vs|etc|al|cf|ca|approx|est|dept|Dept|Univ|ed|eds|ext|tel|Tel"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|min|max|avg"
    r"|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K|U\.N|E\.U|D\.C|Ph\.D|[A-Z]|(?:[A-Z]\.)+[A-Z])\.$"
)
_NUMBERS_FOLLOW = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[Nn]os?|[Vv]ol|[Ff]igs?|[Ee]q|[Ss]ec|[Cc]h|[Aa]rt|[Pp]ara|pp?|[Rr]efs?"
    r"|Tab|App|Exh?)\.$"
)
_NUMBER_ONLY = re.compile(r"(?:^|\n)\s*[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})(?:\.\d{1,3})*\.$")
_ENDS_SOMETIMES = re.compile(r"(?:etc|al|Inc|Ltd|Co|Corp|a\.m|p\.m|U\.S|U\.K|U\.N|E\.U|D\.C)\.$")
_BLANKS = " \t\r\n\u3000"
_FURTHEST = 24


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of `text` start and end, in order, without the blanks around.

    A line break ends a sentence, and a row of a table (cells joined by " | ") is always one whole.
    Abbreviations, decimals, and the number in front of a list item end none; closing quotes and
    brackets belong to the sentence.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        # A cell may hold a question or several sentences: the row is still one thing to say.
        stops = () if _CELLS in line[0] else _STOP.finditer(text, *line.span())
        for match in stops:
            if match[0].startswith(".") and not _is_end(text, start, match):
                continue
            _add(found, text, start, match.end())
            start = match.end()
        _add(found, text, start, line.end())
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    if end > start:
        found.append((start, end))


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the full stop at `match` ends a sentence that began at `start`."""
    if match[0].startswith(".."):
        return not _next(text, match.end()).islower()
    before = text[max(start, match.start() - _FURTHEST) : match.start() + 1]
    following = _next(text, match.end())
    if following.islower() or (match.start() - start < 12 and _NUMBER_ONLY.search(before)):
        return False
    if following.isdigit() and _NUMBERS_FOLLOW.search(before):
        return False
    if len(match[0]) == 1 and _ABBREVIATION.search(before):
        return bool(_ENDS_SOMETIMES.search(before)) and following.isupper()
    return True


def _next(text: str, at: int) -> str:
    """Return the first letter or digit of what follows, "" when a line ends before it."""
    for char in text[at : at + 8]:
        if char == "\n":
            return ""
        if char.isalnum():
            return char
    return ""
