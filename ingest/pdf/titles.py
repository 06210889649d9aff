"""What a document is called: by its own word where it shows it, else by its largest type."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from ingest.model import Element, Kind

_FILE_NAME = re.compile(
    r"\.(docx?|pdf|indd|xlsx?|pptx?|qxd|tex|rtf|odt|html?|fm|pmd|wpd|dvi)\b", re.I
)
_NO_TITLE = re.compile(
    r"(untitled|microsoft (word|powerpoint|excel)|powerpoint presentation|document\d*$|slide 1"
    r"|print|无标题|未命名|文档\d*$|about:blank|https?:)",
    re.I,
)
_LABEL = re.compile(
    r"(?:version|date|dated|rev(?:ision)?|page|issue|edition|no|版本|日期|编号|密级|证券代码)"
    r"[\s.:：]*[\dv]|(?:table of )?contents$|目\s*录$|(?:and|of|or|for|the|by)$"
    r"|united states$|(?:united states )?securities and exchange commission|washington, d"
    r"|form \d+-[kq]\b|[☐☑☒□■]|\W*\d*\W*$",
    re.I,
)
"""Lines that say what kind of paper this is, from when, or who takes it in."""

_PART = re.compile(
    r"(?:part|chapter|section|appendix|annex|item)\s+[\divxa-z]{1,4}\b|\d+(?:\.\d+)*[.)、\s]"
    r"|(?:[ivx]+|[a-z])[.)]\s|第.{1,4}[章节部篇编条]|[一二三四五六七八九十]+、|[(（][^)）]{1,3}[)）]",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_TEXT = frozenset((Kind.TITLE, Kind.HEADING, Kind.PARAGRAPH, Kind.CAPTION))
_FIRST_PAGES = 3
_SHOWN = 0.5
"""A stated title is that of this document where so many of its words are on the first pages."""

_LARGER = 1.15
_LONGEST = 160


def title_of(stated: str, elements: Sequence[Element], path: Path) -> str:
    """Return the title of a PDF.

    The one that the file states, if it is one and shown; the printed title, or the largest type on
    the first page with text; the stated one that is not shown; a heading at its very top; the
    name of the file.
    """
    stated = " ".join(stated.split()) if _is_title(stated) else ""
    if stated and _is_shown(stated, elements):
        return stated
    first = _first_page(elements)
    return _printed(first, elements) or stated or _cover(first) or _head(first) or path.stem


def _is_title(stated: str) -> bool:
    """Tell whether it is made of words; many writers put a file name or a number there."""
    letters = sum(char.isalpha() for char in stated)
    named = _FILE_NAME.search(stated) or _NO_TITLE.match(stated)
    return len(stated) > 3 and 2 * letters > len(stated) and not named


def _is_shown(stated: str, elements: Sequence[Element]) -> bool:
    early = (e.text for e in elements if e.spans and e.spans[0].box.page <= _FIRST_PAGES)
    text = "".join(" ".join(early).casefold().split())
    words = _WORD.findall(stated.casefold())
    return sum(word in text for word in words) >= _SHOWN * len(words)


def _first_page(elements: Sequence[Element]) -> list[Element]:
    """Return what stands on the first page with words."""
    worded = (e.spans[0].box.page for e in elements if e.spans and e.kind in _TEXT | {Kind.TABLE})
    number = next(worded, 0)
    return [e for e in elements if e.spans and e.spans[0].box.page == number]


def _printed(first: Sequence[Element], elements: Sequence[Element]) -> str:
    """Return the printed title of the first page; "" where nothing on it is set larger."""
    named = [e for e in first if e.kind in _TEXT and _is_name(e.text) and _is_whole(e.text)]
    found = next((e for e in named if e.kind is Kind.TITLE), None)
    usual = median([_height(e) for e in elements if e.kind is Kind.PARAGRAPH and e.spans] or [0.0])
    if found is None and named:
        found = max(named, key=lambda element: round(_height(element)))
        if _height(found) < _LARGER * usual:
            return ""
    return " ".join(_lines(first, found)) if found else ""


def _lines(first: Sequence[Element], found: Element) -> Iterator[str]:
    """Yield the text of a title, and of what goes on right below it in the same type."""
    yield " ".join(found.text.split())
    length = len(found.text)
    for above, below in pairwise(first[first.index(found) :]):
        length += len(below.text)
        if length > _LONGEST or not _goes_on(above, below):
            return
        yield " ".join(below.text.split())


def _goes_on(above: Element, below: Element) -> bool:
    height = _height(above)
    gap = below.spans[0].box.y0 - above.spans[-1].box.y1
    alike = abs(_height(below) - height) < 0.08 * height
    return below.kind in _TEXT and alike and -height < gap < height and _is_name(below.text)


def _cover(first: Sequence[Element]) -> str:
    """Return the first row of a table that is all of a first page: some covers are set in one."""
    if any(each.kind in _TEXT for each in first):
        return ""
    tables = (e.text.partition("\n")[0].replace(" | ", " ") for e in first if e.kind is Kind.TABLE)
    return next((row.strip() for row in tables if _is_whole(row)), "")


def _head(first: Sequence[Element]) -> str:
    """Return the heading that a page begins with, as in a part that was cut out of a document."""
    top = next((each for each in first if each.kind in _TEXT), None)
    heads = top is not None and top.kind is not Kind.PARAGRAPH and not _LABEL.match(top.text)
    return " ".join(top.text.split()) if top and heads else ""


def _is_name(text: str) -> bool:
    """Tell whether a line may be a title: no date, no label, no part of a document."""
    return not _LABEL.match(text) and not _PART.match(text) and not text.endswith((":", "："))


def _is_whole(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return len(text) <= _LONGEST and letters * 2 > len(text) and (letters > 3 or text.isalpha())


def _height(element: Element) -> float:
    return median(span.box.y1 - span.box.y0 for span in element.spans)
