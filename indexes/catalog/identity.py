"""Computes the identity of a document."""

import hashlib


def document_id(collection: str, uri: str) -> str:
    """Return the id of the document of that name in that collection: 16 hex digits of SHA-256."""
    name = f"{collection}\0{uri}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).hexdigest()[:16]
