"""The catalog as the rest of the program sees it: one method, one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from indexes.catalog import embeddings, feed, find, move, publish
from indexes.catalog.curation import Curation
from indexes.catalog.engine import open_engine, reading, writing
from indexes.catalog.feed import Entry, Pulse, State, Traits
from indexes.errors import NameTaken
from indexes.model import EVERYTHING, Change, Counts, Passage, Scope
from ingest.model import Chunk, Document, Element

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Catalog:
    """One database of documents; any number of threads and processes may use it at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.curation = Curation(engine)

    @classmethod
    def open(cls, url: str) -> "Catalog":
        """Open a catalog, a SQLite file by path or any database by URL; make it when it is new."""
        return cls(open_engine(url))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def document(self, document_id: str, scope: Scope = EVERYTHING) -> Document:
        """Return a document; raise `UnknownDocument` also where the scope may not see it."""
        with reading(self._engine) as connection:
            return find.document(connection, document_id, scope)

    def find(self, collection: str, uri: str) -> Document | None:
        """Return the document of that name in that collection."""
        with reading(self._engine) as connection:
            return find.find(connection, collection, uri)

    def find_all(self, collection: str, uris: Sequence[str]) -> dict[str, Document]:
        """Return those of the documents of these names that there are in that collection."""
        with reading(self._engine) as connection:
            return find.find_all(connection, collection, uris)

    def documents(self, scope: Scope = EVERYTHING) -> list[Document]:
        """Return the documents of a scope, by collection and uri."""
        with reading(self._engine) as connection:
            return find.documents(connection, scope)

    def files(self, scope: Scope = EVERYTHING) -> int:
        """Count the documents of a scope that are files; FAQ entries are none."""
        with reading(self._engine) as connection:
            return find.files(connection, scope)

    def elements(self, document_id: str) -> tuple[Element, ...]:
        """Return the elements of a document in reading order; raise `UnknownDocument`."""
        with reading(self._engine) as connection:
            return find.elements(connection, document_id)

    def chunks(self, document_id: str) -> tuple[Chunk, ...]:
        """Return the chunks of a document in reading order; raise `UnknownDocument`."""
        with reading(self._engine) as connection:
            return find.chunks(connection, document_id)

    def section(self, document_id: str, parent: str, scope: Scope) -> tuple[Chunk, ...]:
        """Return the chunks of a section in reading order; none if the scope may not see them.

        `parent` is what the chunks of the section have in `Chunk.parent`.
        """
        with reading(self._engine) as connection:
            return find.section(connection, document_id, parent, scope)

    def neighbours(
        self, chunk_id: str, scope: Scope, *, before: int = 1, after: int = 1
    ) -> tuple[Chunk, ...]:
        """Return a chunk between those before and after it, in reading order.

        None if there is no such chunk or the scope may not see it.
        """
        with reading(self._engine) as connection:
            return find.neighbours(connection, chunk_id, before=before, after=after, scope=scope)

    def numbers(self, document_ids: Iterable[str]) -> set[int]:
        """Return the numbers by which the indexes know those of the documents that there are."""
        with reading(self._engine) as connection:
            return find.numbers(connection, document_ids)

    def passages(self, chunk_numbers: Sequence[int], scope: Scope) -> dict[int, Passage]:
        """Return those of the chunks that the scope may see, by number, without scores."""
        with reading(self._engine) as connection:
            return find.passages(connection, chunk_numbers, scope)

    def counts(self) -> Counts:
        """Count what the catalog holds."""
        with reading(self._engine) as connection:
            return find.counts(connection)

    def publish(
        self, document: Document, elements: Sequence[Element], chunks: Sequence[Chunk]
    ) -> Document:
        """Make a new version of a document visible, and with it take the old one away.

        Chunks whose id, text, headings and title stay keep their number. Returns the document as
        it is stored, one version up. Coordinates are kept to a hundredth of a point. Raises
        `NameTaken` when the collection has another document of that uri.
        """
        try:
            with writing(self._engine) as connection:
                return publish.publish(connection, document, elements=elements, chunks=chunks)
        except IntegrityError as error:
            raise NameTaken(
                f"{document.uri} cannot be stored in collection {document.collection}: another "
                f"document has its name or its chunks ({error.orig}); remove that one first"
            ) from error

    def publish_all(
        self, documents: Iterable[tuple[Document, Sequence[Element], Sequence[Chunk]]]
    ) -> None:
        """Publish several documents in one transaction: all become visible, or none."""
        with writing(self._engine) as connection:
            for document, elements, chunks in documents:
                publish.publish(connection, document, elements=elements, chunks=chunks)

    def record_failure(self, document: Document) -> Document:
        """Note why a document could not be read; its last good version stays visible."""
        with writing(self._engine) as connection:
            return publish.record_failure(connection, document)

    def seen(self, document: Document) -> None:
        """Note size, time and folder of a file whose bytes are those of the stored document."""
        with writing(self._engine) as connection:
            publish.seen(connection, document)

    def remove(self, document_id: str) -> None:
        """Delete a document with all that it shows; raise `UnknownDocument`."""
        with writing(self._engine) as connection:
            publish.remove(connection, document_id)

    def move(self, document_id: str, collection: str) -> Document:
        """Put a document into another collection; raise `UnknownDocument` or `NameTaken`."""
        with writing(self._engine) as connection:
            return move.move(connection, document_id, collection)

    def set_readers(self, document_id: str, readers: frozenset[str]) -> None:
        """Change who may see a document, effective at once; raise `UnknownDocument`."""
        with writing(self._engine) as connection:
            publish.set_readers(connection, document_id, readers)

    def set_tags(self, document_id: str, tags: frozenset[str]) -> None:
        """Change the tags of a document, effective at once; raise `UnknownDocument`."""
        with writing(self._engine) as connection:
            publish.set_tags(connection, document_id, tags)

    def last_change(self) -> int:
        """Return the number of the newest change; 0 when there was none."""
        with reading(self._engine) as connection:
            return feed.last_change(connection)

    def pulse(self) -> Pulse:
        """Return what tells whether anything changed that searches depend on."""
        with reading(self._engine) as connection:
            return feed.pulse(connection)

    def changes(self, after: int, limit: int) -> list[Change]:
        """Return the changes that follow number `after`, oldest first, at most `limit`."""
        with reading(self._engine) as connection:
            return feed.changes(connection, after, limit)

    def entries(self, chunk_numbers: Sequence[int], fingerprint: str) -> list[Entry]:
        """Return those of the chunks that still exist, by number, as the indexes need them."""
        with reading(self._engine) as connection:
            return feed.entries(connection, chunk_numbers, fingerprint)

    def chunk_numbers(self, after: int, limit: int) -> list[int]:
        """Return the numbers of the chunks there are that follow `after`, in order."""
        with reading(self._engine) as connection:
            return feed.chunk_numbers(connection, after, limit)

    def chunk_vectors(
        self, chunk_numbers: Sequence[int], fingerprint: str
    ) -> list[tuple[int, bytes]]:
        """Return by number the vectors of those of the chunks that have one by that model."""
        with reading(self._engine) as connection:
            return embeddings.of_chunks(connection, chunk_numbers, fingerprint)

    def chunk_vectors_after(
        self, after: int, limit: int, fingerprint: str
    ) -> list[tuple[int, int, bytes]]:
        """Return the chunks that follow number `after`, in order, at most `limit` of them.

        Each comes with its document's number and its vector: float16 bytes, none where it has none.
        """
        with reading(self._engine) as connection:
            return embeddings.following(connection, after, limit, fingerprint)

    def traits(self) -> list[tuple[int, Traits]]:
        """Return of every document its number and what searches filter it by."""
        with reading(self._engine) as connection:
            return feed.traits(connection)

    def known_vectors(self, fingerprint: str, text_hashes: Sequence[str]) -> set[str]:
        """Return those of the texts that have a vector by that model."""
        with reading(self._engine) as connection:
            return embeddings.known(connection, fingerprint, text_hashes)

    def vectors(
        self, fingerprint: str, text_hashes: Sequence[str]
    ) -> "dict[str, NDArray[np.float32]]":
        """Return the vectors by that model of those of the texts that have one."""
        with reading(self._engine) as connection:
            return embeddings.of_texts(connection, fingerprint, text_hashes)

    def store_vectors(self, fingerprint: str, vectors: Mapping[str, "NDArray[np.float32]"]) -> None:
        """Keep vectors by text hash, as float16."""
        with writing(self._engine) as connection:
            embeddings.store(connection, fingerprint, vectors)

    def drop_vectors(self, keep: str) -> int:
        """Delete the vectors of all models but one, and of texts that no chunk has any more.

        Returns how many there were.
        """
        with writing(self._engine) as connection:
            return embeddings.drop_others(connection, keep)

    def state(self) -> State:
        """Return which catalog this is and which embedding model it is searched with."""
        with reading(self._engine) as connection:
            return feed.state(connection)

    def set_model(self, model: str, fingerprint: str) -> None:
        """Name the embedding model that it is searched with from now on."""
        with writing(self._engine) as connection:
            feed.set_model(connection, model, fingerprint)
