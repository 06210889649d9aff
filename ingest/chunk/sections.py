"""Sections: runs of elements under one heading, which no chunk ever mixes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.contents import is_contents_entry
from ingest.model import FURNITURE, Element, Kind

_HEADINGS = frozenset({Kind.TITLE, Kind.HEADING})


@dataclass(slots=True, kw_only=True)
class Section:
    """A heading, the headings above it, and the elements below it up to the next heading.

    `path` names the headings from the top down to this section's own; `heading` is None for what
    stands before the first one.
    """

    path: tuple[str, ...] = ()
    place: str = ""
    heading: Element | None = None
    body: list[Element] = field(default_factory=list)
    has_children: bool = False


def sections(elements: Sequence[Element], title: str) -> Iterator[Section]:
    """Yield the sections in reading order, furniture, figures and contents pages left out.

    A heading that repeats the document's `title` opens a section but is no part of any path.
    """
    current = Section()
    open_headings: list[Element] = []
    for element in elements:
        if element.kind in _HEADINGS:
            while open_headings and _depth(open_headings[-1]) >= _depth(element):
                open_headings.pop()
            current.has_children = any(above is current.heading for above in open_headings)
            yield current
            open_headings.append(element)
            current = Section(
                path=_path(open_headings, title), place=element.place, heading=element
            )
        elif _is_text(element):
            if element.place != current.place and current.body:
                yield current
                current = Section(path=current.path, heading=current.heading)
            current.place = element.place
            current.body.append(element)
    yield current


def _is_text(element: Element) -> bool:
    """Tell whether an element has words of its own: furniture and contents pages have none."""
    if element.kind in FURNITURE or not element.text.strip():
        return False
    return not is_contents_entry(element.text)


def _depth(heading: Element) -> int:
    return 0 if heading.kind is Kind.TITLE else max(heading.level, 1)


def _path(headings: Sequence[Element], title: str) -> tuple[str, ...]:
    texts = (" ".join(heading.text.split()) for heading in headings)
    return tuple(text for text in texts if text != title)
