"""What the links of a page point to."""

import re
from collections.abc import Callable
from dataclasses import replace

from ingest.model import Element, Link
from ingest.xml import Node

_NO_ADDRESS = re.compile(r"(?:javascript|data|about|file|blob):|#|$", re.I)


def target_of(anchor: Node) -> str:
    """Return the address of a link; "" where it leads nowhere outside of the page."""
    address = anchor.get("href", "").strip()
    return "" if _NO_ADDRESS.match(address) else address


def with_cell_links(table: Element, node: Node, cell_text: Callable[[Node], str]) -> Element:
    """Return the table with the links of its cells, whose words its text has in the same order."""
    links: list[Link] = []
    at = 0
    for anchor in node.iter("a"):
        words, target = cell_text(anchor), target_of(anchor)
        start = table.text.find(words, at) if words and target else -1
        if start >= 0:
            at = start + len(words)
            links.append(Link(start=start, end=at, target=target))
    return replace(table, links=tuple(links))
