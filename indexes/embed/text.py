"""What is embedded and indexed of a chunk: its text, led by where it stands."""

import hashlib
from collections.abc import Sequence

from ingest.model import Chunk


def embed_text(document_title: str, chunk: Chunk) -> str:
    """Return what the model sees of a chunk: "title › heading › heading", a line break, the text.

    The context line helps to find the chunk; people are only ever quoted `chunk.text`.
    """
    return in_context(document_title, chunk.heading_path, chunk.text)


def in_context(title: str, heading_path: Sequence[str], text: str) -> str:
    """Return a text led by a line that says where it stands."""
    context = " › ".join(part for part in (title, *heading_path) if part)
    return f"{context}\n{text}" if context else text


def text_hash(text: str) -> str:
    """Return the key under which the vector of a text is kept: 128 bits of SHA-256, as hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
