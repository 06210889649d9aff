"""What the links of a page point to."""

import re
from collections.abc import Callable

from ingest.model import Link
from ingest.xml import Node

_NO_ADDRESS = re.compile(r"(?:javascript|data|about|file|blob):|#|$", re.I)


def target_of(anchor: Node) -> str:
    """Return the address of a link; "" where it leads nowhere outside of the page."""
    address = anchor.get("href", "").strip()
    return "" if _NO_ADDRESS.match(address) else address


def links_of_cell(cell: Node, cell_text: Callable[[Node], str]) -> list[Link]:
    """Return the links of a table's cell, as they stand in its text."""
    links: list[Link] = []
    text, at = cell_text(cell), 0
    for anchor in cell.iter("a"):
        words, target = cell_text(anchor), target_of(anchor)
        start = text.find(words, at) if words and target else -1
        if start >= 0:
            at = start + len(words)
            links.append(Link(start=start, end=at, target=target))
    return links
