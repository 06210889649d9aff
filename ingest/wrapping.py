"""Undoing the line breaks of text that was wrapped at a fixed width."""

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import east_asian_width

_NARROWEST = 45
"""Columns below which lines are short by themselves; a Chinese character takes two."""

_NARROWEST_CHINESE = 24
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CJK_END = re.compile(rf"{_CJK}[”’]?$")
_CJK_START = re.compile(rf"[“‘]?{_CJK}")
_COLUMNS = re.compile(r"\t|\s{3,}|\|")
_OWN_LINE = re.compile(r"[>|+*#]|[A-Z][\w ()/-]{0,30}:(?:\s|$)|[\u3400-\u9fff（）()]{2,8}：")
_STOPS = re.compile(r"[。！？；：，、,;]$")


def unwrapped(lines: Sequence[str]) -> str:
    """Join the lines of one paragraph where only the width ended them; keep all other breaks.

    A line was ended by the width when the next one's first word had no room on it any more.
    Fields ("Phone: 4444"), quotations, columns, verse and addresses keep their lines.
    """
    if len(lines) < 2 or _is_verse(lines):
        return "\n".join(lines)
    full = max(
        (_columns(line) for line in lines if " " in line or _CJK_END.search(line)), default=0
    )
    text = lines[0]
    for before, after in pairwise(lines):
        text += (_gap(before, after) if _is_soft(before, after, full) else "\n") + after
    return text


def _is_verse(lines: Sequence[str]) -> bool:
    """Verse ends each line where the voice pauses, however long the lines are."""
    chinese = bool(_CJK_END.search(lines[0]))
    return chinese and len(lines) > 2 and all(_STOPS.search(line) for line in lines)


def _is_soft(before: str, after: str, full: int) -> bool:
    chinese = bool(_CJK_END.search(before) or _CJK_START.match(after))
    if full < (_NARROWEST_CHINESE if chinese else _NARROWEST):
        return False
    if _OWN_LINE.match(after) or _COLUMNS.search(before) or _COLUMNS.search(after):
        return False
    return _columns(before) + _columns(_first_word(after)) + 1 > full


def _first_word(line: str) -> str:
    """Return what a wrapped line could not have been broken within; punctuation hangs on to it."""
    if _CJK_START.match(line):
        return line[:2]
    return re.split(rf"\s|(?={_CJK})", line, maxsplit=1)[0]


def _gap(before: str, after: str) -> str:
    return "" if _CJK_END.search(before) or _CJK_START.match(after) else " "


def _columns(text: str) -> int:
    return len(text) + sum(east_asian_width(character) in "WF" for character in text)
