"""What people keep beside the documents, as the rest of the program sees it."""

from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Sequence

from sqlalchemy import Engine

from indexes.catalog import collections, faq, publish
from indexes.catalog.collections import Collection, Vocabulary
from indexes.catalog.engine import reading, writing
from indexes.catalog.faq import Faq, FaqState
from indexes.errors import NameTaken
from indexes.model import EVERYTHING, Scope
from ingest.model import Chunk, Document, Element


class Curation:
    """Collections, their readers and words, and FAQ entries; one method, one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def stamp(self) -> int:
        """Return a number that grows with every change made here, by any process."""
        with reading(self._engine) as connection:
            return collections.curated(connection)

    def collections(self) -> list[Collection]:
        """Return all collections by name."""
        with reading(self._engine) as connection:
            return collections.collections(connection)

    def add_collection(self, name: str, readers: Iterable[str] = ()) -> None:
        """Make a collection that only these groups may see; raise `NameTaken` if it is there."""
        with writing(self._engine) as connection:
            if not collections.create(connection, name):
                # Else one who only means to make sure of it would open it to everyone.
                raise NameTaken(
                    f"there is a collection {name} already: `kb collections readers {name}` shows "
                    "and changes who may see it"
                )
            collections.set_readers(connection, name, readers)

    def set_collection_readers(self, name: str, readers: Iterable[str]) -> None:
        """Change who may see a collection, effective at once; raise `UnknownCollection`."""
        with writing(self._engine) as connection:
            collections.set_readers(connection, name, readers)

    def narrowed(self, scope: Scope) -> Scope:
        """Return the scope without the collections that the asker may not see."""
        with reading(self._engine) as connection:
            return collections.narrowed(connection, scope)

    def vocabularies(self) -> dict[str, Vocabulary]:
        """Return the vocabulary of every collection that has one."""
        with reading(self._engine) as connection:
            return collections.vocabularies(connection)

    def set_words(self, name: str, words: Iterable[str]) -> None:
        """Replace a collection's words; its documents are indexed anew at the next search."""
        with writing(self._engine) as connection:
            collections.set_words(connection, name, words)

    def set_synonyms(self, name: str, groups: Sequence[Sequence[str]]) -> None:
        """Replace a collection's groups of synonyms; raise `UnknownCollection`."""
        with writing(self._engine) as connection:
            collections.set_synonyms(connection, name, groups)

    def faqs(
        self, scope: Scope = EVERYTHING, states: AnyOf[FaqState] = frozenset(FaqState)
    ) -> list[Faq]:
        """Return the FAQ entries of these states that the scope may see."""
        with reading(self._engine) as connection:
            return faq.entries(connection, scope, states)

    def faq(self, faq_id: str, scope: Scope = EVERYTHING) -> Faq:
        """Return a FAQ entry that the scope may see; raise `UnknownFaq`."""
        with reading(self._engine) as connection:
            return faq.entry(connection, faq_id, scope)

    def publish_faq(
        self, entry: Faq, document: Document, elements: Sequence[Element], chunks: Sequence[Chunk]
    ) -> None:
        """Keep an entry, and show the document that searches find it by."""
        with writing(self._engine) as connection:
            faq.save(connection, entry)
            publish.publish(connection, document, elements=elements, chunks=chunks)

    def withdraw_faq(self, entry: Faq, document_id: str) -> None:
        """Keep an entry, and take the document away that searches found it by, if there was one."""
        with writing(self._engine) as connection:
            faq.save(connection, entry)
            publish.remove_if_there(connection, document_id)

    def remove_faq(self, faq_id: str, document_id: str) -> None:
        """Delete an entry with its document."""
        with writing(self._engine) as connection:
            faq.remove(connection, faq_id)
            publish.remove_if_there(connection, document_id)
