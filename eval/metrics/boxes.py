"""Whether what stands under the boxes of a chunk is what the chunk says."""

import unicodedata
from collections import Counter

ENOUGH = 0.98
"""The share of characters from which the boxes of a chunk count as true."""


def box_truth(said: str, under: str, *, once: str | None = None) -> float:
    """Return the share of characters that a text and the print under its boxes have in common.

    Words that are missing under the boxes cost as much as strange ones there. Only letters and
    digits count, whatever their form: hyphens, bullets and the bars between cells are the reader's
    to set and to drop. `once` is the text without what it repeats on purpose; that must be there.
    """
    first, second = _letters(said), _letters(under)
    least = first if once is None else _letters(once)
    longer = max(least.total(), second.total())
    wrong = max((least - second).total(), (second - first).total())
    return 1 - wrong / longer if longer else 1.0


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
