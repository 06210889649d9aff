"""Which words of an element lead elsewhere: from areas to click on to stretches of text."""

import re
from collections.abc import Iterable

from ingest.model import Link, Span
from ingest.pdf.page import Anchor, Line, Page

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")


def links_of(
    text: str, lines: Iterable[tuple[Line, Page]], spans: Iterable[Span]
) -> tuple[Link, ...]:
    """Return the links in `text`, whose lines, each with its page, stand in `spans` of it.

    Letters are taken for equally wide, and a link covers whole words. What goes on in the next
    line is one link.
    """
    links: list[Link] = []
    for (line, page), span in zip(lines, spans, strict=True):
        for anchor in page.anchors:
            if not (anchor.y0 < line.middle < anchor.y1 and _overlap(anchor, line) > 1):
                continue
            found = _stretch(text[span.start : span.end], line, anchor)
            if found is None:
                continue
            start, end = span.start + found[0], span.start + found[1]
            last = links[-1] if links else None
            if last is not None and last.target == anchor.target and start - last.end < 2:
                links[-1] = Link(start=last.start, end=end, target=anchor.target)
            else:
                links.append(Link(start=start, end=end, target=anchor.target))
    return tuple(links)


def _overlap(anchor: Anchor, line: Line) -> float:
    return min(anchor.x1, line.x1) - max(anchor.x0, line.x0)


def _stretch(text: str, line: Line, anchor: Anchor) -> tuple[int, int] | None:
    """Return the words of a line of which more than half lies under the anchor."""
    wide = line.width / (len(text) or 1)
    words = [
        match
        for match in _WORD.finditer(text)
        if anchor.x0 < line.x0 + wide * (match.start() + match.end()) / 2 < anchor.x1
    ]
    return (words[0].start(), words[-1].end()) if words else None
