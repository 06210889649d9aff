"""Comparing quantities: "$1.5 billion" is 1,500,000,000 dollars, 3.2亿元 is 320,000,000 yuan."""

import math
import re
import unicodedata
from dataclasses import dataclass

from eval.metrics.answers import Parts

_SCALES = {
    "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "億": 1e8, "万亿": 1e12,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%",
    "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "美元": "USD",
    "€": "EUR", "eur": "EUR", "euros": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "CNY", "rmb": "CNY", "cny": "CNY", "元": "CNY", "人民币": "CNY", "yuan": "CNY",
}  # fmt: skip


def _any(words: dict[str, float] | dict[str, str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + (r"\b" if w.isascii() and w.isalpha() else "") for w in longest)


_QUANTITY = re.compile(
    rf"(?P<minus>[-−]\s?)?(?P<bracket>\()?\s*(?P<before>{_any(_UNITS)})?\s*(?P<sign>[-−])?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"\s*(?P<scale>{_any(_SCALES)})?\s*(?P<after>{_any(_UNITS)})?(?P<close>\))?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its scale worked in, and its unit: "%", a currency code, or ""."""

    value: float
    unit: str = ""


def quantities(text: str) -> list[Quantity]:
    """Return the quantities that a text states, in order; "(1,234)" is negative."""
    folded = re.sub(r"\[\d{1,3}\]", " ", unicodedata.normalize("NFKC", text)).lower()
    return [_quantity(found, folded) for found in _QUANTITY.finditer(folded)]


def is_quantity(text: str) -> bool:
    """Tell whether a gold answer is one quantity with hardly a word around it."""
    left = _QUANTITY.sub(" ", unicodedata.normalize("NFKC", text).lower())
    return len(quantities(text)) == 1 and len(_WORD.findall(left)) <= 2


def numeric_match(answer: str, parts: Parts, *, tolerance: float = 0.01) -> float | None:
    """Return 1.0 when the answer states the gold quantity within a relative tolerance, else 0.0.

    Units must agree where both give one. None when the gold answer is no single quantity.
    """
    gold = [q for part in parts for text in part if is_quantity(text) for q in quantities(text)]
    if len(parts) != 1 or not gold:
        return None
    given = quantities(answer)
    return float(any(_agree(a, b, tolerance) for a in given for b in gold))


def _quantity(found: re.Match[str], text: str) -> Quantity:
    value = float(found["number"].replace(",", "")) * _SCALES.get(found["scale"] or "", 1.0)
    # A hyphen after a letter or digit joins ("2019-2020", "COVID-19"): it is no minus sign.
    joined = found.start() > 0 and text[found.start() - 1].isalnum()
    minus = bool(found["sign"]) or (bool(found["minus"]) and not joined)
    if minus or (found["bracket"] and found["close"]):
        value = -value
    return Quantity(value=value, unit=_UNITS.get(found["after"] or found["before"] or "", ""))


def _agree(a: Quantity, b: Quantity, tolerance: float) -> bool:
    same_unit = not a.unit or not b.unit or a.unit == b.unit
    return same_unit and math.isclose(a.value, b.value, rel_tol=tolerance, abs_tol=1e-9)
