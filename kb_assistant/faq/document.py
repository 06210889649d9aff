"""An approved FAQ entry as a document of its collection, so that searches find and cite it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from indexes.catalog import document_id
from indexes.catalog.collections import FAQ_ENTRY
from indexes.catalog.faq import Faq
from ingest.chunk import chunk
from ingest.chunk.pieces import CountTokens
from ingest.model import Chunk, Document, Element, Kind, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The document of an entry with what it holds."""

    document: Document
    elements: tuple[Element, ...]
    chunks: tuple[Chunk, ...]


def without_entries(documents: Iterable[Document]) -> list[Document]:
    """Return the documents that are files: entries have lists of their own."""
    return [each for each in documents if each.media_type != FAQ_ENTRY]


def document_id_of(faq: Faq) -> str:
    """Return the id of the document by which searches find an entry."""
    return document_id(faq.collection, _uri(faq))


def document_of(faq: Faq, *, count_tokens: CountTokens, max_tokens: int) -> Shown:
    """Return the document: its title is the question, its text the answer."""
    paragraphs = [line.strip() for line in faq.answer.splitlines() if line.strip()]
    elements = tuple(Element(kind=Kind.PARAGRAPH, text=text) for text in paragraphs)
    reading = Reading(media_type=FAQ_ENTRY, title=faq.question, elements=elements)
    document = Document(
        id=document_id_of(faq),
        collection=faq.collection,
        uri=_uri(faq),
        title=faq.question,
        media_type=FAQ_ENTRY,
        sha256=hashlib.sha256(repr((faq.question, faq.answer)).encode()).hexdigest(),
        readers=faq.readers,
        language=faq.language,
    )
    chunks = chunk(
        reading, document_id=document.id, count_tokens=count_tokens, max_tokens=max_tokens
    )
    return Shown(document=document, elements=elements, chunks=chunks)


def _uri(faq: Faq) -> str:
    # No file is called so: the scanner of folders yields paths, and none of ours has a colon first.
    return f"faq:{faq.id}"
