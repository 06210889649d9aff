"""A throwaway knowledge base for a dataset, built by the product's own steps and kept for later."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eval.datasets.faults import collected
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.errors import DatasetError, RunError
from eval.runs import source_hash
from eval.scope import own_collection
from indexes.catalog import document_id
from indexes.catalog.faq import FaqState
from ingest.chunk import Window, chunk
from ingest.model import Document, Element, Kind, Reading, Status
from kb_assistant.faq.document import without_entries
from kb_assistant.outcome import Result
from kb_assistant.settings import CatalogSettings, Settings
from kb_assistant.wiring import KnowledgeBase, open_knowledge_base

COLLECTION = "default"
_BUILT = "built"
_BUILDERS = ("ingest", "indexes")

Progress = Callable[[int, int], None]
"""Told how many documents of how many are in."""


def unrecorded(settings: Settings) -> Settings:
    """Return the settings of a knowledge base that keeps no record of what evaluation asks."""
    answer = settings.answer.model_copy(update={"keep_questions": False})
    return settings.model_copy(update={"answer": answer})


def needs_corpus(dataset: Dataset) -> bool:
    """Tell whether the dataset brings its documents; else it asks the live knowledge base."""
    return bool(dataset.corpus or dataset.files)


def open_corpus(settings: Settings, dataset: Dataset, on_progress: Progress) -> KnowledgeBase:
    """Open the knowledge base of a dataset's own documents; build what is missing of it.

    It lies in the data folder by a hash of the documents and of the settings that shape it, and is
    built anew (vectors are kept) when the code that reads and indexes has changed.
    """
    folder, vectors = _place(settings, dataset)
    own = settings.model_copy(update={"home": folder, "catalog": CatalogSettings()})
    base = open_knowledge_base(unrecorded(own))
    builder = source_hash(Path(__file__).parents[1], _BUILDERS)
    mark = folder / _BUILT
    if not mark.exists() or mark.read_text(encoding="utf-8") != builder:
        mark.unlink(missing_ok=True)
        _build(base, dataset, on_progress, vectors=vectors)
        mark.write_text(builder, encoding="utf-8")
    return base


def corpus_home(settings: Settings, dataset: Dataset) -> Path:
    """Return the data folder of the knowledge base that was built of a dataset's documents."""
    return _place(settings, dataset)[0]


def _place(settings: Settings, dataset: Dataset) -> tuple[Path, bool]:
    """Return the folder of the documents, and whether it has vectors."""
    corpora = settings.home / "eval" / "corpora"
    retrieval = settings.retrieval.model_copy(update={"dense": True})
    both = corpora / corpus_key(settings.model_copy(update={"retrieval": retrieval}), dataset)
    # What has vectors serves the lexical leg just as well.
    if (both / _BUILT).exists():
        return both, True
    return corpora / corpus_key(settings, dataset), settings.retrieval.dense


def corpus_key(settings: Settings, dataset: Dataset) -> str:
    """Return the name of the folder for these documents under these settings."""
    digest = hashlib.sha256()
    for collection, row in _placed(dataset):
        told = (collection, row.id, row.title, row.text, *sorted(row.readers))
        digest.update(repr(told).encode())
    for path in dataset.files:
        digest.update(path.name.encode() + path.read_bytes())
    # Without the dense leg no vectors are made, which takes most of the time.
    dense = settings.embedding.model_dump() if settings.retrieval.dense else {}
    shape = (dense, settings.chunk.model_dump())
    digest.update(repr(shape).encode())
    return f"{dataset.name}-{digest.hexdigest()[:12]}"


def in_live_base(dataset: Dataset, base: KnowledgeBase) -> Dataset:
    """Return the dataset with each case's document and its collection as slices.

    Raises:
        DatasetError: the live knowledge base does not hold a gold document; names the row.
    """
    collections = {document.uri: document.collection for document in base.catalog.documents()}
    with collected() as on_fault:
        for case in dataset.cases:
            for uri in case.relevant:
                if uri not in collections:
                    reason = f'the document "{uri}" is not in the knowledge base; see `kb list`'
                    file, _, line = case.place.rpartition(":")
                    on_fault(DatasetError(file or dataset.path, int(line or 0), reason))
    cases = tuple(_sliced(case, collections) for case in dataset.cases)
    return replace(dataset, cases=cases)


def live_state(base: KnowledgeBase) -> str:
    """Return the state of the live knowledge base: its last change, and hashes of what it holds.

    Documents and official answers have a hash each, so that drift can be put down to either.
    """
    documents = [
        (one.id, one.version, one.status, sorted(one.readers))
        for one in without_entries(base.catalog.documents())
    ]
    approved = base.catalog.curation.faqs(states={FaqState.APPROVED})
    official = [(one.id, one.answer, one.variants, sorted(one.readers)) for one in approved]
    return (
        f"live, change {base.catalog.last_change()}, documents {_short(sorted(documents))}, "
        f"official answers {_short(sorted(official))}"
    )


def _short(rows: Sequence[object]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:8]


def in_collection(dataset: Dataset, name: str) -> Dataset:
    """Return the cases whose document lies in a collection, each asked of that collection alone.

    Raises:
        RunError: there are none.
    """
    cases = tuple(
        replace(case, collection=name)
        for case in dataset.cases
        if case.slices.get("collection") == name
    )
    if not cases:
        raise RunError(
            f'no question of {dataset.name} has its document in the collection "{name}"; '
            "`kb collections list` names them"
        )
    sha256 = hashlib.sha256(f"{dataset.sha256}/{name}".encode()).hexdigest()
    return replace(dataset, cases=cases, sha256=sha256)


def _sliced(case: Case, collections: Mapping[str, str]) -> Case:
    if len(case.relevant) != 1:
        return case
    uri = next(iter(case.relevant))
    places = {"document": uri, "collection": collections[uri]}
    return replace(case, slices=places | dict(case.slices))


def unreadable(base: KnowledgeBase) -> tuple[str, ...]:
    """Say which files of a dataset could not be read: what stands in them cannot be found."""
    return tuple(
        f"{document.uri}: could not be read, {document.reason}"
        for document in base.catalog.documents()
        if document.status is Status.FAILED
    )


def _build(base: KnowledgeBase, dataset: Dataset, on_progress: Progress, *, vectors: bool) -> None:
    if dataset.files:
        _add_files(base, dataset, on_progress)
        return
    placed = list(_placed(dataset))
    for number, (collection, row) in enumerate(placed):
        on_progress(number, len(placed))
        _publish(base, collection, row, vectors=vectors)
    on_progress(len(placed), len(placed))
    base.index.refresh()
    base.index.save()


def _add_files(base: KnowledgeBase, dataset: Dataset, on_progress: Progress) -> None:
    folder = dataset.files[0].parent
    summary = base.library.add(
        [folder],
        collection=COLLECTION,
        on_progress=lambda now: on_progress(now.files_done, now.files_total),
    )
    if summary.failures and summary.count(Result.ADDED) + summary.count(Result.UNCHANGED) == 0:
        raise RunError(f"{folder}: no file could be read: {summary.failures[0].reason}")


def _publish(base: KnowledgeBase, collection: str, row: CorpusRow, *, vectors: bool) -> None:
    reading = _reading(row)
    document = Document(
        id=document_id(collection, row.id),
        collection=collection,
        uri=row.id,
        title=row.title,
        media_type=reading.media_type,
        sha256=hashlib.sha256(repr((row.title, row.text)).encode()).hexdigest(),
        readers=row.readers,
    )
    embedder = base.index.embedder
    chunks = chunk(
        reading,
        document_id=document.id,
        count_tokens=embedder.count_tokens,
        max_tokens=base.settings.chunk.max_tokens,
        window=Window(tokens=embedder.max_tokens, languages=embedder.languages),
    )
    if vectors:
        base.index.embed(document, chunks, lambda count: None)
    base.catalog.publish(document, reading.elements, chunks)


def _reading(row: CorpusRow) -> Reading:
    paragraphs = [line.strip() for line in row.text.splitlines() if line.strip()]
    return Reading(
        media_type="text/plain",
        title=row.title,
        # A document of a public set may have a title only; it must be found nevertheless.
        elements=tuple(Element(kind=Kind.PARAGRAPH, text=text) for text in paragraphs)
        or (Element(kind=Kind.PARAGRAPH, text=row.title or row.id),),
    )


def _placed(dataset: Dataset) -> Iterator[tuple[str, CorpusRow]]:
    """Yield each document with its collection; a case with sources has a collection of its own."""
    if not any(case.sources for case in dataset.cases):
        yield from ((COLLECTION, row) for row in dataset.corpus)
        return
    rows = {row.id: row for row in dataset.corpus}
    for case in dataset.cases:
        yield from ((own_collection(case), rows[source]) for source in dict.fromkeys(case.sources))
