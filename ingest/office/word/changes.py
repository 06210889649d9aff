"""Paragraphs as they are when tracked changes are accepted."""

from collections.abc import Iterable, Iterator
from copy import deepcopy

from ingest.office.word.styles import W
from ingest.xml import Node

_NOT_KEPT = frozenset((f"{W}pPr", f"{W}del", f"{W}moveFrom"))


def with_joined(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield block-level nodes; a paragraph whose end was deleted goes on in the one after it.

    What comes of the two has the style of the second, as in Word. Nothing is changed in place.
    """
    before: list[Node] = []
    for node in nodes:
        if node.tag != f"{W}p":
            yield from before
            before = []
            yield node
            continue
        whole = _joined(before[0], node) if before else node
        before = [whole] if _ends_deleted(node) else []
        if not before:
            yield whole
    yield from before


def _ends_deleted(paragraph: Node) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (
        mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
    )


def _joined(first: Node, second: Node) -> Node:
    whole = deepcopy(second)
    properties = whole.find(f"{W}pPr")
    place = 0 if properties is None else whole.index(properties) + 1
    whole[place:place] = [deepcopy(child) for child in first if child.tag not in _NOT_KEPT]
    return whole
