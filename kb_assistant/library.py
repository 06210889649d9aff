"""Adds, refreshes and removes documents: ingest → indexes, one file at a time, nothing twice."""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from stat import S_ISREG
from types import MappingProxyType
from typing import Protocol

from indexes.catalog import Catalog, document_id
from indexes.errors import NameTaken
from indexes.files import FileStore
from indexes.search import Index
from ingest.chunk import chunk
from ingest.errors import KnowledgeBaseError, UnreadableDocument
from ingest.limits import Limits
from ingest.model import Document, Note, Reading, Status
from kb_assistant.containers import expanded, unpacked
from kb_assistant.walk import Found, found_files

log = logging.getLogger(__name__)

DEFAULT_COLLECTION = "default"
AT_ONCE = 500
"""Files that are looked up in the catalog together."""
KEEP_UP_SECONDS = 1.0


class Result(StrEnum):
    """What became of one file; every file ends as exactly one of these."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One file's result; `reason` says why it failed, `notes` what was noticed in reading it."""

    uri: str
    result: Result
    reason: str = ""
    document_id: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What became of each file, in the order in which they were taken."""

    outcomes: tuple[Outcome, ...] = ()

    def count(self, result: Result) -> int:
        """Return how many files ended so."""
        return sum(outcome.result is result for outcome in self.outcomes)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The files that failed."""
        return tuple(each for each in self.outcomes if each.result is Result.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far adding has come: files done of all, pages read and chunks embedded so far."""

    files_done: int
    files_total: int
    pages: int
    chunks: int
    current: str


Listener = Callable[[Progress], None]


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
        outcomes = []
        with _Run(total=len(found), listener=on_progress) as run:
            for each, known in self._with_known(found, collection):
                run.begin(each.uri)
                if known and self._is_as_it_was(each, known, readers):
                    outcomes.append(_outcome(known, Result.UNCHANGED))
                else:
                    outcomes.append(self._add_one(each, collection, readers, run))
        if prune:
            outcomes += self._prune(found, [path for path in paths if path.is_dir()], collection)
        self._index.save()
        return Summary(outcomes=tuple(outcomes))

    def remove(self, documents: Iterable[Document]) -> Summary:
        """Remove documents with all that was made of them; they stop being found at once."""
        outcomes = []
        for document in documents:
            self._catalog.remove(document.id)
            outcomes.append(_outcome(document, Result.REMOVED))
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
            size, modified = _stat(found)
        except UnreadableDocument:
            return False
        reader = self._reader_of(known).name
        now = replace(known, root=str(found.root), size=size, modified=modified, reader=reader)
        return _looks_unchanged(known, now)

    def _add_one(
        self, found: Found, collection: str, readers: frozenset[str] | None, run: "_Run"
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
            return _outcome(blank, Result.FAILED, str(error))
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
        run: "_Run",
    ) -> Outcome:
        """Bring the catalog to what the file holds now; cheap when nothing changed."""
        size, modified = _stat(found)
        readers = known.readers if known and keep_readers else blank.readers
        document = replace(
            blank, size=size, modified=modified, readers=readers, reader=self._reader_of(blank).name
        )
        if known and _looks_unchanged(known, document):
            return self._unchanged(known, readers)
        with unpacked(found, self._limits) as path:
            document = replace(document, sha256=_hashed(path))
            if known and _is_current(known, document) and known.sha256 == document.sha256:
                self._catalog.seen(document)
                return self._unchanged(known, readers)
            if known:
                _refuse_other_file(known, found)
            notes = self._publish(path, document, run)
        result = Result.UPDATED if known and known.version else Result.ADDED
        return replace(_outcome(document, result), notes=notes)

    def _publish(self, path: Path, document: Document, run: "_Run") -> tuple[Note, ...]:
        reading = self._reader_of(document).read(path, on_page=run.page)
        run.pages(reading.pages)
        document = _described(document, reading)
        chunks = chunk(
            reading,
            document_id=document.id,
            count_tokens=self._index.embedder.count_tokens,
            max_tokens=self._max_tokens,
            window=self._index.embedder.max_tokens,
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
            return _outcome(known, Result.UNCHANGED)
        self._catalog.set_readers(known.id, readers)
        self._keep_up()
        return _outcome(known, Result.UPDATED)

    def _keep_up(self) -> None:
        """Let the indexes follow now and then: searches make them follow themselves."""
        now = time.monotonic()
        if now - self._kept_up >= KEEP_UP_SECONDS:
            self._index.refresh()
            self._kept_up = time.monotonic()

    def _failed(self, known: Document | None, blank: Document, reason: str) -> Outcome:
        document = known or blank
        self._catalog.record_failure(replace(document, status=Status.FAILED, reason=reason))
        return _outcome(document, Result.FAILED, reason)

    def _prune(
        self, found: Sequence[Found], folders: Sequence[Path], collection: str
    ) -> tuple[Outcome, ...]:
        roots = {str(folder.expanduser().absolute()) for folder in folders}
        present = {(str(each.root), each.uri) for each in found}
        # Below a folder that could not be opened nothing is known to have vanished.
        blocked = tuple((str(each.root), f"{each.uri}/") for each in found if each.problem)
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


class _Run:
    """Counts what one call of `Library.add` has done, and tells the listener."""

    def __init__(self, *, total: int, listener: Listener) -> None:
        self._progress = Progress(files_done=-1, files_total=total, pages=0, chunks=0, current="")
        self._listener = listener
        self._read = 0

    def __enter__(self) -> "_Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.begin("")

    def begin(self, uri: str) -> None:
        """Count the file before as done, and go on with this one."""
        self._tell(files_done=self._progress.files_done + 1, current=uri)

    def page(self, number: int) -> None:
        """Count the pages before this one, which is being read, but not for good."""
        if number:
            self._tell(pages=self._read + number - 1)

    def pages(self, count: int) -> None:
        """Count the pages of a file that was read."""
        self._read += count
        self._tell(pages=self._read)

    def chunks(self, count: int) -> None:
        """Count chunks that were embedded."""
        self._tell(chunks=self._progress.chunks + count)

    def _tell(self, **changed: int | str) -> None:
        self._progress = replace(self._progress, **changed)  # type: ignore[arg-type]  # names above
        self._listener(self._progress)


def _stat(found: Found) -> tuple[int, int]:
    if found.problem:
        raise UnreadableDocument(found.path, found.problem)
    try:
        stat = found.path.stat()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}; check the link or its permissions"
        raise UnreadableDocument(found.path, reason) from error
    if not S_ISREG(stat.st_mode):
        # Opening a named pipe would wait for its other end for ever.
        raise UnreadableDocument(found.path, "it is a pipe, a socket or a device, not a file")
    return stat.st_size, stat.st_mtime_ns


def _hashed(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = f"the file cannot be opened: {error.strerror}; check its permissions"
        raise UnreadableDocument(path, reason) from error


def _is_current(known: Document, now: Document) -> bool:
    return known.status is Status.READY and known.reader == now.reader


def _looks_unchanged(known: Document, now: Document) -> bool:
    same = (known.root, known.size, known.modified) == (now.root, now.size, now.modified)
    return _is_current(known, now) and same


def _refuse_other_file(known: Document, found: Found) -> None:
    former = Path(known.root) / known.uri
    # A member of an archive lies below a file.
    there = former.exists() or any(folder.is_file() for folder in former.parents)
    if known.root != str(found.root) and known.version and there:
        raise NameTaken(
            f"{found.path}: collection {known.collection} already holds {former} under the name "
            f"{known.uri}; add this one with another --collection, or add a folder above both"
        )


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


def _outcome(document: Document, result: Result, reason: str = "") -> Outcome:
    return Outcome(uri=document.uri, result=result, reason=reason, document_id=document.id)
