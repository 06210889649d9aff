"""What is wrong with the text layer of a page, if anything: whether its picture must be read."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.pdf.page import Area, Line, Page

_FEW = 80
"""A page with fewer characters, under a picture that covers it, has its text in the picture."""

COVERED = 0.6
"""A picture of this share of the page is a scan of it."""

_BROKEN = 0.3
_SHORTEST = 40
"""Letters from which on a text can be judged."""

_SAMPLE = 1_500
"""Letters that are looked at, spread evenly over the page."""

_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff]")
_LATIN_1 = re.compile("[\u0080-\u00ff]")
_ACCENTED = 0.4
"""No language that is written in Latin-1 sets so many of its letters with marks."""

_ODD = re.compile(r"[!\"#&'*+/:;<>?@\[\\\]^`{|}~]")


class Defect(StrEnum):
    """Why the text layer of a page is not taken as it is."""

    NONE = ""
    SCANNED = "scanned"
    STAMPED = "scanned, with a few words as text"
    UNMAPPED = "its text layer is broken (letters without meaning)"
    MOJIBAKE = "its text layer is broken (letters of another encoding)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A page with the text that can be used; what is wrong with it; what has to be said of it."""

    page: Page
    defect: Defect
    remark: str = ""


def judged(page: Page) -> Judged:
    """Say whether the text layer of `page` can be used.

    Text that nobody sees is that of an earlier OCR where a scan covers the page; anywhere else it
    is left out, as is what stands outside of the page.
    """
    found = _judged(page)
    if not page.outside:
        return found
    told = f"text outside of the page ({page.outside:,} letters) left out"
    return replace(found, remark=f"{found.remark}; {told}" if found.remark else told)


def _judged(page: Page) -> Judged:
    covered = max((share(picture, page) for picture in page.pictures), default=0.0) > COVERED
    if not page.hidden:
        return Judged(page=page, defect=_defect(page, covered=covered))
    if not covered:
        letters = _letters(_text(page.hidden))
        remark = f"hidden text of {letters:,} letters left out" if letters else ""
        seen = replace(page, hidden=())
        return Judged(page=seen, defect=_defect(seen, covered=False), remark=remark)
    whole = replace(page, lines=(*page.lines, *page.hidden), hidden=())
    defect = _defect(whole, covered=True)
    if defect:
        return Judged(page=replace(page, hidden=()), defect=defect)
    return Judged(page=whole, defect=defect, remark="scanned, the text of an earlier OCR was taken")


def _defect(page: Page, *, covered: bool) -> Defect:
    text = _text((*page.lines, *page.aslant))
    letters = _letters(text)
    broken = _garbled(text, letters)
    if broken:
        return broken
    # A page without anything may be drawn: text that was turned into outlines.
    if not letters:
        return Defect.SCANNED
    return Defect.STAMPED if covered and letters < _FEW else Defect.NONE


def _garbled(text: str, letters: int) -> Defect:
    step = len(text) // _SAMPLE + 1
    text, letters = text[::step], letters // step
    if not text.isascii() and len(_NO_LETTER.findall(text)) > _BROKEN * letters:
        return Defect.UNMAPPED
    if letters < _SHORTEST:
        return Defect.NONE
    if not text.isascii() and len(_LATIN_1.findall(text)) > _ACCENTED * letters:
        return Defect.MOJIBAKE
    # Glyph numbers taken for letters: mostly signs, where words should be.
    return Defect.UNMAPPED if len(_ODD.findall(text)) > _BROKEN * letters else Defect.NONE


def _text(lines: tuple[Line, ...]) -> str:
    return "".join([line.text for line in lines])


def _letters(text: str) -> int:
    return len(text) - text.count(" ")


def share(area: Area, page: Page) -> float:
    """Return how much of the page an area takes, 1 at the most where it lies inside."""
    return area.width * area.height / (page.width * page.height or 1.0)
