"""Makes alike what a search does not tell apart: width, capitals, accents, old characters."""

import functools
import re
import unicodedata
from typing import Protocol

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇"
"""Chinese characters, as what stands between the brackets of a pattern."""
_ANY_HAN = re.compile(rf"[{HAN}]")
# Other scripts keep their marks, which matter there.
_ACCENTED = re.compile("[\u00c0-\u024f]")


class _Folder(Protocol):
    def convert(self, text: str) -> str: ...


def fold(text: str) -> str:
    """Return the text in the form in which texts are compared."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = _ACCENTED.sub(_without_accent, plain)
    return _simplifier().convert(plain) if _ANY_HAN.search(plain) else plain


def _without_accent(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFD", found[0])[0]


@functools.cache
def _simplifier() -> _Folder:
    import opencc

    return opencc.OpenCC("t2s")
