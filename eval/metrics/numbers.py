"""Comparing quantities: "$1.5 billion" is 1,500,000,000 dollars, 两小时 are 120 minutes."""

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from eval.metrics.answers import Parts
from eval.metrics.units import CURRENCIES, PERCENT, UNITS
from kb_assistant.answer.numbers import chinese_number, english_number

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9,
    "trillion": 1e12, "k": 1e3, "m": 1e6, "b": 1e9,
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "億": 1e8, "万亿": 1e12,
}  # fmt: skip
_BEFORE = [form for forms in CURRENCIES.values() for form in forms]


def _any(words: Iterable[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + (r"\b" if w[-1].isascii() and w[-1].isalnum() else "")
                    for w in longest)  # fmt: skip


_SCALE, _UNIT = _any(name for name in _SCALES if name not in "kmb"), _any(UNITS)
_QUANTITY = re.compile(
    rf"(?P<minus>[-−]\s?)?(?P<bracket>\()?\s*(?P<before>{_any(_BEFORE)})?\s*(?P<sign>[-−])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    # "$5m" is five millions, "5 m" are metres.
    rf"(?:\s*(?P<scale>{_SCALE}|(?(before)[kmb]\b|(?!))))?(?:[\s-]*(?P<after>{_UNIT}))?(?P<close>\))?",
    re.IGNORECASE,
)
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_CHINESE = re.compile(
    # One sign alone is mostly part of a word (一般): it counts where a unit follows.
    rf"(?<![\d.第零〇一二两三四五六七八九十百千万亿])(?:{_NUMERAL}{{2,}}|{_NUMERAL}(?=\s*(?:{_UNIT})))"
)
_PERCENT = re.compile(rf"百分之({_NUMERAL}+|\d+(?:\.\d+)?)")
_ENGLISH = re.compile(r"\b[a-z]+(?:-[a-z]+)?\b")
_YEAR = re.compile(r"[12]\d{3}")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its scale worked in, counted in a base unit ("%", "USD", "second" or "").

    `exact` is what a whole number may be off by, in base units, as for counts, years and days;
    0 where the number is an amount of which a share may be off.
    """

    value: float
    unit: str = ""
    exact: float = 0.0


def quantities(text: str) -> list[Quantity]:
    """Return the quantities that a text states, in order, in digits or words.

    "(1,234)" is negative.
    """
    plain = _in_digits(text)
    return [_quantity(found, plain) for found in _QUANTITY.finditer(plain)]


def is_quantity(text: str) -> bool:
    """Tell whether a gold answer is one quantity with hardly a word around it."""
    left = _QUANTITY.sub(" ", _in_digits(text))
    return len(quantities(text)) == 1 and len(_WORD.findall(left)) <= 2


def numeric_match(answer: str, parts: Parts, *, tolerance: float = 0.01) -> float | None:
    """Return 1.0 when the answer states the gold quantity in its unit, else 0.0.

    Amounts (with a currency, a percent sign, a scale or decimals) may be off by `tolerance`, other
    whole numbers (counts, years, days) by rounding only. An answer without any currency may leave
    it out, as tables do. None when the gold answer is no single quantity.
    """
    gold = [q for part in parts for text in part if is_quantity(text) for q in quantities(text)]
    if len(parts) != 1 or not gold:
        return None
    given = quantities(answer)
    silent = not any(one.unit in CURRENCIES for one in given)
    return float(any(_agree(a, b, tolerance, silent=silent) for a in given for b in gold))


def _in_digits(text: str) -> str:
    """Return a text in small letters without marks like [1], its numbers in words as digits."""
    plain = re.sub(r"\[\d{1,3}\]", " ", unicodedata.normalize("NFKC", text)).lower()
    plain = _PERCENT.sub(lambda found: f"{_digits(found[1])}%", plain)
    plain = _CHINESE.sub(lambda found: _digits(found[0]), plain)
    return _ENGLISH.sub(lambda found: _worded(found, plain), plain)


def _digits(numeral: str) -> str:
    return numeral if numeral[0].isdigit() else str(chinese_number(numeral))


def _worded(found: re.Match[str], text: str) -> str:
    value = english_number(found[0])
    # "one" mostly means a thing, not a number.
    alone = value == 1 and not re.match(rf"\s+(?:{_SCALE}|{_UNIT})", text[found.end() :])
    return found[0] if value is None or alone else str(value)


def _quantity(found: re.Match[str], text: str) -> Quantity:
    number, scale = found["number"].replace(",", ""), found["scale"]
    # A hyphen after a letter or digit joins ("2019-2020", "COVID-19"): it is no minus sign.
    joined = found.start() > 0 and text[found.start() - 1].isalnum()
    minus = bool(found["sign"]) or (bool(found["minus"]) and not joined)
    if found["bracket"] and found["close"]:
        minus = True
    after = found["after"] or ""
    if after == "年" and _YEAR.fullmatch(number):
        after = ""  # the year 2019, not 2019 years
    unit, factor = UNITS.get(after or found["before"] or "", ("", 1.0))
    whole = "." not in number and not scale and unit != PERCENT and unit not in CURRENCIES
    value = float(number) * _SCALES.get(scale or "", 1.0) * factor
    return Quantity(value=-value if minus else value, unit=unit, exact=factor / 2 if whole else 0.0)


def _agree(given: Quantity, gold: Quantity, tolerance: float, *, silent: bool) -> bool:
    left_out = silent and not given.unit and gold.unit in CURRENCIES
    if gold.unit and given.unit != gold.unit and not left_out:
        return False
    if gold.exact:
        return abs(given.value - gold.value) < gold.exact
    return math.isclose(given.value, gold.value, rel_tol=tolerance, abs_tol=1e-9)
