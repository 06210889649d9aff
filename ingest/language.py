"""Which language a text is written in, as far as retrieval needs to know."""

import re

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def language(text: str) -> str:
    """Return "zh" or "en", whichever carries more of the text; "" when it has neither.

    A Latin word counts as much as two Han characters, about what it takes to say the same thing.
    """
    han = len(_HAN.findall(text))
    latin = 2 * len(_LATIN_WORD.findall(text))
    if not han and not latin:
        return ""
    return "zh" if han >= latin else "en"
