"""Writing the number of a list item as the document shows it."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DIGITS = "零一二三四五六七八九"
_TENS = ("", "十", "百", "千")


def ordinal(number: int, style: str) -> str:
    """Return `number` in a `style` of HTML's list types: "a", "A", "i" or "I"; else in digits."""
    if number < 1 or style not in ("a", "A", "i", "I"):
        return str(number)
    text = letters(number) if style in "aA" else roman(number)
    return text.upper() if style.isupper() else text


def letters(number: int) -> str:
    """Return 1 → a, 26 → z, 27 → aa, as spreadsheets count columns."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def roman(number: int) -> str:
    """Return 4 → iv; numbers from 4,000 on stay digits."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def chinese(number: int) -> str:
    """Return 12 → 十二, 105 → 一百零五; numbers from 10,000 on stay digits."""
    if not 0 < number < 10_000:
        return str(number)
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _TENS[place]
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text
