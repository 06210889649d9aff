"""What was put on the pages of a PDF after they were made: comments, form fields, links."""

# PyMuPDF has no annotations of its own.
# mypy: disable-error-code="no-untyped-call"

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.model import Kind
from ingest.pdf.glyphs import clean
from ingest.pdf.page import Anchor, Corners, Mark
from ingest.pdf.raw import Turner

if TYPE_CHECKING:
    from pymupdf import Annot, Link, Rect, Widget
    from pymupdf import Page as Sheet

_LINK, _FREE_TEXT, _STAMP, _POPUP, _FILE, _WIDGET = 1, 2, 13, 16, 17, 21
"""Kinds of annotation, by PDF's numbers for them."""

_NOT_COMMENTS = frozenset({_LINK, _STAMP, _POPUP, _FILE, _WIDGET})
_SAFE = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)
_INSIDE = re.compile(r"#page=(\d+)(?:&|$)")
_UNSET = frozenset({"", "off", "false", "0"})
_NAMELESS = re.compile(r"(?:text|check ?box|field|undefined|untitled|group|combo ?box)?[\s\d_.-]*$")


def kinds_on(sheet: "Sheet") -> frozenset[int]:
    """Return the kinds of annotation on a page, by PDF's numbers; most pages have none."""
    return frozenset(kind for _, kind, *_ in sheet.annot_xrefs())


def marks_on(sheet: "Sheet", kinds: frozenset[int], page: Turner) -> list[Mark]:
    """Return the comments with words, and the fields of forms that are filled in."""
    marks: list[Mark] = []
    if kinds - _NOT_COMMENTS:
        marks.extend(mark for annot in sheet.annots() for mark in _comment(annot, page))
    if _WIDGET in kinds:
        marks.extend(mark for field in sheet.widgets() for mark in _field(field, page))
    return marks


def anchors_on(sheet: "Sheet", kinds: frozenset[int], page: Turner) -> list[Anchor]:
    """Return where a click on the page leads; nothing is fetched, scripts are left out."""
    if _LINK not in kinds:
        return []
    anchors = []
    for link in _links_on(sheet):
        target = _target_of(link, sheet)
        if target:
            area = page.area(_corners(link.rect))
            anchors.append(Anchor(x0=area.x0, y0=area.y0, x1=area.x1, y1=area.y1, target=target))
    return anchors


def _links_on(sheet: "Sheet") -> Iterator["Link"]:
    link = sheet.first_link
    while link:
        yield link
        # Told the number of a link, PyMuPDF lists all annotations of the page to find the next one.
        link.xref = 0
        link = link.next


def _target_of(link: "Link", sheet: "Sheet") -> str:
    """Return the address or the page that a link leads to, "" where that cannot be told."""
    address = link.uri or ""
    if _SAFE.match(address):
        return str(address)
    # Most lead to a page of the same file, which takes PyMuPDF long to tell.
    inside = _INSIDE.match(address)
    number = int(inside[1]) - 1 if inside else _page_of(link, sheet)
    return f"page {number + 1}" if number >= 0 else ""


def _page_of(link: "Link", sheet: "Sheet") -> int:
    from pymupdf.utils import getLinkDict

    number = getLinkDict(link, sheet.parent).get("page", -1)
    return number if isinstance(number, int) else -1


def _comment(annot: "Annot", page: Turner) -> Iterator[Mark]:
    kind = annot.type[0]
    text = " ".join(clean(annot.info.get("content") or "").split())
    if kind in _NOT_COMMENTS or not text:
        return
    author = " ".join(clean(annot.info.get("title") or "").split())
    printed = kind == _FREE_TEXT
    said = f"{author}: {text}" if author and not printed else text
    yield _mark(Kind.ANNOTATION, said, printed, page, _corners(annot.rect))


def _field(field: "Widget", page: Turner) -> Iterator[Mark]:
    value = " ".join(clean(str(field.field_value or "")).split())
    if value.casefold() in _UNSET or field.rect is None:
        return
    yield _mark(Kind.FORM_FIELD, f"{_name(field)}{value}", True, page, _corners(field.rect))


def _name(field: "Widget") -> str:
    """Return what the field is called, followed by a colon; "" where it only has a number."""
    label = " ".join(clean(field.field_label or "").split())
    name = label or clean(field.field_name or "").rsplit(".", 1)[-1].strip()
    return "" if _NAMELESS.match(name.casefold()) else f"{name}: "


def _corners(rect: "Rect") -> Corners:
    return rect.x0, rect.y0, rect.x1, rect.y1


def _mark(kind: Kind, text: str, printed: bool, page: Turner, box: Corners) -> Mark:
    area = page.area(box)
    return Mark(
        x0=area.x0, y0=area.y0, x1=area.x1, y1=area.y1, kind=kind, text=text, printed=printed
    )
