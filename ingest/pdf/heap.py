"""Keeps the garbage collector from walking again and again through what a long reading holds."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_Item = TypeVar("_Item")


@contextmanager
def settled() -> Iterator[None]:
    """Leave all objects that are there out of collections until the block ends.

    They still go as soon as nothing refers to them; only rings of references stay until then.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def settling(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield `items`; what stays of one is left out of collections when the next is asked for."""
    for item in items:
        yield item
        gc.freeze()
