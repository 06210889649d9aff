"""Questions to begin with, taken from the documents themselves."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexes.catalog import Catalog
from ingest.language import language
from ingest.model import Chunk, Document, Kind
from kb_assistant.web.strings import EN, ZH

LOOKED_AT = 24
"""Documents that are looked at; a large knowledge base has enough in the first few."""
OF_ONE_DOCUMENT = 2
ENOUGH = 18
HEADING_ENOUGH, HEADING_TOO_MUCH = 10, 60
QUESTION = re.compile(r"[^|\n?？.。!！:：]{4,80}[?？]")
IMPRINT = re.compile(r"[\d·|:：©]")
NUMBERING = re.compile(r"^[\d.]+\s+|^第.{1,5}[章节条]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A question, and whether it stands in a document word for word."""

    text: str
    verbatim: bool


def example_questions(
    catalog: Catalog, documents: Sequence[Document], *, code: str, most: int = 4
) -> list[str]:
    """Return up to `most` questions, those in the language `code` first, two of one document.

    A question that stands in a document, as in a list of frequent questions, goes before one that
    is made of a heading.
    """

    def rank(example: _Example) -> tuple[bool, bool, int]:
        # A long heading is about one thing; a short one, "Scope" or "Overview", about anything.
        length = 0 if example.verbatim else -_weight(example.text)
        return language(example.text) != code, not example.verbatim, length

    found: list[_Example] = []
    for document in [each for each in documents if each.version][:LOOKED_AT]:
        found += sorted(_examples(catalog.chunks(document.id)), key=rank)[:OF_ONE_DOCUMENT]
    return list(dict.fromkeys(each.text for each in sorted(found, key=rank)))[:most]


def _examples(chunks: Sequence[Chunk]) -> Iterator[_Example]:
    for chunk in chunks:
        for match in QUESTION.finditer(chunk.text):
            if _weight(match.group()) >= ENOUGH:
                yield _Example(text=match.group().strip(), verbatim=True)
    # The middle of a document is past its preface and its table of contents.
    middle = len(chunks) // 2
    for chunk in (*chunks[middle:], *chunks[:middle]):
        heading = NUMBERING.sub("", chunk.heading_path[-1]) if chunk.heading_path else ""
        if _tells(heading) and chunk.kind is not Kind.CODE:
            strings = ZH if language(heading) == "zh" else EN
            yield _Example(text=strings.ask_about.format(heading=heading), verbatim=False)


def _tells(heading: str) -> bool:
    """Return whether a heading names a subject, unlike an imprint, a date or a single word."""
    return HEADING_ENOUGH <= _weight(heading) <= HEADING_TOO_MUCH and not IMPRINT.search(heading)


def _weight(text: str) -> int:
    """Return how much a text says: a Han character counts as two letters and a half."""
    return sum(5 if "\u4e00" <= sign <= "\u9fff" else 2 for sign in text) // 2
