"""Chunks go in and are never lost; a question goes in, ranked passages come out."""

from indexes.embed.text import embed_text, text_hash

__all__ = ["embed_text", "text_hash"]
