"""Cuts what was read into chunks: what is embedded, found and cited."""

from ingest.chunk.chunking import chunk

__all__ = ["chunk"]
