"""Numbers in text, comparable however written: 1,000 = 1000, 4 = four = 四, 1.2 million."""

import re
import unicodedata
from decimal import Decimal

_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "万亿": 10**12,
}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_DIGITS = re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?({_SCALE}))?", re.I)

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WORDS = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | {word: value for value, word in enumerate(_MONTHS, start=1)}
    | {"first": 1, "once": 1, "second": 2, "twice": 2, "third": 3}
)
_WORD = re.compile(
    rf"\b({'|'.join(_WORDS)})(?:[- ](?:({'|'.join(_UNITS[1:10])})\b|({_SCALE})))?",
    re.IGNORECASE,
)

_HAN_DIGITS = {han: value for value, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")


def figures(text: str) -> list[frozenset[Decimal]]:
    """Return what each number in digits may mean, in order: "1.2 million" is 1.2 or 1200000."""
    return [_readings(match) for match in _DIGITS.finditer(unicodedata.normalize("NFKC", text))]


def stated(text: str) -> frozenset[Decimal]:
    """Return every number that `text` states in digits, English words or Chinese numerals."""
    plain = unicodedata.normalize("NFKC", text)
    values = {value for readings in figures(plain) for value in readings}
    values.update(value for match in _WORD.finditer(plain) for value in _worded(match))
    values.update(Decimal(chinese_number(match.group())) for match in _HAN.finditer(plain))
    return frozenset(values)


def english_number(word: str) -> int | None:
    """Return the number that an English word below a hundred means: "twenty-five" is 25."""
    first, _, second = word.lower().partition("-")
    if first in _UNITS and not second:
        return _UNITS.index(first)
    if first in _TENS and second in ("", *_UNITS[1:10]):
        return _WORDS[first] + (_WORDS[second] if second else 0)
    return None


def _readings(match: re.Match[str]) -> frozenset[Decimal]:
    value = Decimal(match.group(1).replace(",", ""))
    scale = match.group(2)
    return frozenset({value, value * _SCALES[scale.lower()]} if scale else {value})


def _worded(match: re.Match[str]) -> set[Decimal]:
    value = Decimal(_WORDS[match.group(1).lower()])
    if match.group(2):
        return {value, value + _WORDS[match.group(2).lower()]}
    return {value, value * _SCALES[match.group(3).lower()]} if match.group(3) else {value}


def chinese_number(numeral: str) -> int:
    """Read 二〇二六 digit by digit, 三百零五 and 一万二千 by their scales."""
    if not any(sign in _HAN_SCALES or sign in _HAN_MYRIADS for sign in numeral):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _HAN_MYRIADS:
            total = (total + section + digit or 1) * _HAN_MYRIADS[sign]
            section = digit = 0
        elif sign in _HAN_SCALES:
            section += (digit or 1) * _HAN_SCALES[sign]
            digit = 0
        else:
            digit = _HAN_DIGITS[sign]
    return total + section + digit
