"""Walking OpenDocument text: paragraphs, headings, lists, tables and frames become elements."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ingest.anchors import Anchor, is_address, links_in
from ingest.model import Element, Kind
from ingest.numerals import ordinal
from ingest.office.described import description
from ingest.office.odf.names import DC, STYLE, SVG, TEXT, XLINK, count
from ingest.office.odf.tables import grid_of
from ingest.table import table_element
from ingest.xml import Node, local_name

# Deleted text, lists of variables, and what the headings carry already.
_SKIPPED = frozenset(
    ("tracked-changes", "sequence-decls", "variable-decls", "forms", "note-citation",
     "table-of-content", "alphabetical-index", "illustration-index", "table-index", "notes",
     "title", "desc")
)  # fmt: skip
_HANGING = frozenset(("note", "annotation", "frame", "custom-shape", "g"))
_ASIDE = frozenset({Kind.FIGURE, Kind.FOOTNOTE, Kind.ANNOTATION})
_SIGNS = {"tab": " ", "line-break": "\n", "s": " "}


class Body:
    """Gathers the elements below nodes of a document; `most` bounds the cells of a table."""

    def __init__(self, styles: Iterable[Node], *, most: int) -> None:
        self.elements: list[Element] = []
        self._styles: dict[str, Node] = {}
        self._most = most
        self._aside: list[Element] = []
        for root in styles:
            for node in root.iter(f"{STYLE}style", f"{TEXT}list-style"):
                self._styles.setdefault(node.get(f"{STYLE}name", ""), node)
        self._handlers: dict[str, Callable[[Node], None]] = {
            "p": self._paragraph,
            "h": self._heading,
            "list": self._list,
            "table": self._table,
            "note": self._note,
            "annotation": self._annotation,
            "image": self._picture,
        }

    def walk(self, node: Node) -> None:
        """Add what the children of `node` hold."""
        for child in node:
            name = local_name(child)
            if name and name not in _SKIPPED and child.get(f"{TEXT}display") != "none":
                self._handlers.get(name, self.walk)(child)

    def text_of(self, node: Node) -> str:
        """Return the text of all blocks inside `node` on one line.

        Pictures and notes in it are kept for after the table.
        """
        outer, self.elements = self.elements, []
        self.walk(node)
        texts = [element.text for element in self.elements if element.kind not in _ASIDE]
        self._aside += [element for element in self.elements if element.kind in _ASIDE]
        self.elements = outer
        return " ".join(" ".join(texts).split())

    def kept_aside(self) -> list[Element]:
        """Return the pictures and notes that stood in cells since the last call."""
        aside, self._aside = self._aside, []
        return aside

    def _paragraph(self, node: Node) -> None:
        raw, anchors = _anchored(node)
        text = _tidy(raw)
        kind = self._kind(node.get(f"{TEXT}style-name", ""))
        if text:
            links = links_in(raw, anchors, _tidy)
            self.elements.append(Element(kind=kind, text=text, links=links))
        self._inside(node)

    def _heading(self, node: Node) -> None:
        text = " ".join(_anchored(node)[0].split())
        if text:
            level = max(count(node, f"{TEXT}outline-level"), 1)
            self.elements.append(Element(kind=Kind.HEADING, text=text, level=level))
        self._inside(node)

    def _inside(self, node: Node) -> None:
        """Add the notes and frames that hang on a paragraph."""
        for child in node:
            if local_name(child) in _HANGING:
                self._handlers.get(local_name(child), self.walk)(child)
            elif local_name(child) in ("span", "a"):
                self._inside(child)

    def _kind(self, style: str) -> Kind:
        names = set(self._names(style))
        if "Title" in names:
            return Kind.TITLE
        captions = {"Caption", "Illustration", "Table", "Figure", "Drawing"}
        return Kind.CAPTION if names & captions else Kind.PARAGRAPH

    def _names(self, style: str) -> Iterator[str]:
        """Yield a style and those that it is based on."""
        for _ in range(20):
            yield style
            node = self._styles.get(style)
            if node is None:
                return
            style = node.get(f"{STYLE}parent-style-name", "")

    def _list(self, node: Node, style: str = "", depth: int = 1) -> None:
        style = node.get(f"{TEXT}style-name", style)
        level = self._list_level(style, depth)
        number = 0 if level is None else count(level, f"{TEXT}start-value") - 1
        for item in node.iterchildren(f"{TEXT}list-header", f"{TEXT}list-item"):
            number = count(item, f"{TEXT}start-value", number + 1)
            marker = "" if level is None else _marker(level, number)
            for child in item:
                if local_name(child) == "list":
                    self._list(child, style, depth + 1)
                    continue
                before = len(self.elements)
                self._handlers.get(local_name(child), self.walk)(child)
                self._mark(before, marker)
                marker = ""

    def _mark(self, start: int, marker: str) -> None:
        """Make the first of the elements from `start` on, if it is a paragraph, a list item."""
        if start < len(self.elements) and self.elements[start].kind is Kind.PARAGRAPH:
            own = self.elements[start]
            links = tuple(
                replace(link, start=link.start + len(marker), end=link.end + len(marker))
                for link in own.links
            )
            text = marker + own.text
            self.elements[start] = Element(kind=Kind.LIST_ITEM, text=text, links=links)

    def _list_level(self, style: str, depth: int) -> Node | None:
        node = self._styles.get(style)
        numbered = [] if node is None else node.iterchildren(f"{TEXT}list-level-style-number")
        return next((one for one in numbered if count(one, f"{TEXT}level") == depth), None)

    def _table(self, node: Node) -> None:
        table = table_element(grid_of(node, self.text_of, most=self._most))
        if table.text:
            self.elements.append(table)
        self.elements += self.kept_aside()

    def _annotation(self, node: Node) -> None:
        author = " ".join((node.findtext(f"{DC}creator") or "").split())
        parts = (" ".join(_anchored(one)[0].split()) for one in node.iter(f"{TEXT}p"))
        text = " ".join(filter(None, parts))
        if text:
            said = f"{author}: {text}" if author else text
            self.elements.append(Element(kind=Kind.ANNOTATION, text=said))

    def _note(self, node: Node) -> None:
        citation = "".join(node.itertext(f"{TEXT}note-citation")).strip()
        for body in node.iterchildren(f"{TEXT}note-body"):
            text = f"{citation} {self.text_of(body)}".strip()
            self.elements.append(Element(kind=Kind.FOOTNOTE, text=text))

    def _picture(self, node: Node) -> None:
        frame = node.getparent()
        described = "" if frame is None else frame.findtext(f"{SVG}desc") or ""
        part = node.get(f"{XLINK}href", "").removeprefix("./")
        text = description(described)
        if text or part:
            self.elements.append(Element(kind=Kind.FIGURE, text=text, picture=part))


def _marker(level: Node, number: int) -> str:
    style = level.get(f"{STYLE}num-format", "")
    if not style:
        return ""
    before, after = level.get(f"{STYLE}num-prefix", ""), level.get(f"{STYLE}num-suffix", "")
    return f"{before}{ordinal(number, style)}{after} "


def _anchored(node: Node, before: int = 0) -> tuple[str, list[Anchor]]:
    """Return the text of a paragraph or a part of it, and its links; `before` stands before it."""
    raw = node.text or ""
    anchors: list[Anchor] = []
    for child in node:
        name = local_name(child)
        if name in _SIGNS:
            raw += _SIGNS[name] * min(count(child, f"{TEXT}c"), 100)
        elif name and name not in _SKIPPED and name not in _HANGING:
            start = before + len(raw)
            inner, within = _anchored(child, start)
            raw += inner
            anchors += within
            target = child.get(f"{XLINK}href", "")
            if is_address(target):
                anchors.append(Anchor(start=start, end=before + len(raw), target=target))
        raw += child.tail or ""
    return raw, anchors


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
