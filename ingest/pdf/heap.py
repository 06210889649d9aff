"""Keeps the garbage collector from walking again and again through what a long reading holds."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_Item = TypeVar("_Item")

_USUAL = gc.get_threshold()
_PAGES_OF_OBJECTS = 20_000
"""So many new objects start a collection: a page makes thousands, hardly any of them in rings."""


@contextmanager
def settled() -> Iterator[None]:
    """Leave all objects that are there out of collections until the block ends; collect less often.

    They still go as soon as nothing refers to them; only rings of references stay until then.
    """
    gc.freeze()
    gc.set_threshold(_PAGES_OF_OBJECTS, *_USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
        gc.unfreeze()


def settling(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield `items`; what stays of one is left out of collections when the next is asked for."""
    for item in items:
        yield item
        gc.freeze()
