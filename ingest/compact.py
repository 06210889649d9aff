"""Sequences of rows without number, kept small: a large sheet has millions of cells."""

import marshal
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

_Row = TypeVar("_Row")

_TOGETHER = 256
"""Rows that are packed together: what one access to a row unpacks."""

_QUICK = 1


class Compact(Sequence[_Row], Generic[_Row]):
    """Rows of plain values (tuples, lists, numbers, texts), packed; append only.

    Going through them in order is quick; of single rows, those beside the last one are.
    """

    def __init__(self, rows: Iterable[_Row] = ()) -> None:
        self._packed: list[bytes] = []
        self._open: list[_Row] = []
        self._unpacked: tuple[int, list[_Row]] = (-1, [])
        self.extend(rows)

    def append(self, row: _Row) -> None:
        """Add a row at the end."""
        self._open.append(row)
        if len(self._open) == _TOGETHER:
            self._packed.append(zlib.compress(marshal.dumps(self._open), _QUICK))
            self._open = []

    def extend(self, rows: Iterable[_Row]) -> None:
        """Add rows at the end."""
        for row in rows:
            self.append(row)

    def __len__(self) -> int:
        return len(self._packed) * _TOGETHER + len(self._open)

    def __iter__(self) -> Iterator[_Row]:
        for block in range(len(self._packed) + 1):
            yield from self._block(block)

    @overload
    def __getitem__(self, index: int) -> _Row: ...

    @overload
    def __getitem__(self, index: slice) -> "Compact[_Row]": ...

    def __getitem__(self, index: "int | slice") -> "_Row | Compact[_Row]":
        if isinstance(index, slice):
            places = range(len(self))[index]
            whole = places == range(len(self))
            return self if whole else Compact(self[place] for place in places)
        block, place = divmod(range(len(self))[index], _TOGETHER)
        if block != self._unpacked[0]:
            self._unpacked = (block, self._block(block))
        return self._unpacked[1][place]

    def _block(self, number: int) -> list[_Row]:
        if number == len(self._packed):
            return self._open
        rows: list[_Row] = marshal.loads(zlib.decompress(self._packed[number]))
        return rows


class Texts:
    """Texts by their number, as bytes: a text of its own takes three times as much."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        for text in texts:
            self._bytes += text.encode("utf-8", errors="surrogatepass")
            self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number], self._ends[number + 1]
        return self._bytes[start:end].decode("utf-8", errors="surrogatepass")
