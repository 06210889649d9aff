"""Showing a reading to people (Markdown) and to programs (JSON)."""

import json
import re
from dataclasses import asdict

from ingest.model import FURNITURE, Element, Kind, Reading

_NUMBERED = re.compile(r"\(?[\w.]{1,12}[.)、）]\s|[(（]\w{1,4}[)）]")
_WITHIN = re.compile(r"page \d+$")
_DEEPEST = 6
_SHOWN = 80
"""Characters of an element in a listing."""


def to_markdown(reading: Reading) -> str:
    """Return the reading as Markdown, without running heads and feet.

    A title is a heading of level 1. A table with merged cells, or without a header, stays HTML.
    """
    shown = [
        element
        for element in reading.elements
        if element.kind not in FURNITURE and element.text.strip()
    ]
    parts: list[str] = []
    for index, element in enumerate(shown):
        listed = element.kind is Kind.LIST_ITEM
        close = listed and index > 0 and shown[index - 1].kind is Kind.LIST_ITEM
        parts += [("\n" if close else "\n\n") if parts else "", _markdown(element)]
    return "".join(parts) + "\n"


def to_text(reading: Reading) -> str:
    """Return the words alone, an empty line between elements, without running heads and feet."""
    shown = (element.text for element in reading.elements if element.kind not in FURNITURE)
    return "\n\n".join(text for text in shown if text.strip()) + "\n"


def to_list(reading: Reading) -> str:
    """Return a line for each element, furniture too: its place, its kind and level, its words."""
    lines = [f"{_place(each):<9} {_kind(each):<11} {_words(each)}" for each in reading.elements]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _place(element: Element) -> str:
    return f"page {element.spans[0].box.page}" if element.spans else element.place


def _kind(element: Element) -> str:
    return f"{element.kind} {element.level}" if element.level else element.kind.value


def _words(element: Element) -> str:
    words = " ".join(element.text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def to_json(reading: Reading) -> str:
    """Return the reading as JSON in a stable shape.

    `{media_type, title, pages, notes: [{page, text}], metadata: {authors, created, changed,
    language, outline, attachments}, elements: [{kind, text, level, place, html, picture,
    spans: [{start, end, box: {page, x0, y0, x1, y1}}], links: [{start, end, target}]}]}`; furniture
    is among the elements.
    """
    return json.dumps(asdict(reading), ensure_ascii=False, indent=2) + "\n"


def _markdown(element: Element) -> str:
    text = element.text if element.kind is Kind.CODE else _linked(element)
    if element.kind in (Kind.TITLE, Kind.HEADING):
        return f"{'#' * min(max(element.level, 1), _DEEPEST)} {' '.join(text.split())}"
    if element.kind is Kind.LIST_ITEM:
        indented = text.replace("\n", "\n  ")
        return indented if _NUMBERED.match(text) else f"- {indented}"
    if element.kind is Kind.CODE:
        fence = "````" if "```" in text else "```"
        return f"{fence}\n{text}\n{fence}"
    if element.kind is Kind.FORMULA:
        return f"$${text}$$"
    if element.kind is Kind.TABLE:
        return _table(element)
    return f"*{text}*" if element.kind is Kind.CAPTION and "\n" not in text else text


def _linked(element: Element) -> str:
    """Return the text with its links in Markdown; those to other pages of the file stay out."""
    text, at = "", 0
    for link in element.links:
        if link.start >= at and not _WITHIN.match(link.target):
            words = element.text[link.start : link.end]
            text += f"{element.text[at : link.start]}[{words}](<{link.target}>)"
            at = link.end
    return text + element.text[at:]


def _table(element: Element) -> str:
    if "span=" in element.html or "<thead>" not in element.html:
        return element.html or element.text
    rows = [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in element.html.split("</tr>")[:-1]]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
