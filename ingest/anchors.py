"""Links: which addresses count as one, and where linked words stand."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ingest.model import Link

_ADDRESS = re.compile(r"(?:https?|ftps?)://|mailto:|tel:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """`raw[start:end]` of a text as the file has it points to `target`."""

    start: int
    end: int
    target: str


def is_address(target: str) -> bool:
    """Tell whether a link leads out of its file: not to a place within it, not to a script."""
    return bool(_ADDRESS.match(target))


def links_in(
    raw: str, anchors: Iterable[Anchor], tidy: Callable[[str], str], *, marker: str = ""
) -> tuple[Link, ...]:
    """Return the links of the text `marker + tidy(raw)`; anchors without words are left out."""
    text = tidy(raw)
    links = []
    for anchor in anchors:
        words = tidy(raw[anchor.start : anchor.end])
        # What stands before is as long by itself as within the text, but for a blank at its end.
        start = text.find(words, len(tidy(raw[: anchor.start]))) if words else -1
        if start >= 0 and anchor.target:
            offset = start + len(marker)
            links.append(Link(start=offset, end=offset + len(words), target=anchor.target))
    return tuple(links)


def in_one_line(texts: Iterable[tuple[str, Iterable[Link]]]) -> tuple[str, list[Link]]:
    """Return texts with their links as one line, a blank between each two."""
    line = ""
    links: list[Link] = []
    for text, own in texts:
        if not text:
            continue
        start = len(line) + bool(line)
        line += f" {text}" if line else text
        links += (replace(one, start=one.start + start, end=one.end + start) for one in own)
    return line, links
