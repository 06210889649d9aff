"""What leads to what comes next: "You need:", the caption of a table, the unit of its numbers."""

import re
from collections.abc import Sequence

from ingest.chunk.pieces import Piece
from ingest.model import Element, Kind

LEAD_IN = (":", "：")
"""How a line ends that announces what comes next."""

_UNIT = re.compile(
    r"[(（\[]?\s*(?:"
    r"(?:金额|金額|货币|貨幣|数量|數量)?(?:单位|單位|币种|幣種)\s*[:：为為]|(?:units?|currency)\s*[:：]"
    r"|(?:(?:all|dollars?|amounts?|figures?|values?|are|expressed|stated|[$€£¥])\s)*"
    r"in (?:\w+ )?(?:thousands|millions|billions|percent|USD|EUR|GBP|CNY|RMB)\b"
    r"|(?<=[(（\[])(?:thousands|millions|billions|percent)\b)",
    re.I,
)
_ENDS_IN_UNIT = re.compile(r"[:：]\s*[(（]?(?:金额|金額)?(?:单位|單位)[:：]\S{1,12}$")
_TABLE_NAME = re.compile(
    r"(?:(?:Table|TABLE)\s+[A-Z]?[\dIVX]+(?:[-–.]\d+)*|附?表\s*[A-Z]?[\d一二三四五六七八九十]+(?:[-–.．]\d+)*)"
    r"(?:\s*[:：.|—–-]|\s|$)"
)
_LONGEST_NAME = 200
_LONGEST_UNIT = 100


def is_lead_in(piece: Piece) -> bool:
    """Tell whether a piece announces what comes next ("You need:")."""
    return piece.text.endswith(LEAD_IN)


def is_unit(text: str) -> bool:
    """Tell whether a line says in what a table counts ("(in millions)", 单位：元)."""
    return len(text) <= _LONGEST_UNIT and bool(_UNIT.match(text))


def names_table(text: str) -> bool:
    """Tell whether a line is the name of a table ("Table 3: Prices", "表1 差旅标准")."""
    return len(text) <= _LONGEST_NAME and bool(_TABLE_NAME.match(text))


def lead_of_table(waiting: Sequence[Piece], room: int) -> list[Piece]:
    """Return the pieces right above a table that are its headings, name, unit or lead-in."""
    lead: list[Piece] = []
    announced = False
    for piece in reversed(waiting):
        announces = is_lead_in(piece) or bool(_ENDS_IN_UNIT.search(piece.text))
        room -= piece.tokens + 1
        if room < 0 or not (_names(piece) or (announces and not announced)):
            break
        announced = announced or announces
        lead.insert(0, piece)
    return lead


def with_names_above(body: Sequence[Element]) -> list[Element]:
    """Return the elements of a section, names of tables put above them where they stand below."""
    order = [_part(element) for element in body if _part(element)]
    if order[:1] != ["table"] or order[-1] != "name":
        return list(body)
    found: list[Element] = []
    for element in body:
        below = _part(element) == "name" and found and _part(found[-1]) == "table"
        found.insert(len(found) - 1 if below else len(found), element)
    return found


def _part(element: Element) -> str:
    if element.kind is Kind.TABLE:
        return "table"
    named = element.kind in (Kind.PARAGRAPH, Kind.CAPTION) and names_table(element.text)
    return "name" if named else ""


def _names(piece: Piece) -> bool:
    named = piece.kind in (Kind.CAPTION, Kind.HEADING)
    return named or is_unit(piece.text) or names_table(piece.text)
