"""Showing a cell's value as the spreadsheet's number format does (ECMA-376 part 1, 18.8.31)."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

Value = bool | int | float | str | date | datetime | time | timedelta | None
"""What a cell can hold."""

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[hms]+\]|\[[^\]]*\]|([^"\\_*\[])', re.S | re.I
)
_DATE_TOKEN = re.compile(r"y+|m+|d+|h+|s+|am/pm|a/p|上午/下午|\x00[^\x00]*\x00|.", re.I | re.S)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?|\.[#0?]+")
_MARK = "\x00"
# The short date of the reader's own system: only the ISO order is read alike by everyone.
_SYSTEM_DATES = frozenset(("mm-dd-yy", "m/d/yy", "m/d/yyyy", "[$-f800]dddd, mmmm dd, yyyy"))
_PLACES = 15


def shown(value: Value, number_format: str) -> str:
    """Return the text that the sheet shows; a date in the system's short format comes as ISO.

    What is not known here (fractions, conditions) is shown as without a format.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    if isinstance(value, (datetime, date, time)):
        return _moment(value, number_format)
    return _duration(value) if isinstance(value, timedelta) else str(value)


def _general(number: float) -> str:
    if isinstance(number, int) or (number.is_integer() and abs(number) < 10**_PLACES):
        return str(int(number))
    return f"{number:.10g}"


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
    sections = _sections(number_format)
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    digits = _DIGITS.search(
        re.sub(rf"{_MARK}[^{_MARK}]*{_MARK}", lambda m: " " * len(m[0]), section)
    )
    if section.strip().lower() in ("general", "@", "") or "/" in section:
        return _general(number)
    if digits is None:
        return section.replace(_MARK, "").strip()
    before, pattern, after = section[: digits.start()], digits[0], section[digits.end() :]
    if after[:1] in "eE" and after[:1]:
        decimals = len(pattern.partition(".")[2])
        return f"{number:.{decimals}E}"
    number *= 100 ** section.count("%")
    text = _digits(number, pattern)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    return (sign + before + text + after).replace(_MARK, "").strip()


def _digits(number: float, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    scaled = whole.rstrip(",") if not fraction else whole
    number /= 1000 ** (len(whole) - len(scaled))
    grouped = "," if "," in scaled else ""
    text = f"{number:{grouped}.{len(fraction)}f}"
    optional = len(fraction) - len(fraction.rstrip("#?"))
    for _ in range(optional):
        text = text.removesuffix("0")
    text = text.removesuffix(".")
    least = scaled.count("0")
    digits, dot, rest = text.lstrip("-").partition(".")
    sign = "-" if text.startswith("-") and text.strip("-0.,") else ""
    return sign + digits.zfill(least) + dot + rest


def _moment(value: datetime | date | time, number_format: str) -> str:
    section = _sections(number_format)[0]
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if "s" in section.lower() else "%H:%M")
    known = re.search(r"[ymdhs]", re.sub(rf"{_MARK}[^{_MARK}]*{_MARK}", "", section), re.I)
    if not known or number_format.lower() in _SYSTEM_DATES:
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


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
