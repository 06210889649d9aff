"""Places in sheets, in words: "sheet Prices, A2:F9"."""

import re

_CELLS = re.compile(r"(?:^|, )([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$")


def at_cells(place: str, *, rows: tuple[int, int], columns: tuple[int, int]) -> str:
    """Return `place` with a range of cells: the first and the last row, from 1, and column, from 0.

    A single cell is named once: "sheet Prices, B3".
    """
    first = f"{_letters(columns[0])}{rows[0]}"
    last = f"{_letters(columns[1])}{rows[1]}"
    cells = first if first == last else f"{first}:{last}"
    return f"{place}, {cells}" if place else cells


def without_cells(place: str) -> str:
    """Return the sheet alone, or `place` as it is where it names no cells."""
    return _CELLS.sub("", place)


def rows_of(place: str) -> tuple[int, int]:
    """Return the first and the last row of the cells that `place` names; (0, 0) without any."""
    cells = _CELLS.search(place)
    return (int(cells[2]), int(cells[4] or cells[2])) if cells else (0, 0)


def of_lines(place: str, first: int, last: int, *, count: int) -> str:
    """Return the cells of the lines `first` to `last`, from 0, of a table of `count` lines.

    Where the table has not just one line for each row of the range, the range stays whole.
    """
    cells = _CELLS.search(place)
    if cells is None or cells[3] is None or int(cells[4]) - int(cells[2]) + 1 != count:
        return place
    top = int(cells[2])
    return f"{place[: cells.start(1)]}{cells[1]}{top + first}:{cells[3]}{top + last}"


def _letters(column: int) -> str:
    """Return 0 → "A", 26 → "AA"."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters
