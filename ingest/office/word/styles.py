"""What a paragraph's style makes of it: a title, a heading of some level, a list item."""

import re
from dataclasses import dataclass, replace

from ingest.xml import Node, local_name

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(
    r"(?:heading|标题|標題|überschrift|titre|título|titolo|заголовок|見出し)\s*([1-9])\b", re.I
)
_TITLE = re.compile(r"(?:title|标题|標題|文档标题|document title)$", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄|table of figures|图表目录)\b\s*(?:\d|heading)?", re.I)
_CAPTION = re.compile(r"(?:caption|题注|題注|标号)$", re.I)
_CODE = re.compile(
    r"(?:html preformatted|source code|code\b.*|.*\bcode|preformatted.*|listing|macro)$", re.I
)
_BODY_LEVEL = 9
_USUAL_SIZE = 20
"""Half points; what Word takes where a document says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a paragraph style says, with what it takes from the styles that it is based on.

    `level` is 0 where it is no heading; `numbering` is (list id, list level or -1); `size` is that
    of its type in half points.
    """

    id: str = ""
    name: str = ""
    level: int = 0
    numbering: tuple[str, int] | None = None
    bold: bool = False
    size: int = 0

    @property
    def is_title(self) -> bool:
        """Whether it is the style of the document's title."""
        return bool(_TITLE.match(self.name))

    @property
    def is_contents(self) -> bool:
        """Whether it is the style of a line in a table of contents."""
        return bool(_CONTENTS.match(self.name))

    @property
    def is_caption(self) -> bool:
        """Whether it is the style of captions."""
        return bool(_CAPTION.match(self.name))

    @property
    def is_code(self) -> bool:
        """Whether it is a style for program text."""
        return bool(_CODE.match(self.name))


PLAIN = Style()


def styles_of(root: Node) -> dict[str, Style]:
    """Return the paragraph styles by id; the default one stands under "" too."""
    nodes = {node.get(f"{W}styleId", ""): node for node in root.iter(f"{W}style")}
    found: dict[str, Style] = {}
    usual = size_of(next(root.iter(f"{W}rPrDefault"), None)) or _USUAL_SIZE
    for name in nodes:
        _resolve(name, nodes, found)
    found = {name: replace(style, size=style.size or usual) for name, style in found.items()}
    for name, node in nodes.items():
        if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true", "on"):
            found[""] = found[name]
    return found


def value(node: Node | None, path: str) -> str:
    """Return the w:val of the descendant at `path` ("pPr/numPr/ilvl"), or ""."""
    if node is None:
        return ""
    found = node.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


def switch(node: Node | None, name: str) -> bool | None:
    """Return whether the property `name` is on or off; None where it is not given."""
    found = None if node is None else node.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def size_of(node: Node | None) -> int:
    """Return the size of type, in half points, that a style or a run gives; 0 for none."""
    text = value(node, "rPr/sz")
    return int(text) if text.isdigit() else 0


def numbering_of(properties: Node | None) -> tuple[str, int] | None:
    """Return the (list id, level or -1) that paragraph properties give."""
    number = value(properties, "numPr/numId")
    level = value(properties, "numPr/ilvl")
    return (number, int(level) if level.isdigit() else -1) if number else None


def outline_level(properties: Node | None) -> int | None:
    """Return the level that paragraph properties give: 0 for body text, None for nothing."""
    text = value(properties, "outlineLvl")
    if not text.isdigit():
        return None
    return int(text) + 1 if int(text) < _BODY_LEVEL else 0


def _resolve(name: str, nodes: dict[str, Node], found: dict[str, Style], depth: int = 0) -> Style:
    if name in found:
        return found[name]
    node = nodes.get(name)
    if node is None or depth > 30 or local_name(node) != "style":
        return PLAIN
    base = _resolve(value(node, "basedOn"), nodes, found, depth + 1)
    properties = node.find(f"{W}pPr")
    shown = value(node, "name")
    named = _HEADING.match(shown)
    outline = outline_level(properties)
    bold = switch(node.find(f"{W}rPr"), "b")
    level = int(named[1]) if named else (base.level if outline is None else outline)
    found[name] = Style(
        id=name,
        name=shown,
        level=level,
        numbering=numbering_of(properties) or base.numbering,
        bold=base.bold if bold is None else bold,
        size=size_of(node) or base.size,
    )
    return found[name]
