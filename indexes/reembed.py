"""Changes the embedding model: new vectors are made beside the old ones, which serve until then."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from indexes.catalog import Catalog
from indexes.catalog.feed import Entry
from indexes.dense.index import DEFAULT, DenseIndex
from indexes.dense.storage import Policy
from indexes.embed import Embedder
from indexes.embed.text import in_context
from indexes.search import dense_folder, serves

AT_ONCE = 256
"""Texts that are embedded between two commits: what a stop costs at most."""


def reembed(
    catalog: Catalog,
    embedder: Embedder,
    progress: Callable[[int, int], None],
    *,
    folder: Path | None = None,
    policy: Policy = DEFAULT,
) -> None:
    """Give every chunk a vector by this model, then search with it from the next opening on.

    `progress` is told how many chunks are done, of how many. Stopped anywhere, it goes on where
    it was; until it is done, the old model's vectors serve. In `folder`, that of the indexes, the
    new dense index is made beside the old one before the switch. The old vectors and the old index
    are kept for the way back: `drop_old` deletes them.
    """
    _embed_all(catalog, embedder, progress)
    if folder is not None:
        place = dense_folder(folder, embedder)
        fresh = DenseIndex.open(place, catalog, fingerprint=embedder.fingerprint, policy=policy)
        fresh.save()
        fresh.close()
    catalog.set_model(embedder.name, embedder.fingerprint)
    # What was published with the old model's vectors while the first pass ran.
    _embed_all(catalog, embedder, lambda done, total: None)


def drop_old(catalog: Catalog, embedder: Embedder, folder: Path) -> int:
    """Delete what is kept of other models, in the catalog and in the indexes' folder.

    Returns how many vectors there were.
    """
    kept = dense_folder(folder, embedder)
    for other in kept.parent.glob("*"):
        if other != kept and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)
    return catalog.drop_vectors(keep=embedder.fingerprint)


def _embed_all(catalog: Catalog, embedder: Embedder, progress: Callable[[int, int], None]) -> None:
    total = catalog.counts().chunks
    done = 0
    for entries in _batches(catalog, embedder.fingerprint):
        missing = {
            entry.text_hash: in_context(entry.title, entry.heading_path, entry.text)
            for entry in entries
            if not entry.vector and serves(embedder, entry.language)
        }
        if missing:
            vectors = embedder.embed_passages(list(missing.values()))
            catalog.store_vectors(embedder.fingerprint, dict(zip(missing, vectors, strict=True)))
        done += len(entries)
        progress(done, max(done, total))


def _batches(catalog: Catalog, fingerprint: str) -> Iterator[Sequence[Entry]]:
    after = 0
    while numbers := catalog.chunk_numbers(after, AT_ONCE):
        yield catalog.entries(numbers, fingerprint)
        after = numbers[-1]
