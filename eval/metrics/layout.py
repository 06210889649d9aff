"""How well a file was read: reading order, tables (TEDS), outline, running headers and footers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from eval.metrics.distance import indel_similarity, levenshtein_distance

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_SPACES = {ord(char): " " for char in "\t\r\n\u00a0\u3000"}


def reading_order(text: str, gold: str) -> float:
    """Return the normalised indel similarity of two texts, blanks folded; 1.0 is the same."""
    return indel_similarity(_folded(text), _folded(gold))


def teds(html: str, gold: str, *, structure_only: bool = False) -> float:
    """Return the tree-edit-distance similarity of two HTML tables (Zhong et al. 2020, PubTabNet).

    `thead`, `tbody` and `tfoot` are passed over and `th` counts as `td`, since tools differ there
    and people do not see it. `structure_only` ignores what the cells say. No table scores 0.
    """
    first, second = _table_tree(html, structure_only), _table_tree(gold, structure_only)
    return 0.0 if first is None or second is None else _similarity(first, second)


def heading_tree(headings: Sequence[tuple[int, str]], gold: Sequence[tuple[int, str]]) -> float:
    """Return the tree-edit-distance similarity of two outlines, given as (level, text) in order."""
    if not headings or not gold:
        return float(not headings and not gold)
    return _similarity(_outline(headings), _outline(gold))


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How much of what was found is right, how much of what is right was found, and their F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def word_agreement(found: Sequence[str], gold: Sequence[str]) -> Agreement:
    """Compare two lists of lines word by word (a Han character counts as a word).

    How the words are cut into lines does not matter, how often each occurs does. Nothing found is
    never wrong, and nothing to be found is never missed.
    """
    first, second = Counter(_words(found)), Counter(_words(gold))
    common = (first & second).total()
    return Agreement(
        precision=common / first.total() if first else 1.0,
        recall=common / second.total() if second else 1.0,
    )


@dataclass(slots=True)
class _Node:
    """A node as apted walks it."""

    tag: str
    text: str = ""
    span: tuple[int, int] = (1, 1)
    children: list["_Node"] = field(default_factory=list)

    def size(self) -> int:
        return 1 + sum(child.size() for child in self.children)


class _TableReader(HTMLParser):
    """Builds the tree of the first table: rows, and cells with their spans and words."""

    def __init__(self) -> None:
        super().__init__()
        self.table: _Node | None = None
        self._cell: _Node | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            self.table = self.table or _Node("table")
        elif self.table is None or self._depth != 1:
            return
        elif tag == "tr":
            self.table.children.append(_Node("tr"))
            self._cell = None
        elif tag in {"td", "th"} and self.table.children:
            self._cell = _Node("td", span=(_span(attrs, "colspan"), _span(attrs, "rowspan")))
            self.table.children[-1].children.append(self._cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1 if self._depth > 1 else -1_000_000
        elif tag in {"td", "th"} and self._depth == 1:
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.text += data


def _span(attrs: list[tuple[str, str | None]], name: str) -> int:
    value = dict(attrs).get(name) or "1"
    return int(value) if value.isdecimal() and 0 < int(value) < 1_000 else 1


def _table_tree(html: str, structure_only: bool) -> _Node | None:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    if reader.table is None:
        return None
    for row in reader.table.children:
        for cell in row.children:
            cell.text = "" if structure_only else _folded(cell.text)
    return reader.table


def _outline(headings: Sequence[tuple[int, str]]) -> _Node:
    root = _Node("outline")
    path: list[tuple[int, _Node]] = [(0, root)]
    for level, text in headings:
        while len(path) > 1 and path[-1][0] >= level:
            path.pop()
        node = _Node("heading", text=_folded(text))
        path[-1][1].children.append(node)
        path.append((level, node))
    return root


def _similarity(first: _Node, second: _Node) -> float:
    if _same(first, second):
        return 1.0
    from apted import APTED  # type: ignore[import-untyped]  # the package ships no types

    # The root is the same in both and counts for nothing, as in the reference implementation.
    size = max(first.size(), second.size()) - 1
    if not size:
        return 1.0
    distance = APTED(first, second, _Costs()).compute_edit_distance()
    return max(0.0, 1.0 - float(distance) / size)


def _same(first: _Node, second: _Node) -> bool:
    """Tell whether two trees are equal; a distance in a large one takes seconds to say so."""
    if (first.tag, first.text, first.span) != (second.tag, second.text, second.span):
        return False
    if len(first.children) != len(second.children):
        return False
    return all(map(_same, first.children, second.children))


class _Costs:
    """What it costs to turn one tree into another, as apted asks for it."""

    valuecls = float

    def delete(self, node: _Node) -> float:
        return 1.0

    def insert(self, node: _Node) -> float:
        return 1.0

    def rename(self, node1: _Node, node2: _Node) -> float:
        if node1.tag != node2.tag or node1.span != node2.span:
            return 1.0
        return levenshtein_distance(node1.text, node2.text)

    def children(self, node: _Node) -> list[_Node]:
        return node.children


def _words(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from _WORD.findall(line)


def _folded(text: str) -> str:
    return " ".join(text.translate(_SPACES).split())
