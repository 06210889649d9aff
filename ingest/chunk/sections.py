"""Sections: runs of elements under one heading, which no chunk ever mixes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.contents import is_contents_entry, is_contents_heading, is_paged
from ingest.model import FURNITURE, Element, Kind
from ingest.place import without_cells

_HEADINGS = frozenset({Kind.TITLE, Kind.HEADING})
_MOST_STACKED = 3
_NUMBER = re.compile(
    r"(\D{0,12}?)[(（]?(?:\d+(?:\.\d+)*|[一二三四五六七八九十百千零〇]+|[IVXLC]+)"
    r"(?=[\s.、:：)）章节節条條编編篇部款项項]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A heading that leads to text; `number` counts those of the document from 1.

    `is_title` tells that it only repeats the title of the document.
    """

    element: Element
    number: int
    is_title: bool = False


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading, the headings above it, and the elements below it up to the next heading.

    `trail` holds the headings from the top down to this section's own.
    """

    trail: tuple[Opened, ...] = ()
    place: str = ""
    body: list[Element] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The texts of the headings, without one that repeats the document's title."""
        return tuple(_line(each.element) for each in self.trail if not each.is_title)

    @property
    def text(self) -> str:
        """The text of its body."""
        return "\n".join(element.text for element in self.body)

    @property
    def number(self) -> int:
        """The number of its own heading, 0 before the first; parts of one section share it."""
        return self.trail[-1].number if self.trail else 0


def sections(elements: Sequence[Element], title: str) -> list[Section]:
    """Return the sections in reading order, furniture, figures and contents pages left out.

    A heading that repeats the document's `title` opens a section but is no part of any path. One
    that stands right above another of its depth ("Article 1", "General provisions") leads to that;
    one with nothing below it is a line of the section around it.
    """
    outline = _Outline(title)
    heading: Element | None = None
    for element in elements:
        if element.kind in _HEADINGS:
            outline.open(element)
            heading = element
        elif _is_text(element) and not _is_entry(element, heading):
            outline.add(element)
    outline.end_heading(None)
    return outline.found


class _Outline:
    """The sections so far, and the headings that are open."""

    def __init__(self, title: str) -> None:
        self.found: list[Section] = []
        self._title = title
        self._open: list[Opened] = []
        self._count = 0
        self._is_bare = False

    def open(self, element: Element) -> None:
        """Begin a section."""
        keep = self.end_heading(element)
        while len(self._open) > keep and _depth(self._open[-1].element) >= _depth(element):
            self._open.pop()
        self._count += 1
        is_title = _line(element) == self._title
        self._open.append(Opened(element=element, number=self._count, is_title=is_title))
        self._is_bare = True

    def end_heading(self, following: Element | None) -> int:
        """Settle what becomes of an open heading with nothing below it, now that another comes.

        Returns how many of the open headings lead to the next one.
        """
        bare, self._is_bare = self._is_bare, False
        if not bare:
            return 0
        own = self._open[-1].element
        if following is not None and _depth(own) < _depth(following):
            return 0
        contents = is_contents_heading(own.text)
        if following is not None and not contents and self._leads_to(following):
            return len(self._open)
        self._open.pop()
        if not contents:
            self.add(own)
        return 0

    def add(self, element: Element) -> None:
        """Add text to the section that is open."""
        self._is_bare = False
        number = self._open[-1].number if self._open else 0
        place = without_cells(element.place)
        last = self.found[-1] if self.found else None
        if last is None or (last.number, last.place) != (number, place):
            last = Section(trail=tuple(self._open), place=place)
            self.found.append(last)
        last.body.append(element)

    def _leads_to(self, following: Element) -> bool:
        own = self._open[-1].element
        stacked = sum(_depth(each.element) == _depth(own) for each in self._open)
        alike = _depth(own) == _depth(following) and own.kind is following.kind
        return alike and stacked < _MOST_STACKED and not _are_siblings(own.text, following.text)


def _line(heading: Element) -> str:
    return " ".join(heading.text.split())


def _are_siblings(one: str, other: str) -> bool:
    """Tell whether two headings are numbered alike ("Item 15", "Item 16")."""
    first, second = _NUMBER.match(one), _NUMBER.match(other)
    return bool(first and second and first[1].lower() == second[1].lower())


def _is_text(element: Element) -> bool:
    """Tell whether an element has words of its own: furniture and contents pages have none."""
    if element.kind in FURNITURE or not element.text.strip():
        return False
    return not is_contents_entry(element.text)


def _is_entry(element: Element, heading: Element | None) -> bool:
    """Tell whether an element below "Contents" only says on which pages things stand."""
    return heading is not None and is_contents_heading(heading.text) and is_paged(element.text)


def _depth(heading: Element) -> int:
    return 0 if heading.kind is Kind.TITLE else max(heading.level, 1)
