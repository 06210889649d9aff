"""The content of one paragraph: its text with tracked changes accepted, and what hangs on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ingest.anchors import Anchor, links_in
from ingest.model import Link
from ingest.office.word.formulas import M, latex
from ingest.office.word.styles import W, size_of, switch
from ingest.xml import Node, local_name

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

# Deleted and moved-away text, field codes, and the copy for old programs of what stands beside it.
_SKIPPED = frozenset(
    ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "Fallback",
     "fldData", "ruby", "annotationRef", "footnoteRef", "endnoteRef")
)  # fmt: skip
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "",
    "sym": "",
}
_SYMBOLS = {
    "F0FC": "✓", "F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐", "F0E0": "→", "F0B7": "•",
}  # fmt: skip
"""Characters of the fonts Wingdings and Symbol that say something."""

_BLANKS = re.compile(r"[ \t\u00a0\u200b]+")
_ADDRESS = re.compile(r"\s*HYPERLINK\s+\"([^\"]+)\"", re.I)


class _What(Enum):
    TEXT = auto()
    BOLD = auto()
    FORMULA = auto()
    NOTE = auto()
    COMMENT = auto()
    LINK = auto()
    LINK_END = auto()
    BOX = auto()
    PICTURE = auto()
    CHART = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture: what somebody wrote about it, and the id of the relation to its part."""

    description: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a paragraph holds.

    `links` point to relation ids, or to addresses where the paragraph itself has them. `notes` name
    the footnotes and endnotes ("footnote 2"), `comments` are ids, `boxes` the bodies of text boxes,
    `charts` the relation ids. `size` is that of its smallest type, in half points, or 0 where the
    style's holds.
    """

    text: str = ""
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    boxes: tuple[Node, ...] = ()
    pictures: tuple[Picture, ...] = ()
    charts: tuple[str, ...] = ()
    is_bold: bool = False
    is_formula: bool = False
    size: int = 0


def content(paragraph: Node, *, bold_style: bool = False) -> Content:
    """Return what the paragraph holds; formulas as LaTeX between dollar signs within other text."""
    pieces = list(_pieces(paragraph, bold_style))
    words = [(what, text) for what, text, _ in pieces if text.strip() and what in _WORDS]
    alone = bool(words) and all(what is _What.FORMULA for what, _ in words)
    raw, anchors = _run_together(pieces, alone=alone)
    return Content(
        text=_tidy(raw),
        links=links_in(raw, anchors, _tidy),
        notes=tuple(text for what, text, _ in pieces if what is _What.NOTE),
        comments=tuple(text for what, text, _ in pieces if what is _What.COMMENT),
        boxes=tuple(node for what, _, node in pieces if what is _What.BOX),
        pictures=tuple(
            Picture(description=" ".join(text.split()), relation=_embedded(node))
            for what, text, node in pieces
            if what is _What.PICTURE
        ),
        charts=tuple(text for what, text, _ in pieces if what is _What.CHART),
        is_bold=bool(words) and all(what is _What.BOLD for what, _ in words),
        is_formula=alone,
        size=min((size_of(node.getparent()) for node in _texts(pieces)), default=0),
    )


_REFERENCES = frozenset(("footnoteReference", "endnoteReference", "commentReference"))
_WORDS = (_What.TEXT, _What.BOLD, _What.FORMULA)
_Piece = tuple[_What, str, Node]


def _run_together(pieces: list[_Piece], *, alone: bool) -> tuple[str, list[Anchor]]:
    """Return the text of the pieces, and which stretches of it are linked to what."""
    raw = ""
    anchors: list[Anchor] = []
    opened: list[tuple[str, int]] = []
    for what, text, _ in pieces:
        if what is _What.LINK:
            opened.append((text, len(raw)))
        elif what is _What.LINK_END and opened:
            target, start = opened.pop()
            anchors.append(Anchor(start=start, end=len(raw), target=target))
        elif what in _WORDS:
            raw += f"${text}$" if what is _What.FORMULA and not alone else text
    return raw, anchors


def _texts(pieces: list[_Piece]) -> Iterator[Node]:
    return (
        node for what, text, node in pieces if text.strip() and what in (_What.TEXT, _What.BOLD)
    )


def _embedded(node: Node) -> str:
    """Return the relation of a picture, new (a:blip) or old (v:imagedata)."""
    own = node.get(f"{R}id", "")
    blip = next(node.iter(f"{A}blip"), None)
    return own or ("" if blip is None else blip.get(f"{R}embed", ""))


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(node: Node, bold: bool) -> Iterator[_Piece]:
    for child in node:
        name = local_name(child)
        if name in _SKIPPED or not name or (name == "sdt" and is_prompt(child)):
            if name == "ruby":
                yield from _ruby(child, bold)
        elif name == "r":
            own = switch(child.find(f"{W}rPr"), "b")
            if not switch(child.find(f"{W}rPr"), "vanish"):
                yield from _pieces(child, bold if own is None else own)
        else:
            yield from _piece(child, name, bold)


def _piece(node: Node, name: str, bold: bool) -> Iterator[_Piece]:
    if name == "t":
        yield (_What.BOLD if bold else _What.TEXT), node.text or "", node
    elif name in _SIGNS:
        symbol = _SYMBOLS.get(node.get(f"{W}char", "").upper(), "")
        yield _What.TEXT, symbol or _SIGNS[name], node
    elif name == "oMath":
        yield _What.FORMULA, latex(node).strip(), node
    elif name in _REFERENCES:
        yield from _reference(node, name)
    elif name in ("hyperlink", "fldSimple", "fldChar"):
        yield from _link(node, name, bold)
    elif name in ("drawing", "pict", "object"):
        yield from _drawing(node)
    elif name == "oMathPara":
        yield from _formulas(node)
    else:
        yield from _pieces(node, bold)


def is_prompt(node: Node) -> bool:
    """Tell whether a field of a form only shows what to write there ("Click to enter text")."""
    return node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _reference(node: Node, name: str) -> Iterator[_Piece]:
    number = node.get(f"{W}id", "")
    if name == "commentReference":
        yield _What.COMMENT, number, node
    else:
        yield _What.NOTE, f"{name.removesuffix('Reference')} {number}", node


def _link(node: Node, name: str, bold: bool) -> Iterator[_Piece]:
    """Yield linked text between two marks; a field's address stands in its code, not its text."""
    if name == "fldChar":
        state = node.get(f"{W}fldCharType")
        if state == "separate":
            yield _What.LINK, _field_address(node), node
        elif state == "end":
            yield _What.LINK_END, "", node
        return
    code = _ADDRESS.match(node.get(f"{W}instr", ""))
    yield _What.LINK, code[1] if code else node.get(f"{R}id", ""), node
    yield from _pieces(node, bold)
    yield _What.LINK_END, "", node


def _field_address(separator: Node) -> str:
    """Return the address in the code that stands in the runs before the `separator`."""
    code = ""
    run = separator.getparent()
    while run is not None and not any(
        mark.get(f"{W}fldCharType") == "begin" for mark in run.iter(f"{W}fldChar")
    ):
        code = "".join(part.text or "" for part in run.iter(f"{W}instrText")) + code
        run = run.getprevious()
    if run is not None:
        code = "".join(part.text or "" for part in run.iter(f"{W}instrText")) + code
    found = _ADDRESS.match(code)
    return found[1] if found else ""


def _formulas(node: Node) -> Iterator[_Piece]:
    """Formulas that stand on lines of their own."""
    for index, formula in enumerate(node.iterchildren(f"{M}oMath")):
        yield _What.TEXT, "\n" if index else "", node
        yield _What.FORMULA, latex(formula).strip(), node


def _ruby(node: Node, bold: bool) -> Iterator[_Piece]:
    """Text with reading aids above it: only the text itself is read."""
    for base in node.iterchildren(f"{W}rubyBase"):
        yield from _pieces(base, bold)


def _drawing(node: Node) -> Iterator[_Piece]:
    """A drawing is a picture, a chart, a text box, or a group of them."""
    described = ""
    for part in _without_fallback(node):
        name = local_name(part)
        if name == "docPr":
            described = part.get("descr") or part.get("title") or ""
        elif name == "shape" and part.get("alt"):
            described = part.get("alt", "")
        elif name in ("pic", "imagedata"):
            yield _What.PICTURE, described, part
        elif name == "txbxContent":
            yield _What.BOX, "", part
        elif name == "chart":
            yield _What.CHART, part.get(f"{R}id") or "", part


def _without_fallback(node: Node) -> Iterator[Node]:
    for child in node:
        if local_name(child) == "Fallback":
            continue
        yield child
        if local_name(child) != "txbxContent":
            yield from _without_fallback(child)
