"""The lines of a sheet that stand over a table: its title, its unit, the date it was made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.model import Element, Kind
from ingest.place import rows_of

_LONGEST = 120
_FURTHEST = 2
"""Rows from one line to the next, or to the table: one empty row may lie between."""


def with_titles(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the elements of a sheet, short lines over a table as its captions.

    A line right below the table before is a remark on that one.
    """
    lines: list[Element] = []
    end = 0
    for element in elements:
        first, last = rows_of(element.place)
        if element.kind is Kind.TABLE:
            yield from _captions(lines, first)
            yield element
            lines, end = [], last
        elif element.kind is Kind.PARAGRAPH and not (end and first == end + 1):
            lines.append(element)
        else:
            yield from lines
            yield element
            lines, end = [], last
    yield from lines


def _captions(lines: Sequence[Element], below: int) -> list[Element]:
    captions: list[Element] = []
    for line in reversed(lines):
        row, _ = rows_of(line.place)
        if len(line.text) > _LONGEST or below - row > _FURTHEST:
            break
        captions.insert(0, replace(line, kind=Kind.CAPTION))
        below = row
    return [*lines[: len(lines) - len(captions)], *captions]
