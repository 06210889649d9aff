"""Cuts what was read into chunks: what is embedded, found and cited."""

from ingest.chunk.chunking import CHUNKER, Window, chunk, chunk_id

__all__ = ["CHUNKER", "Window", "chunk", "chunk_id"]
