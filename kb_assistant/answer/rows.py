"""The rows of tables in a chunk's text: which one names the columns, and a row in words."""

import re
from collections.abc import Iterator, Sequence

CELLS = " | "
"""What stands between the cells of a table row."""
_AMOUNT = re.compile(r"[($€£¥￥+-]*\s?\d[\d,.]*\s?[%％)]*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_CURRENCY = re.compile(r"\(?(?:[$€£¥￥]|USD|EUR|GBP|CNY|RMB)")
_NIL = frozenset("-–—")
_COLONS = (":", "：")
_LEAST_AMOUNT = 3
"""Characters from which a number is an amount: the columns of a table may be numbered."""


def cells_of(text: str, start: int, end: int) -> list[str]:
    """Return the cells of the row at `text[start:end]`, the empty ones around it too."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return text[first : len(text) if last < 0 else last].split(CELLS)


def _is_header(cells: Sequence[str]) -> bool:
    """Tell whether a table's first row names the columns: it gives no amount beside its label.

    A label with a colon ("Registered office:") has its value beside it.
    """
    if cells[0].strip().endswith(_COLONS):
        return False
    return not any(_is_amount(cell.strip()) for cell in cells[1:])


def header_with(header: Sequence[str] | None, cells: Sequence[str]) -> list[str] | None:
    """Return the names of columns as far as `cells` give them; None where these are a row.

    Below a first row of names there may be others, as years below "Revenue"; these have no label of
    their own.
    """
    if not _is_header(cells):
        return None
    if header is None:
        return list(cells)
    if len(cells) != len(header) or cells[0] not in ("", header[0]):
        return None
    pairs = zip(map(str.strip, header), map(str.strip, cells), strict=True)
    return [" ".join(dict.fromkeys(name for name in pair if name)) for pair in pairs]


def labelled(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return a table row in words: "Item: Widget; Price: 30"; empty cells are left out."""
    if not header and cells[0].strip().endswith(_COLONS):
        return " ".join(cell for cell in map(str.strip, cells) if cell)
    return "; ".join(
        f"{name}: {cell}" if name else cell for name, cell in _named(header, cells) if cell
    )


def _named(header: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each cell with its column's name; a sign of a currency goes to the amount behind it."""
    sign = ""
    for index, cell in enumerate(map(str.strip, cells)):
        name = header[index].strip() if index < len(header) else ""
        if _CURRENCY.fullmatch(cell) and index + 1 < len(cells):
            sign = f"{cell} "
            continue
        yield name, f"{sign}{cell}" if cell else ""
        sign = ""


def _is_amount(cell: str) -> bool:
    if _CURRENCY.fullmatch(cell) or cell in _NIL:
        return True
    return bool(
        _AMOUNT.fullmatch(cell) and len(cell) >= _LEAST_AMOUNT and not _YEAR.fullmatch(cell)
    )
