"""Walking an HTML tree: which elements its blocks are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from ingest.anchors import Anchor, links_in
from ingest.html_links import target_of
from ingest.html_tables import is_layout, table_blocks
from ingest.html_visible import (
    BLOCKS,
    BREAK,
    is_footnote,
    is_skipped,
    main_of,
    unmark_navigation,
    visible,
)
from ingest.limits import Limits
from ingest.model import Element, Kind, Link
from ingest.numerals import ordinal
from ingest.xml import Node, local_name

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_CJK})[ \t]*\n\s*(?={_CJK})")
_BLANKS = re.compile(r"[ \t\n\r\f\u00a0\u200b]+")
_BLANK = " \t\n\r\f\u00a0\u200b"
_LITTLE = 80
"""Characters; a page of more than that has content of its own."""


def blocks(path: Path, root: Node, limits: Limits) -> list[Element]:
    """Return the elements of the main content below `root`, in document order.

    A page that is hardly more than navigation is returned with it.
    """
    found = _walked(path, main_of(root), limits)
    if _length(found) >= _LITTLE:
        return found
    unmark_navigation(root)
    whole = _walked(path, root, limits)
    return whole if _length(whole) > max(_LITTLE, 3 * _length(found)) else found


def _walked(path: Path, root: Node, limits: Limits) -> list[Element]:
    walker = _Walker(path, limits)
    walker.walk(root)
    walker.flush()
    return walker.elements


def _length(elements: list[Element]) -> int:
    return sum(len(element.text) for element in elements)


def plain(text: str) -> str:
    """Fold blanks as a browser does, and join Chinese lines that the source wraps."""
    text = _BLANKS.sub(" ", _WRAP.sub("", text))
    return "\n".join(line.strip() for line in text.split(BREAK)).strip()


class _Walker:
    """Gathers running text until a block ends it, then makes an element of it."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.elements: list[Element] = []
        self.text: list[str] = []
        self.links: list[tuple[int, int, str]] = []
        self.kind = Kind.PARAGRAPH
        self.marker = ""
        self.handlers: dict[str, Callable[[Node], None]] = {
            "table": self.table,
            "ul": self.list,
            "ol": self.list,
            "menu": self.list,
            "dl": self.definitions,
            "pre": self.code,
            "img": self.picture,
            "figcaption": self.caption,
            "br": self.line_break,
            "a": self.link,
            "aside": self.aside,
            **dict.fromkeys(_HEADINGS, self.heading),
        }

    def walk(self, node: Node) -> None:
        """Go through the text and the children of `node`."""
        self.text.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str) and not is_skipped(child):
                self.handlers.get(local_name(child), self.other)(child)
            self.text.append(child.tail or "")

    def other(self, node: Node) -> None:
        if node.get("role") == "heading":
            self.heading(node)
        elif local_name(node) not in BLOCKS:
            self.walk(node)
        elif node.get("class", "").startswith("MsoListParagraph"):
            _drop_bullet(node)
            self.expect(Kind.LIST_ITEM)
            self.walk(node)
            self.expect(Kind.PARAGRAPH)
        else:
            self.flush()
            self.walk(node)
            self.flush()

    def flush(self) -> None:
        """End the running text; it becomes an element of the kind that was waited for."""
        raw = "".join(self.text)
        text = plain(raw)
        links = links_in(raw, self.anchors(), plain, marker=self.marker) if self.links else ()
        self.text, self.links = [], []
        if text:
            self.add(self.kind, self.marker + text, links=links)

    def anchors(self) -> Iterator[Anchor]:
        """Yield the links of the running text, from pieces to offsets."""
        ends = [0, *accumulate(len(piece) for piece in self.text)]
        for start, end, target in self.links:
            yield Anchor(start=ends[start], end=ends[end], target=target)

    def add(self, kind: Kind, text: str, *, level: int = 0, links: tuple[Link, ...] = ()) -> None:
        self.elements.append(Element(kind=kind, text=text, level=level, links=links))
        self.kind, self.marker = Kind.PARAGRAPH, ""

    def expect(self, kind: Kind, marker: str = "") -> None:
        self.flush()
        self.kind, self.marker = kind, marker

    def heading(self, node: Node) -> None:
        self.flush()
        text = plain("".join(visible(node)))
        if text:
            level = _HEADINGS.get(local_name(node)) or _integer(node.get("aria-level"), 2)
            self.add(Kind.HEADING, self.marker + text, level=level)

    def list(self, node: Node) -> None:
        self.flush()
        # The head of a page holds its title; lists beside that are menus.
        if any(local_name(above) == "header" for above in node.iterancestors()):
            return
        number = _integer(node.get("start"), 1)
        for item in node:
            if local_name(item) != "li":
                self.other(item)
            elif not is_skipped(item):
                number = _integer(item.get("value"), number)
                numbered = local_name(node) == "ol"
                marker = f"{ordinal(number, node.get('type', '1'))}. " if numbered else ""
                self.expect(Kind.LIST_ITEM, marker)
                self.walk(item)
                self.expect(Kind.PARAGRAPH)
                number += 1

    def definitions(self, node: Node) -> None:
        """Each description becomes an item that begins with its term; a term alone is one too."""
        self.flush()
        terms: list[str] = []
        described = True
        for part in _terms(node):
            if local_name(part) == "dt":
                terms = [*([] if described else terms), plain("".join(visible(part)))]
                described = False
                continue
            self.expect(Kind.LIST_ITEM, f"{', '.join(terms)}: " if terms else "")
            before = len(self.elements)
            self.walk(part)
            self.expect(Kind.PARAGRAPH)
            added = self.elements[before : before + 1]
            # A description that is nothing but a list leaves the term to a line of its own.
            if terms and not (added and added[0].text.startswith(terms[0])):
                term = Element(kind=Kind.LIST_ITEM, text=", ".join(terms))
                self.elements.insert(before, term)
            described = True
        if not described:
            self.add(Kind.LIST_ITEM, ", ".join(terms))

    def table(self, node: Node) -> None:
        self.flush()
        if is_layout(node):
            self.walk(node)
            self.flush()
            return
        self.elements += table_blocks(self.path, node, self.limits, cell_text=cell_text)

    def code(self, node: Node) -> None:
        self.flush()
        text = "".join(visible(node)).replace(BREAK, "\n").strip("\n")
        if text.strip():
            self.add(Kind.CODE, self.marker + text)

    def picture(self, node: Node) -> None:
        description = plain(node.get("alt", ""))
        if len(description) > 3:
            self.flush()
            self.add(Kind.FIGURE, description)

    def caption(self, node: Node) -> None:
        self.expect(Kind.CAPTION)
        self.walk(node)
        self.expect(Kind.PARAGRAPH)

    def aside(self, node: Node) -> None:
        self.flush()
        before = len(self.elements)
        self.walk(node)
        self.flush()
        if is_footnote(node):
            own = self.elements[before:]
            self.elements[before:] = [replace(one, kind=Kind.FOOTNOTE) for one in own]

    def line_break(self, node: Node) -> None:
        """Break the line; two breaks in a row end the paragraph."""
        last = next((piece for piece in reversed(self.text) if piece.strip(_BLANK)), "")
        if last == BREAK:
            self.flush()
        else:
            self.text.append(BREAK)

    def link(self, node: Node) -> None:
        running, start, before = self.text, len(self.text), len(self.elements)
        self.walk(node)
        target = target_of(node)
        if self.text is running and target:
            self.links.append((start, len(self.text), target))
        elif len(self.elements) == before + 1 and target and not "".join(self.text).strip():
            # Around one block it is that block's; around more it is none of the text after them.
            block = self.elements[-1]
            whole = Link(start=0, end=len(block.text), target=target)
            self.elements[-1] = replace(block, links=(whole,))


def _drop_bullet(item: Node) -> None:
    """Take the bullet out of a list item as Word writes it: a paragraph; a number stays."""
    for mark in list(item.iter("span")):
        is_mark = "mso-list:ignore" in mark.get("style", "").lower().replace(" ", "")
        text = "".join(mark.itertext()).strip()
        # Word draws circles with the letter o.
        if is_mark and (text == "o" or not any(letter.isalnum() for letter in text)):
            mark.text = None
            for child in list(mark):
                mark.remove(child)


def _terms(node: Node) -> Iterator[Node]:
    """Yield the terms and descriptions of a list itself, not of the lists within it."""
    for child in node:
        if local_name(child) in ("dt", "dd"):
            yield child
        elif local_name(child) == "div":
            yield from _terms(child)


def cell_text(node: Node) -> str:
    """Return the text of a table cell on one line, its blocks set apart by blanks."""
    return plain("".join(visible(node))).replace("\n", " ")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default
