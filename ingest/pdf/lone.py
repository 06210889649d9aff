"""The margins of a page that has no others beside it: running heads that nothing repeats."""

import re

from ingest.contents import is_contents_entry
from ingest.model import Kind
from ingest.pdf.blocks import is_ended, is_item
from ingest.pdf.captions import is_caption
from ingest.pdf.cells import level
from ingest.pdf.headings import numbering
from ingest.pdf.margins import NOTE, Row
from ingest.pdf.page import Area, Line, Page
from ingest.pdf.style import Style

_LONGEST = 100
_LARGE = 1.15
"""Type larger than this many times that of the text is that of titles, page numbers apart."""

_HUGE = 2.0
_CLOSE, _APART, _MOSTLY_APART, _FAR_APART = 0.5, 1.2, 1.5, 2.0
"""White between a running head and the text, in sizes of the type of the text."""

_EDGE, _OUTER, _RULED = 0.065, 0.09, 0.12
"""Running heads stand within these shares of the height of their page from its edge."""

_SMALL, _NOTES = 0.97, 0.93
_LONG_RULE = 0.55
_MOST_BESIDE = 3
_CENTRED = 0.04
_COMMAS = frozenset(",，、")
_BARE = re.compile(r"[-–— ]*\d{1,3}[-–— ]*")
_FEWEST = 3
_NUMBER = re.compile(
    r"[-–—·•|~\[(]*\s*(?:page|p\.|pg\.?|第)?\s*"
    r"(?:\d{1,4}|[ivxlc]{1,6}|(?:[A-Z]{1,2}|\d{1,3})(?:\s?[-–—]\s?\d{1,4}){1,3})"
    r"\s*(?:页|頁)?(?:[,，]?\s*(?:of|/|共|\|)\s*\d{1,4}\s*(?:页|頁)?)?\s*[-–—·•|~\])]*",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\d{1,4}\s+\D{4}|.*\D{4}\s+\d{1,4}$")
_NO_HEAD = re.compile(
    r"://|单位[:：]|日(?:公布|施行|通过)?$|^(?:第[〇零一二三四五六七八九十百千\d]{1,5}[编編部篇章节節条條]|[（(]?[一二三四五六七八九十]{1,3}[)）、．]"
    r"|\d{1,2}(?:\.\d{1,2})+|(?:[A-Z]|[IVX]{1,5}|\d{1,2})[.)、．]\s?\S)"
)
"""Addresses, units of tables, dates, and what is numbered as headings and items are."""


def is_running(row: Row, page: Page, style: Style) -> bool:
    """Tell whether a row in the margin of the only page is a running head or foot.

    It is set apart from the text, and is a page number, or has one beside it; or it is ruled off
    from the text; or it is set in a look of its own; or it stands at the very edge. No sentence,
    item, caption or numbered heading is, nor what is larger than the text; nothing is on a picture.
    """
    if len(row.text) > _LONGEST or _is_picture(page):
        return False
    if _has_number(row, style):
        return True
    if row.gap < _APART * style.size or not _may_run(row, style) or _may_be_note(row, style):
        return False
    outer, heavy = _outer(row, page), _is_heavy(row, style)
    if any(_parts(rule, row, page) for rule in page.rulings):
        return outer < (_EDGE if heavy else _RULED)
    if len(page.lines) < _FEWEST or numbering(row.text) is not None:
        return False
    far = row.gap >= _FAR_APART * style.size
    if heavy or outer >= _EDGE or not far:
        own = _is_apart(row, page, style) and row.gap >= _MOSTLY_APART * style.size
        return own and outer < (_EDGE if heavy else _OUTER)
    return True


def last_number(page: Page) -> tuple[Line, ...]:
    """Return the line with the page number below a short page: all that stands in its last row."""
    if len(page.lines) < _FEWEST:
        return ()
    last = max(page.lines, key=lambda line: line.y0 + line.y1)
    above = max((line.y1 for line in page.lines if not level(last, line)), default=0.0)
    alone = sum(level(last, line) for line in page.lines) == 1
    centred = abs(last.x0 + last.x1 - page.width) < _CENTRED * page.width
    apart = last.y0 - above >= _APART * last.size
    return (last,) if alone and centred and apart and _BARE.fullmatch(last.text) else ()


def _has_number(row: Row, style: Style) -> bool:
    """Tell whether a page number stands in the row, alone or beside few words."""
    first = row.lines[0]
    if any(line.size > _HUGE * style.size or not level(first, line) for line in row.lines):
        return False
    numbers = sum(bool(_NUMBER.fullmatch(line.text)) for line in row.lines)
    if numbers == 1 and len(row.lines) <= _MOST_BESIDE:
        return row.gap >= _CLOSE * style.size
    alone = len(row.lines) == 1 and bool(_BESIDE.match(row.text)) and not first.marked
    if not alone or row.gap < _APART * style.size or _may_be_note(row, style):
        return False
    return _may_run(row, style) and not _is_heavy(row, style)


def _is_picture(page: Page) -> bool:
    """Tell whether a page was read by OCR: a photograph or a screen has no margins to go by."""
    return not any(line.font for line in page.lines)


def _may_run(row: Row, style: Style) -> bool:
    """Tell whether a row is neither sentence, item, caption nor heading."""
    if any(line.size > _LARGE * style.size for line in row.lines):
        return False
    said = row.text
    goes_on = is_ended(said) or said[-1] in _COMMAS
    if goes_on or is_item(said) or is_caption(said) or is_contents_entry(said):
        return False
    return not _NO_HEAD.search(said) and any(map(str.isalpha, said))


def _may_be_note(row: Row, style: Style) -> bool:
    """Tell whether a row at the foot is small, and begins as a footnote does."""
    small = all(line.size <= _NOTES * style.size for line in row.lines)
    return row.kind is Kind.FOOTER and small and bool(NOTE.match(row.text))


def _is_heavy(row: Row, style: Style) -> bool:
    """Tell whether a row is bold, as headings of the size of the text are."""
    return any(line.bold for line in row.lines) and not style.bold


def _is_apart(row: Row, page: Page, style: Style) -> bool:
    """Tell whether no line of the text is set as those of the row are."""
    looks = {(line.font, line.colour, line.size) for line in row.lines}
    others = sum((line.font, line.colour, line.size) in looks for line in page.lines)
    own = others <= len(row.lines)
    return own or all(line.size <= _SMALL * style.size for line in row.lines)


def _parts(rule: Area, row: Row, page: Page) -> bool:
    """Tell whether a long rule is drawn between a row and the text."""
    if rule.width < _LONG_RULE * page.width:
        return False
    top = min(line.y0 for line in row.lines)
    bottom = max(line.y1 for line in row.lines)
    if _is_high(row.lines[0], page):
        return bottom - 2 <= rule.y0 <= bottom + row.gap
    return top - row.gap <= rule.y0 <= top + 2


def _is_high(line: Line, page: Page) -> bool:
    return 2 * line.middle < page.height


def _outer(row: Row, page: Page) -> float:
    first = row.lines[0]
    return min(first.middle, page.height - first.middle) / page.height
