"""References to cells as workbooks write them: "B3", "$A$1:C9"."""

from functools import lru_cache

LAST_COLUMN = 16_384


def whole(text: str | None) -> int:
    """Return a whole number of at most nine digits; 0 for anything else."""
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else 0


def area(reference: str) -> tuple[int, int, int, int] | None:
    """Return the first row, from 1, and column, from 0, and how many of each there are."""
    first, _, last = reference.partition(":")
    top, left = _row(first), column_of(first)
    height, breadth = _row(last or first) - top + 1, column_of(last or first) - left + 1
    return (top, left, height, breadth) if height > 0 and breadth > 0 else None


def _row(reference: str) -> int:
    return whole(reference.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def column_of(reference: str) -> int:
    """Return A1 → 0, AA7 → 26; -1 for what is no reference."""
    return _index(reference.strip("$0123456789"))


@lru_cache(maxsize=LAST_COLUMN)
def _index(letters: str) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1 if "A" <= letter <= "Z" else -LAST_COLUMN
    return number - 1
