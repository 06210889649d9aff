"""The one place where bytes of unknown encoding become text."""

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers and mail programs take these names for: the larger sets that contain them.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
}
_UTF16 = ("utf-16-le", "utf-16-be")
_CHINESE = ("gb18030", "big5hkscs", *_UTF16)
# The most frequent characters of modern Chinese, simplified and traditional, and its punctuation:
# a wrong decoding hits them almost never, the right one with every second or third character.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这這个個们們来來中大为為上和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之"
    "年过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主"
    "样樣理心本前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將"
    "两兩高间間由问問很最重并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表"
    "化老给給世位次度门門任常先海通教儿兒原东東声聲提立及比员員解水名真论論处處走义義各入几幾口认認条條平系气氣题題活尔"
    "爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感建务務做接必场場件计計管期市直德资資命山金指克许許统"
    "統区區保至队隊形社便空决決治展马馬科司五基眼书書非则則听聽白却卻界达達光放强強即像难難且权權思王象完设設式色路记記"
    "南品住告类類求据據程北边邊死张張该該交规規万萬取拉格望觉覺术術领領共确確传傳师師观觀清今切院让讓识識候带帶导導争爭"
    "运運，。、；：？！（）“”「」《》"
)
# A few words in GB2312: pairs of bytes that are its punctuation or its 3,755 usual characters.
_COMMON = re.compile(rb"(?:[\t\n\r -~]|[\xa1\xa3\xb0-\xd7][\xa1-\xfe]){2,60}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ASCII = frozenset(b"\t\n\r" + bytes(range(0x20, 0x7F)))
_ENOUGH = 0.2
"""Share of a Chinese text that its most frequent characters make at least."""

_SHORT = 64
"""Bytes; of fewer the frequencies of letters tell nothing."""

_WESTERN = frozenset("ÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÕÖØÚÛÜßàáâäåæçèéêëìíîïñòóôõöøùúûüœŒ‘’“”„–—…•€£§©®°«»¿¡\xa0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, and the encoding that it was read in.

    `damaged` counts the places that could not be decoded; U+FFFD stands there.
    """

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes, declared: str = "") -> Decoded | None:
    """Return the text of `data`, or None where it is no text.

    Tried in this order: a byte order mark, UTF-8, the `declared` encoding, UTF-16 without a mark,
    GB18030, Big5 and UTF-16 by the characters that Chinese uses most, then what the frequencies of
    letters suggest.
    """
    declared = declared.strip().lower()
    encoding = _encoding(data[:_SAMPLE], _WIDER.get(declared, declared))
    if not encoding:
        return None
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if len(_CONTROL.findall(text)) > len(text) / 500:
        return None
    damaged = text.count("\ufffd")
    if damaged > 8 + len(text) / 100:
        return None
    text = _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text=text, encoding=encoding, damaged=damaged)


def _encoding(sample: bytes, declared: str) -> str:
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample:
        found = _utf16(sample)
        if found or sample.count(0) > len(sample) / 500:
            return found
        # A few that a program left behind.
        sample = sample.replace(b"\x00", b"")
    if _decodes(sample, "utf-8"):
        return "utf-8"
    if declared and _decodes(sample, declared):
        return declared
    return _chinese(sample) or _mostly_utf8(sample) or _western(sample) or _guessed(sample)


def _decodes(sample: bytes, encoding: str) -> bool:
    """Decode strictly, but let the sample end within a character."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        decoder.decode(sample, final=len(sample) < _SAMPLE)
    except (LookupError, UnicodeError):
        return False
    return True


def _utf16(sample: bytes) -> str:
    """Latin text in UTF-16 has a NUL in every second byte; Chinese has its own characters."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample.decode(encoding, errors="replace")
    readable = sum(character.isprintable() or character in "\r\n\t" for character in text)
    # Two letters of one byte each would make one character, which looks Chinese.
    pairs = sum(_ASCII.issuperset(unit) for unit in zip(sample[0::2], sample[1::2], strict=False))
    found = min(even, odd) == 0 and readable > 0.98 * len(text) and pairs < 0.7 * len(text)
    return encoding if found else _by_frequency(sample, _UTF16)


def _chinese(sample: bytes) -> str:
    return _by_frequency(sample, _CHINESE) or ("gb18030" if _COMMON.fullmatch(sample) else "")


def _by_frequency(sample: bytes, encodings: Sequence[str]) -> str:
    """Return the encoding in which most of the text is characters that Chinese uses much."""

    def frequent(encoding: str) -> float:
        if not _decodes(sample, encoding):
            return 0.0
        text = sample.decode(encoding, errors="ignore")
        foreign = [character for character in text if character > "\x7f"]
        return sum(character in _FREQUENT for character in foreign) / max(len(foreign), 1)

    share, encoding = max((frequent(encoding), encoding) for encoding in encodings)
    return encoding if share >= _ENOUGH else ""


def _mostly_utf8(sample: bytes) -> str:
    text = sample.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    foreign = sum(character > "\x7f" for character in text) - broken
    return "utf-8" if foreign > 10 * broken else ""


def _western(sample: bytes) -> str:
    """Western European text is mostly ASCII letters, with few and well-known others among them."""
    text = sample.decode("cp1252", errors="replace")
    foreign = [character for character in text if character > "\x7f"]
    letters = sum(character.isalpha() for character in text) - len(foreign)
    known = sum(character in _WESTERN for character in foreign)
    few = len(foreign) < 0.4 * letters or (len(sample) < _SHORT and known == len(foreign))
    return "cp1252" if known >= 0.9 * len(foreign) and few else ""


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None else ""
