"""Questions to begin with, taken from the documents themselves so that each has an answer."""

import re
from collections.abc import Iterator, Sequence

from indexes.catalog import Catalog
from ingest.language import language
from ingest.model import Chunk, Document, Kind
from kb_assistant.web.strings import EN, ZH

LOOKED_AT = 24
"""Documents that are looked at; a large knowledge base has enough in the first few."""
QUESTION = re.compile(r"[^|\n?？.。]{6,70}[?？]")
HEADING_LENGTH = range(4, 48)


def example_questions(
    catalog: Catalog, documents: Sequence[Document], *, code: str, most: int = 4
) -> list[str]:
    """Return up to `most` questions, those in the language `code` first, one of a document.

    A question that stands in a document, as in a list of frequent questions, goes before one that
    is made of a heading.
    """
    ready = [each for each in documents if each.version][:LOOKED_AT]
    found = [example for each in ready if (example := _example(each, catalog.chunks(each.id)))]
    found.sort(key=lambda example: (language(example[1]) != code, not example[0]))
    return [question for _, question in found[:most]]


def _example(document: Document, chunks: Sequence[Chunk]) -> tuple[bool, str] | None:
    """Return a question of the document and whether it stands there word for word."""
    for chunk in chunks:
        if asked := QUESTION.search(chunk.text):
            return True, asked.group().strip()
    heading = next(_headings(chunks), "")
    if not heading or not document.title:
        return None
    strings = ZH if language(heading) == "zh" else EN
    return False, strings.ask_about.format(title=document.title, heading=heading)


def _headings(chunks: Sequence[Chunk]) -> Iterator[str]:
    paths = [
        chunk.heading_path for chunk in chunks if chunk.heading_path and chunk.kind != Kind.CODE
    ]
    middle = paths[len(paths) // 2 :]
    return (path[-1] for path in middle if len(path[-1]) in HEADING_LENGTH)
