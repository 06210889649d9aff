"""What is worth reading of the description that an office file gives of a picture."""

import re

_FILE_NAME = re.compile(r"[\w .-]+\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|svg)$", re.I)
_NO_WORDS = re.compile(r"(?:picture|image|graphic|图片|圖片|图像|影像)\s*\d*$", re.I)
# Office programs describe pictures by themselves; people are told so in this way.
_GUESSED = re.compile(r"[.\s]*(?:Description automatically generated|AI-generated content).*", re.S)


def description(text: str) -> str:
    """Return a picture's description on one line; "" for a file name, or "Picture 3".

    The hint that a program guessed it goes: it is none of the picture's words.
    """
    plain = " ".join(_GUESSED.sub("", text).split())
    return "" if _FILE_NAME.match(plain) or _NO_WORDS.match(plain) else plain
