"""Adds, refreshes and removes documents: ingest → indexes, one file at a time, nothing twice."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from indexes.catalog import Catalog, document_id
from indexes.errors import NameTaken
from indexes.files import FileStore
from indexes.search import Index
from ingest.chunk import Window, chunk
from ingest.errors import KnowledgeBaseError, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Document, Note, Reading, Status
from kb_assistant.changed import (
    hashed,
    is_current,
    looks_unchanged,
    refuse_other_file,
    size_and_time,
)
from kb_assistant.containers import Unpacker, attached, expanded
from kb_assistant.outcome import Outcome, Result, Summary, outcome_of
from kb_assistant.progress import Listener, Run
from kb_assistant.walk import Found, found_files

log = logging.getLogger(__name__)

DEFAULT_COLLECTION = "default"
AT_ONCE = 500
"""Files that are looked up in the catalog together."""
KEEP_UP_SECONDS = 1.0


class Read(Protocol):
    """Reads one file."""

    def __call__(self, path: Path, *, on_page: Callable[[int], None]) -> Reading:
        """Return what is in it; `on_page` hears the number of the page that is being read.

        Raises one of our errors where it cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What reads files, and its name: when that changes, they are read again."""

    read: Read
    name: str = ""


class Library:
    """The documents of a knowledge base: what adds and removes them."""

    def __init__(
        self,
        catalog: Catalog,
        index: Index,
        files: FileStore,
        *,
        reader: Reader,
        own_readers: Mapping[str, Reader] = MappingProxyType({}),
        limits: Limits,
        max_tokens: int,
    ) -> None:
        """Take the parts; some collections may have readers of their own."""
        self._catalog = catalog
        self._index = index
        self._files = files
        self._reader = reader
        self._own_readers = own_readers
        self._limits = limits
        self._unpacker = Unpacker(limits)
        self._max_tokens = max_tokens
        self._kept_up = 0.0

    def add(
        self,
        paths: Sequence[Path],
        *,
        collection: str = DEFAULT_COLLECTION,
        readers: frozenset[str] | None = None,
        prune: bool = False,
        on_progress: Listener = lambda progress: None,
    ) -> Summary:
        """Add files, folders and archives to a collection; changed files are replaced in place.

        `readers` None leaves a known document's readers alone and lets everyone read a new one.
        `prune` removes documents that came from an added folder and are no longer in it. A file
        that cannot be read ends as failed with the reason; the rest goes on.
        """
        found = list(expanded(found_files(paths), self._limits))
        with Run(total=len(found), listener=on_progress) as run, closing(self._unpacker):
            done = self._add_all(found, collection, readers, run)
        outcomes = tuple(outcome for _, outcome in done)
        if prune:
            outcomes += self._prune(done, [path for path in paths if path.is_dir()], collection)
        self._index.save()
        return Summary(outcomes=outcomes)

    def remove(self, documents: Iterable[Document]) -> Summary:
        """Remove documents with all that was made of them; they stop being found at once."""
        outcomes = []
        for document in documents:
            self._catalog.remove(document.id)
            outcomes.append(outcome_of(document, Result.REMOVED))
        self._index.refresh()
        self._index.save()
        self._files.drop_unused({each.sha256 for each in self._catalog.documents()})
        return Summary(outcomes=tuple(outcomes))

    def move(self, document: Document, collection: str) -> Document:
        """Put a document into another collection, without reading or embedding it again.

        Raises `NameTaken` where that collection holds another document of its name.
        """
        moved = self._catalog.move(document.id, collection)
        self._index.refresh()
        return moved

    def _add_all(
        self, found: Sequence[Found], collection: str, readers: frozenset[str] | None, run: Run
    ) -> list[tuple[Found, Outcome]]:
        """Add files, after them those that are attached to them, and so on."""
        done: list[tuple[Found, Outcome]] = []
        while found:
            inside: list[Found] = []
            for each, known in self._with_known(found, collection):
                run.begin(each.uri)
                if known and self._is_as_it_was(each, known, readers):
                    outcome = outcome_of(known, Result.UNCHANGED)
                else:
                    outcome = self._add_one(each, collection, readers, run)
                done.append((each, outcome))
                unread = known if outcome.result is Result.UNCHANGED else None
                notes = unread.notes if unread else outcome.notes
                inside.extend(attached(each, notes, self._limits))
            run.more(len(inside))
            found = inside
        return done

    def _with_known(
        self, found: Sequence[Found], collection: str
    ) -> Iterator[tuple[Found, Document | None]]:
        """Yield each file with what the catalog held of it a moment ago."""
        for start in range(0, len(found), AT_ONCE):
            some = found[start : start + AT_ONCE]
            known = self._catalog.find_all(collection, [each.uri for each in some])
            for each in some:
                yield each, known.get(each.uri)

    def _is_as_it_was(self, found: Found, known: Document, readers: frozenset[str] | None) -> bool:
        """Tell without reading the file that there is nothing to do; most files of a tree."""
        if found.problem or (readers is not None and readers != known.readers):
            return False
        try:
            size, modified = size_and_time(found)
        except UnreadableDocument:
            return False
        reader = self._reader_of(known).name
        now = replace(known, root=str(found.root), size=size, modified=modified, reader=reader)
        return looks_unchanged(known, now)

    def _add_one(
        self, found: Found, collection: str, readers: frozenset[str] | None, run: Run
    ) -> Outcome:
        blank = Document(
            id=document_id(collection, found.uri),
            collection=collection,
            uri=found.uri,
            root=str(found.root),
            readers=readers or frozenset(),
        )
        known = self._catalog.find(collection, found.uri)
        try:
            return self._refresh(found, known, blank, keep_readers=readers is None, run=run)
        except NameTaken as error:
            # The document that goes by this name is another file: its record stays as it is.
            return outcome_of(blank, Result.FAILED, str(error))
        except KnowledgeBaseError as error:
            return self._failed(known, blank, getattr(error, "reason", str(error)))
        except Exception as error:  # one odd file must not end the whole batch
            log.exception("reading %s failed", found.path)
            return self._failed(known, blank, f"unexpected {type(error).__name__}: {error}")

    def _refresh(
        self,
        found: Found,
        known: Document | None,
        blank: Document,
        *,
        keep_readers: bool,
        run: Run,
    ) -> Outcome:
        """Bring the catalog to what the file holds now; cheap when nothing changed."""
        size, modified = size_and_time(found)
        readers = known.readers if known and keep_readers else blank.readers
        document = replace(
            blank, size=size, modified=modified, readers=readers, reader=self._reader_of(blank).name
        )
        if known and looks_unchanged(known, document):
            return self._unchanged(known, readers)
        with self._unpacker.taken_out(found) as path:
            document = replace(document, sha256=hashed(path))
            if known and is_current(known, document) and known.sha256 == document.sha256:
                self._catalog.seen(document)
                return self._unchanged(known, readers)
            if known:
                refuse_other_file(known, found)
            notes = self._publish(path, document, run)
        result = Result.UPDATED if known and known.version else Result.ADDED
        return replace(outcome_of(document, result), notes=notes)

    def _publish(self, path: Path, document: Document, run: Run) -> tuple[Note, ...]:
        reading = self._reader_of(document).read(path, on_page=run.page)
        run.pages(reading.pages)
        document = _described(document, reading)
        embedder = self._index.embedder
        chunks = chunk(
            reading,
            document_id=document.id,
            count_tokens=embedder.count_tokens,
            max_tokens=self._max_tokens,
            window=Window(tokens=embedder.max_tokens, languages=embedder.languages),
        )
        self._index.embed(document, chunks, run.chunks)
        if self._files.put(path) != document.sha256:
            raise UnreadableDocument(path, "it changed while it was read: add it again")
        self._catalog.publish(document, reading.elements, chunks)
        self._keep_up()
        return reading.notes

    def _reader_of(self, document: Document) -> Reader:
        return self._own_readers.get(document.collection, self._reader)

    def _unchanged(self, known: Document, readers: frozenset[str]) -> Outcome:
        if known.readers == readers:
            return outcome_of(known, Result.UNCHANGED)
        self._catalog.set_readers(known.id, readers)
        self._keep_up()
        return replace(outcome_of(known, Result.UPDATED), notes=known.notes)

    def _keep_up(self) -> None:
        """Let the indexes follow now and then: searches make them follow themselves."""
        now = time.monotonic()
        if now - self._kept_up >= KEEP_UP_SECONDS:
            self._index.refresh()
            self._kept_up = time.monotonic()

    def _failed(self, known: Document | None, blank: Document, reason: str) -> Outcome:
        document = known or blank
        self._catalog.record_failure(replace(document, status=Status.FAILED, reason=reason))
        return outcome_of(document, Result.FAILED, reason)

    def _prune(
        self,
        done: Sequence[tuple[Found, Outcome]],
        folders: Sequence[Path],
        collection: str,
    ) -> tuple[Outcome, ...]:
        roots = {str(folder.expanduser().absolute()) for folder in folders}
        present = {(str(found.root), found.uri) for found, _ in done}
        # Below a folder or a file that could not be read nothing is known to have vanished.
        blocked = tuple(
            (str(found.root), f"{found.uri}/")
            for found, outcome in done
            if outcome.result is Result.FAILED
        )
        gone = [
            document
            for document in self._catalog.documents()
            if document.collection == collection
            and document.root in roots
            and (document.root, document.uri) not in present
            and not any(
                document.root == root and document.uri.startswith(uri) for root, uri in blocked
            )
        ]
        return self.remove(gone).outcomes if gone else ()


def _described(document: Document, reading: Reading) -> Document:
    return replace(
        document,
        title=reading.title,
        media_type=reading.media_type,
        pages=reading.pages,
        notes=reading.notes,
        status=Status.READY,
        language=reading.metadata.language,
        dated=reading.metadata.changed or reading.metadata.created,
        authors=reading.metadata.authors,
    )
