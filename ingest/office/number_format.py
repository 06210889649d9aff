"""Showing a cell's value as the spreadsheet's number format does (ECMA-376 part 1, 18.8.31)."""

import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

Value = bool | int | float | str | date | datetime | time | timedelta | None
"""What a cell can hold."""

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[hms]+\]|\[[^\]]*\]|([^"\\_*\[])', re.S | re.I
)
_DATE_TOKEN = re.compile(r"y+|m+|d+|h+|s+|am/pm|a/p|上午/下午|\x00[^\x00]*\x00|.", re.I | re.S)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*|\.[#0?]+,*")
_MARK = "\x00"
_LITERAL = re.compile(rf"{_MARK}[^{_MARK}]*{_MARK}")
_GENERAL = re.compile(r"\bgeneral\b", re.I)
_FRACTION = re.compile(r"[#0?]\s*/\s*([#0?]+|[1-9]\d*)")
_CONDITION = re.compile(r"\[[<>=]")
_NO_DAY = date(2000, 1, 1)
# The short date of the reader's own system: only the ISO order is read alike by everyone.
_SYSTEM_DATES = frozenset(("mm-dd-yy", "m/d/yy", "m/d/yyyy", "[$-f800]dddd, mmmm dd, yyyy"))
_PLACES = 15


def shown(value: Value, number_format: str) -> str:
    """Return the text that the sheet shows; a date in the system's short format comes as ISO.

    What is not known here (conditions) is shown as without a format.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    if isinstance(value, (datetime, date, time)):
        return _moment(value, number_format)
    return _duration(value, number_format) if isinstance(value, timedelta) else str(value)


def _general(number: float) -> str:
    if isinstance(number, int) or (number.is_integer() and abs(number) < 10**_PLACES):
        return str(int(number))
    return f"{number:.10G}"


@lru_cache(maxsize=512)
def _sections(number_format: str) -> tuple[str, ...]:
    """Split at semicolons; literal text is put between NULs, colours and conditions dropped."""
    text = ""
    for token in _TOKEN.finditer(number_format):
        literal = next((part for part in token.groups()[:3] if part is not None), None)
        plain = token[4] or ""
        if literal is not None:
            text += f"{_MARK}{literal}{_MARK}"
        elif plain:
            text += plain
        elif re.fullmatch(r"\[[hms]+\]", token[0], re.I):
            text += token[0].strip("[]")
    return tuple(re.split(rf";(?=(?:[^{_MARK}]*{_MARK}[^{_MARK}]*{_MARK})*[^{_MARK}]*$)", text))


def _number(number: float, number_format: str) -> str:
    if _CONDITION.search(number_format):
        return _general(number)
    section, number = _section(number, number_format)
    codes = _LITERAL.sub(lambda found: " " * len(found[0]), section)
    if codes.strip() in ("", "@") and not section.replace(_MARK, "").strip():
        return _general(number)
    general = _GENERAL.search(codes)
    if general:
        text = section[: general.start()] + _general(number) + section[general.end() :]
        return text.replace(_MARK, "").strip()
    if _FRACTION.search(codes):
        return _fraction(number, codes)
    digits = _DIGITS.search(codes)
    if digits is None or "/" in codes:
        return _general(number) if "/" in codes else section.replace(_MARK, "").strip()
    before, pattern, after = section[: digits.start()], digits[0], section[digits.end() :]
    if after[:1] in "eE" and after[:1]:
        decimals = len(pattern.partition(".")[2])
        return f"{number:.{decimals}E}"
    number *= 100 ** codes.count("%")
    text = _digits(number, pattern)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    return (sign + before + text + after).replace(_MARK, "").strip()


def _section(number: float, number_format: str) -> tuple[str, float]:
    """Return the part of a format that is meant for the number, and what to show of that."""
    sections = _sections(number_format)
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    return sections[2 if number == 0 and len(sections) > 2 else 0], number


def _fraction(number: float, codes: str) -> str:
    """Return a number as "2 1/3", with as many digits below the line as the codes ask for."""
    found = _FRACTION.search(codes)
    below = found[1] if found else "?"
    sign, number = ("-", -number) if number < 0 else ("", number)
    if below.isdigit():
        share = Fraction(round(number * int(below)), int(below))
        rest = share - int(share)
        top, bottom = round(rest * int(below)), int(below)
    else:
        share = Fraction(number).limit_denominator(10 ** min(len(below), 3) - 1)
        rest = share - int(share)
        top, bottom = rest.numerator, rest.denominator
    whole = str(int(share)) if int(share) or not top else ""
    return sign + f"{whole} {top}/{bottom}".strip() if top else sign + whole


def _digits(number: float, pattern: str) -> str:
    scaled = pattern.rstrip(",")
    number /= 1000 ** (len(pattern) - len(scaled))
    whole, _, fraction = scaled.partition(".")
    grouped = "," if "," in whole else ""
    text = f"{number:{grouped}.{len(fraction)}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.removesuffix(".")
    digits, dot, rest = text.lstrip("-").partition(".")
    sign = "-" if text.startswith("-") and text.strip("-0.,") else ""
    return sign + digits.zfill(whole.count("0")) + dot + rest


def _moment(value: datetime | date | time, number_format: str) -> str:
    section = _sections(number_format)[0]
    known = re.search(r"[ymdhs]", _LITERAL.sub("", section), re.I)
    if isinstance(value, time):
        if not known:
            return value.strftime("%H:%M:%S" if value.second else "%H:%M")
        value = datetime.combine(_NO_DAY, value)
    elif not known or number_format.lower() in _SYSTEM_DATES:
        midnight = not isinstance(value, datetime) or value.time() == time()
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    return _by_tokens(datetime(*value.timetuple()[:6]), _DATE_TOKEN.findall(section)).strip()


def _by_tokens(moment: datetime, tokens: list[str]) -> str:
    half = any(token.lower() in ("am/pm", "a/p", "上午/下午") for token in tokens)
    fields = [token[0].lower() if token[0].lower() in "ymdhs" else "" for token in tokens]
    text = ""
    for index, token in enumerate(tokens):
        before = next((f for f in reversed(fields[:index]) if f), "")
        after = next((f for f in fields[index + 1 :] if f), "")
        if fields[index] == "m" and (before == "h" or after == "s"):
            text += f"{moment.minute:0{min(len(token), 2)}d}"
        else:
            text += _date_field(moment, token, half=half)
    return text


def _date_field(moment: datetime, token: str, *, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    letter, length = token[0].lower(), len(token)
    if token.lower() in ("am/pm", "a/p", "上午/下午"):
        return moment.strftime("%p")
    if letter == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if letter in "md" and length > 2:
        names = {("m", 3): "%b", ("m", 4): "%B", ("d", 3): "%a", ("d", 4): "%A"}
        return moment.strftime(names.get((letter, length), "%B" if letter == "m" else "%A"))
    if letter in number:
        return f"{number[letter]:0{min(length, 2)}d}"
    return token.replace(_MARK, "")


def _duration(value: timedelta, number_format: str) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    text = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}"
    shows_seconds = "s" in _LITERAL.sub("", _sections(number_format)[0]).lower()
    return f"{text}:{seconds % 60:02d}" if shows_seconds or seconds % 60 else text
