"""How much a question reads like known phrasings: by their words and by their characters."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Parts = Callable[[str], Iterable[str]]


class Cosine:
    """The cosine of texts as sets of parts, each weighted by how few phrasings have it."""

    def __init__(self, phrasings: Sequence[str], parts: Parts) -> None:
        import numpy as np

        self._parts = parts
        self._size = len(phrasings)
        known = [set(parts(text)) for text in phrasings]
        having: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(known):
            for part in each:
                having[part].append(number)
        self._having = {part: np.array(numbers) for part, numbers in having.items()}
        self._lengths = np.array([self._length(each) for each in known])

    def of(self, text: str) -> "NDArray[np.float64]":
        """Return for every phrasing how alike it is: 0 for nothing in common, 1 for the same."""
        import numpy as np

        scores = np.zeros(self._size)
        asked = set(self._parts(text))
        for part in asked & self._having.keys():
            scores[self._having[part]] += self._weight(part) ** 2
        lengths = self._lengths * self._length(asked)
        return scores / np.where(lengths > 0, lengths, 1.0)

    def _weight(self, part: str) -> float:
        return log(1 + self._size / (len(self._having.get(part, ())) + 0.5))

    def _length(self, parts: Iterable[str]) -> float:
        return sqrt(sum(self._weight(part) ** 2 for part in parts))


def grams(text: str) -> list[str]:
    """Return each two and each three characters that stand together, blanks left out."""
    joined = text.replace(" ", "")
    return [joined[at : at + size] for size in (2, 3) for at in range(len(joined) - size + 1)]
