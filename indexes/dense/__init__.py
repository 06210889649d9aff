"""Finds chunks by their meaning."""

from indexes.dense.index import DenseIndex

__all__ = ["DenseIndex"]
