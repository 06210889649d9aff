"""The truth: documents, their elements and chunks, vectors, and what changed, in one database."""

from indexes.catalog.identity import document_id
from indexes.catalog.store import Catalog

__all__ = ["Catalog", "document_id"]
