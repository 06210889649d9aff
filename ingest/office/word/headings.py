"""Headings that no style marks: short lines in bold or larger type, or numbered as headings are."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.model import Element, Kind
from ingest.text import names_part, numbered_level

_LONGEST = 60
_LARGER = 1.15
_NO_HEADING = re.compile(r"[:：]|[.。;；,，!！?？]$")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a paragraph is set: all of it in bold or not, its type in half points (0: as usual)."""

    is_bold: bool
    size: int


def with_headings(elements: Sequence[Element], looks: Mapping[int, Look]) -> list[Element]:
    """Return the elements, paragraphs that are headings by their look or number made headings.

    `looks` has the paragraphs by their index. Beside headings by style, a number alone tells only
    for chapters and the like. Lines that stand out are none where most do.
    """
    styled = any(element.kind is Kind.HEADING for element in elements)
    usual = _usual_size(elements, looks)
    striking = {
        index: look.size or usual
        for index, look in looks.items()
        if _stands_out(elements, index, look, usual)
    }
    if len(striking) > len(looks) / 2:
        striking = {}
    ranks = {size: rank for rank, size in enumerate(sorted(set(striking.values()), reverse=True))}
    found: list[Element] = []
    sure = 0
    levels: dict[int, int] = {}
    for index, element in enumerate(elements):
        text = element.text
        number = numbered_level(text)
        level = 0
        if element.kind is Kind.HEADING:
            sure = levels[number] = element.level
        elif number and index in looks and (index in striking or not styled or names_part(text)):
            sure = level = levels.get(number, number)
        elif index in striking:
            level = sure + 1 + ranks[striking[index]]
        found.append(replace(element, kind=Kind.HEADING, level=level) if level else element)
    return found


def _stands_out(elements: Sequence[Element], index: int, look: Look, usual: int) -> bool:
    text = elements[index].text
    larger = look.size >= _LARGER * usual > 0
    if not (look.is_bold or larger) or len(text) > _LONGEST or "\n" in text:
        return False
    leads = index + 1 < len(elements)
    return leads and bool(_LETTER.search(text)) and not _NO_HEADING.search(text)


def _usual_size(elements: Sequence[Element], looks: Mapping[int, Look]) -> int:
    """Return the size of most of the text."""
    letters: Counter[int] = Counter()
    for index, look in looks.items():
        letters[look.size] += len(elements[index].text)
    return max(letters, key=lambda size: letters[size], default=0)
