"""One form for what people write in many: dates, quantities with units, names of models."""

import re
from collections.abc import Iterator

from indexes.lexical.stop_words import STOP_WORDS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENDINGS = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "t|tember", "ober", "ember", "ember")


def _month(name: str, ending: str) -> str:
    # A pattern that begins with plain letters is looked for much faster than one that begins with
    # a look behind; hence this one stands after the first letter.
    return rf"{name[0]}(?<!\w{name[0]}){name[1:]}(?:{ending})?"


_MONTH = rf"(?P<name>{'|'.join(map(_month, _MONTHS, _ENDINGS))})\.?"
_UNITS = {
    "kg": ("kg", "kgs", "kilogram", "kilograms", "公斤", "千克"),
    "g": ("g", "gram", "grams", "克"),
    "t": ("t", "tonne", "tonnes", "吨"),
    "km": ("km", "kilometer", "kilometers", "kilometre", "kilometres", "公里", "千米"),
    "m": ("m", "meter", "meters", "metre", "metres", "米"),
    "cm": ("cm", "centimeter", "centimeters", "centimetre", "centimetres", "厘米", "公分"),
    "mm": ("mm", "millimeter", "millimeters", "millimetre", "millimetres", "毫米"),
    "l": ("l", "liter", "liters", "litre", "litres", "升"),
    "ml": ("ml", "milliliter", "milliliters", "millilitre", "millilitres", "毫升"),
    "w": ("w", "watt", "watts", "瓦"),
    "kw": ("kw", "kilowatt", "kilowatts", "千瓦"),
    "v": ("v", "volt", "volts", "伏"),
    "°c": ("°c", "摄氏度", "degrees celsius"),
    "%": ("%", "percent", "per cent"),
    "day": ("day", "days", "天"),
    "week": ("week", "weeks", "周", "个星期"),
    "month": ("month", "months", "个月"),
    "hour": ("h", "hour", "hours", "小时"),
    "minute": ("min", "minute", "minutes", "分钟"),
    "yuan": ("yuan", "rmb", "cny", "元"),
    "usd": ("usd", "dollar", "dollars", "美元"),
    "eur": ("eur", "euro", "euros", "欧元"),
}
_UNIT_OF = {written: unit for unit, forms in _UNITS.items() for written in forms}
_CHINESE_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d(?<!\d\d)\d{3}) ?年 ?(?P<month>\d{1,2}) ?月(?: ?(?P<day>\d{1,2}) ?[日号])?",
        r"(?P<month>\d(?<![\d年]\d)\d?) ?月 ?(?P<day>\d{1,2}) ?[日号]",
    )
)
_DATE = re.compile(
    r"(?P<year>\d(?<!\d\d)\d{3})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?!\d)"
)
_ENGLISH_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?\b",
        r"(?P<day>\d(?<!\w\d)\d?)(?:st|nd|rd|th)? (?:of )?"
        rf"{_MONTH}(?:,? (?P<year>\d{{4}}))?\b",
        rf"{_MONTH},? (?P<year>\d{{4}})\b",
    )
)
_QUANTITY = re.compile(
    r"(?P<number>\d(?<![\w.]\d)[\d,]*(?:\.\d+)?)[ -]?"
    rf"(?P<unit>{'|'.join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))})(?![a-z])"
)
_NUMBER = re.compile(r" (?P<number>\d[a-z\d]*)(?![\w.,%])")
_NAME = re.compile(r"(?<!\w)[a-z]{1,6}$")
_LONGEST_NAME = 6
_DIGIT = re.compile(r"\d")


def forms(folded: str) -> list[str]:
    """Return further terms of a folded text: each date, quantity and model name in one form.

    A date gives "2023-04-01", "2023-04" and "--04-01", as far as it is known; "10 公斤" gives
    "10kg", unless it was written so; "rtx 4090d" gives "rtx4090d".
    """
    if not _DIGIT.search(folded):
        return []
    return list(dict.fromkeys((*_dates(folded), *_quantities(folded), *_models(folded))))


def _dates(text: str) -> Iterator[str]:
    patterns = [_DATE]
    if "月" in text:
        patterns += _CHINESE_DATES
    if any(month in text for month in _MONTHS):
        patterns += _ENGLISH_DATES
    for pattern in patterns:
        for found in pattern.finditer(text):
            parts = found.groupdict()
            year, day = parts.get("year") or "", int(parts.get("day") or 0)
            month = int(parts.get("month") or 0) or 1 + _MONTHS.index(parts["name"][:3])
            if month <= 12 and day <= 31:
                yield from _date(year, month, day)


def _date(year: str, month: int, day: int) -> Iterator[str]:
    if year:
        yield f"{year}-{month:02}"
    if day:
        yield f"--{month:02}-{day:02}"
    if year and day:
        yield f"{year}-{month:02}-{day:02}"


def _quantities(text: str) -> Iterator[str]:
    for found in _QUANTITY.finditer(text):
        number = found["number"].replace(",", "")
        if "." in number:
            number = number.rstrip("0").rstrip(".")
        term = f"{number}{_UNIT_OF[found['unit']]}"
        # What was written as one word is a term already.
        if term != found[0] or not term.isalnum():
            yield term


def _models(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        # One character more than a name has tells whether it begins there.
        name = _NAME.search(text[max(0, found.start() - _LONGEST_NAME - 1) : found.start()])
        if name and name[0] not in STOP_WORDS and name[0][:3] not in _MONTHS:
            yield name[0] + found["number"]
