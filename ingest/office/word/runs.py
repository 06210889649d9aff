"""The content of one paragraph: its text with tracked changes accepted, and what hangs on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from ingest.office.word.formulas import M, latex
from ingest.office.word.styles import W, switch
from ingest.xml import Node, local_name

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Deleted and moved-away text, field codes, and the copy for old programs of what stands beside it.
_SKIPPED = frozenset(
    ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "Fallback",
     "fldData", "ruby", "annotationRef", "footnoteRef", "endnoteRef")
)  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_BLANKS = re.compile(r"[ \t\u00a0\u200b]+")


class _What(Enum):
    TEXT = auto()
    BOLD = auto()
    FORMULA = auto()
    NOTE = auto()
    BOX = auto()
    PICTURE = auto()
    CHART = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a paragraph holds.

    `notes` name the footnotes and endnotes ("footnote 2"), `boxes` are the bodies of text boxes,
    `pictures` the descriptions of pictures, "" where there is none, `charts` the relation ids.
    """

    text: str = ""
    notes: tuple[str, ...] = ()
    boxes: tuple[Node, ...] = ()
    pictures: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    is_bold: bool = False
    is_formula: bool = False


def content(paragraph: Node, *, bold_style: bool = False) -> Content:
    """Return what the paragraph holds; formulas as LaTeX between dollar signs within other text."""
    pieces = list(_pieces(paragraph, bold_style))
    words = [(what, text) for what, text, _ in pieces if text.strip() and what in _WORDS]
    alone = bool(words) and all(what is _What.FORMULA for what, _ in words)
    text = "".join(
        f"${text}$" if what is _What.FORMULA and not alone else text
        for what, text, _ in pieces
        if what in _WORDS
    )
    return Content(
        text=_tidy(text),
        notes=tuple(text for what, text, _ in pieces if what is _What.NOTE),
        boxes=tuple(node for what, _, node in pieces if what is _What.BOX),
        pictures=tuple(text for what, text, _ in pieces if what is _What.PICTURE),
        charts=tuple(text for what, text, _ in pieces if what is _What.CHART),
        is_bold=bool(words) and all(what is _What.BOLD for what, _ in words),
        is_formula=alone,
    )


_WORDS = (_What.TEXT, _What.BOLD, _What.FORMULA)
_Piece = tuple[_What, str, Node]


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(node: Node, bold: bool) -> Iterator[_Piece]:
    for child in node:
        name = local_name(child)
        if name in _SKIPPED or not name:
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
        yield _What.TEXT, _SIGNS[name], node
    elif name == "oMath":
        yield _What.FORMULA, latex(node).strip(), node
    elif name in ("footnoteReference", "endnoteReference"):
        yield _What.NOTE, f"{name.removesuffix('Reference')} {node.get(f'{W}id')}", node
    elif name in ("drawing", "pict", "object"):
        yield from _drawing(node)
    elif name == "oMathPara":
        yield from _formulas(node)
    else:
        yield from _pieces(node, bold)


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
