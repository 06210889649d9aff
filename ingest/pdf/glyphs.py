"""Text as PDF files spell it, made plain; and how two printed lines of it are joined."""

import re
import unicodedata

MADE_BLANK = "\ue0ff"
"""Stands for a blank that the page only shows as a gap, until `tidy` decides what it is."""

_INVISIBLE = dict.fromkeys(
    [*range(0x00, 0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x200C, 0x200D]
    + [0x2060, 0xFEFF, 0x200E, 0x200F]
)
_PLAIN = _INVISIBLE | {
    0x09: " ",
    0x0A: " ",
    0xA0: " ",
    0x2028: " ",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    # Symbol and Wingdings keep their bullets in the private area.
    **dict.fromkeys([0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC, 0xF06C, 0xF06E, 0xF0A8, 0xF076], "•"),
}
_RADICALS = r"\u2e80-\u2fdf\uf900-\ufaff"
_RADICAL = re.compile(rf"[{_RADICALS}]")
_ODDS = "".join(re.escape(chr(code)) for code in sorted(_PLAIN)) + _RADICALS
_ODD = re.compile(f"[{_ODDS}]")

CJK = r"\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Characters that are set without blanks between them, as the inside of a regex class."""

# The blank comes first, since that is what can be searched for fast.
_CJK_BLANK = re.compile(
    rf" (?:(?<=[{CJK}“”‘’…—] )(?=[{CJK}“”‘’…—])"
    r"|(?<=\w )(?=[、。，；：！？）])|(?<=[（：，。；、！？] )(?=\w))"
)
_NUMBERED_PARTS = "章节節条條编編部篇款回讲課课"
_NUMBERED = re.compile(rf"第[〇零一二三四五六七八九十百千\d]{{1,6}}[{_NUMBERED_PARTS}]$")
_OPENING = re.compile(rf"(?:^|[。；！？]){_NUMBERED.pattern}")
_IS_CJK = re.compile(rf"[{CJK}]")
_LONGEST_NUMBERED = 8
_MADE_IN_CJK = re.compile(rf"(?<=[{CJK}]){MADE_BLANK}|{MADE_BLANK}(?=[{CJK}])")
_WIDE_BLANKS = re.compile(r"[ \u3000\u2002\u2003\u2009]{2,}|[\u3000\u2002\u2003\u2009]")
_WIDE_BLANK = re.compile(r"[\u3000\u2002\u2003\u2009]")
_UNTIDY = re.compile(rf"[{_ODDS}\s{MADE_BLANK}]")

_KEPT_PREFIXES = re.compile(
    r"(?:all|anti|co|cross|ex|full|half|high|ill|inter|intra|long|low|mid|multi|non|off|on|one|open"
    r"|over|post|pre|pro|quasi|real|risk|self|semi|short|single|sub|third|three|two|well|year)$"
)


def clean(text: str) -> str:
    """Return `text` with what PDF writers put in its place undone.

    Control characters and soft hyphens go, ligatures and CJK radicals become the letters they show,
    private bullets become one that exists. Blanks at both ends stay.
    """
    # Hardly any text has such characters, and looking each one up takes ten times as long.
    if (text.isascii() and text.isprintable()) or not _ODD.search(text):
        return text
    text = text.translate(_PLAIN)
    return _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def tidy(text: str) -> str:
    """Return one printed line with single blanks, and none between CJK characters.

    Chinese documents carry blanks where their source broke a line. A blank after "第三章" stays.
    """
    if MADE_BLANK in text:
        text = _MADE_IN_CJK.sub("", text).replace(MADE_BLANK, " ")
    text = text.strip()
    plain = text.isascii()
    if "  " in text or (not plain and _WIDE_BLANK.search(text)):
        text = _WIDE_BLANKS.sub(" ", text)
    if plain or " " not in text:
        return text
    return _CJK_BLANK.sub(lambda match: _blank_after(text[: match.start()]), text)


def printed(text: str) -> str:
    """Return what one printed line says: `text` cleaned and tidied."""
    if text.isascii():
        if text.isprintable() and "  " not in text:
            return text.strip()
    elif not _UNTIDY.search(text):
        return text
    return tidy(clean(text))


def _blank_after(before: str) -> str:
    numbered = before[-1:] in _NUMBERED_PARTS and _NUMBERED.search(before[-_LONGEST_NUMBERED:])
    return " " if numbered else ""


def glue(before: str, after: str) -> tuple[str, str]:
    """Return what is left of `before` when `after` continues it, and what stands between the two.

    A hyphen that only broke the word goes; CJK text is joined without a blank, but for one after a
    "第三条" that opens a sentence.
    """
    if not before or not after:
        return before, ""
    ends, starts = _is_cjk(before[-1]), _is_cjk(after[0])
    if ends or starts:
        return before, " " if ends and starts and _OPENING.search(before) else ""
    if before[-1] in "-\u2010\u00ad" and len(before) > 1 and before[-2].isalpha():
        return _unhyphenated(before, after), ""
    if before[-1] in "\u2013\u2014/" and not before[-2:-1].isspace() and after[0].isalnum():
        return before, ""
    return before, " "


def _is_cjk(char: str) -> bool:
    return not char.isascii() and bool(_IS_CJK.match(char))


def _unhyphenated(before: str, after: str) -> str:
    start = re.split(r"[\s(]", before[:-1])[-1]
    keeps = _KEPT_PREFIXES.match(start.lower()) or "-" in start or not after[0].islower()
    return before if keeps else before[:-1]
