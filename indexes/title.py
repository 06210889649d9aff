"""What a document is called: its title, and what its file's name adds to it."""

import re
from functools import lru_cache
from pathlib import PurePosixPath

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def full_title(title: str, uri: str) -> str:
    """Return the title, followed by those words of the file's name that it lacks.

    Names such as "3M_2022_10K.pdf" tell what title pages often do not: whose report it is, of which
    year. A name without a suffix is taken for an identifier and adds nothing.
    """
    name = PurePosixPath(uri)
    if not name.suffix:
        return title
    written = {word.lower() for word in _WORD.findall(title)}
    added = [word for word in _WORD.findall(name.stem) if word.lower() not in written]
    return " ".join([title, *added]).strip()
