"""Cuts what was read into chunks: what is embedded, found and cited."""

from ingest.chunk.chunking import chunk, chunk_id

__all__ = ["chunk", "chunk_id"]
