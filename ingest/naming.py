"""Names for files that lie in other files: what they are called there may be anything."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TypeVar

_Content = TypeVar("_Content")

_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]")


def safe(name: str) -> str:
    """Return `name` without what means something in a path: separators and control characters."""
    return _UNSAFE.sub("_", name)


def named(attached: Iterable[tuple[str, _Content]]) -> dict[str, _Content]:
    """Return what is attached by names that are safe; of two alike the second gets a number."""
    found: dict[str, _Content] = {}
    for given, content in attached:
        found[_free(safe(given).lstrip(".") or "attachment", found)] = content
    return found


def _free(name: str, taken: dict[str, _Content]) -> str:
    pure = PurePosixPath(name)
    numbered = (f"{pure.stem} ({number}){pure.suffix}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)
