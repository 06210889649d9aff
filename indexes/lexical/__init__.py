"""Finds chunks by their words."""

from indexes.lexical.index import LexicalIndex

__all__ = ["LexicalIndex"]
