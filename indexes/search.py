"""Both indexes as one: what `kb_assistant` searches."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.catalog import Catalog
from indexes.catalog.feed import Pulse
from indexes.dense.index import DEFAULT, DenseIndex
from indexes.dense.probe import use_one_thread
from indexes.dense.storage import Policy
from indexes.embed import Embedder
from indexes.embed.text import embed_text, text_hash
from indexes.errors import IndexUnwritable, ModelMismatch
from indexes.lexical.index import LexicalIndex
from indexes.model import IndexStatus, Leg, Passage, Scope, Scores
from ingest.model import Chunk, Document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_ONCE = 256
"""Texts that are embedded between two commits: what a kill costs at most."""
BOTH = frozenset(Leg)
SCOPES = 1_000
"""Scopes that are remembered between two changes."""

_log = logging.getLogger(__name__)


class Index:
    """The dense and the lexical index of a catalog; safe to share between threads.

    Any number of processes may have it open; each sees what the others commit at its next search.
    Its parts are open to `indexes.verify` and its like.
    """

    def __init__(
        self, catalog: Catalog, embedder: Embedder, *, dense: DenseIndex, lexical: LexicalIndex
    ) -> None:
        self.catalog = catalog
        self.embedder = embedder
        self.dense = dense
        self.lexical = lexical
        self._asked: tuple[str, NDArray[np.float32] | None] = ("", None)
        self._allowed: tuple[Pulse, dict[Scope, Scope]] = (Pulse(change=-1, curated=-1), {})
        self._beside = ThreadPoolExecutor(
            thread_name_prefix="dense search", initializer=use_one_thread
        )

    @classmethod
    def open(
        cls, folder: Path, catalog: Catalog, embedder: Embedder, policy: Policy = DEFAULT
    ) -> "Index":
        """Open both indexes and bring them up to the catalog, whatever happened to their files.

        Raises `ModelMismatch` when the catalog's vectors are another model's.
        """
        _check_model(catalog, embedder)
        dense = DenseIndex.open(
            dense_folder(folder, embedder),
            catalog,
            fingerprint=embedder.fingerprint,
            policy=policy,
        )
        lexical = LexicalIndex.open(folder / "lexical", catalog, cache=folder / "words")
        return cls(catalog, embedder, dense=dense, lexical=lexical)

    def terms(self, text: str) -> list[str]:
        """Return the terms under which the lexical index finds a text."""
        return self.lexical.terms(text)

    def vector(self, question: str) -> "NDArray[np.float32]":
        """Return the vector of a question; the last one is remembered, for whoever asks next."""
        known, vector = self._asked
        if known != question or vector is None:
            vector = self.embedder.embed_query(question)
            self._asked = (question, vector)
        return vector

    def embed(
        self, document: Document, chunks: Sequence[Chunk], progress: Callable[[int], None]
    ) -> None:
        """Compute and keep the vectors that the chunks lack; to be called before `publish`.

        `progress` is told how many more chunks are done. Chunks in a language that the model does
        not serve get no vector.
        """
        _claim(self.catalog, self.embedder)
        texts = {}
        for chunk in chunks:
            if serves(self.embedder, chunk.language):
                text = embed_text(document.title, chunk)
                texts[text_hash(text)] = text
        fingerprint = self.embedder.fingerprint
        known = self.catalog.known_vectors(fingerprint, list(texts))
        missing = [key for key in texts if key not in known]
        progress(len(chunks) - len(missing))
        for start in range(0, len(missing), AT_ONCE):
            keys = missing[start : start + AT_ONCE]
            vectors = self.embedder.embed_passages([texts[key] for key in keys])
            self.catalog.store_vectors(fingerprint, dict(zip(keys, vectors, strict=True)))
            progress(len(keys))

    def refresh(self) -> None:
        """Apply what any process changed since; costs one short query when nothing did."""
        self._refresh(self.catalog.last_change())

    def save(self) -> None:
        """Publish snapshots on disk, for the next start to be quick."""
        self.refresh()
        self.dense.save()

    def rebuild(self, legs: frozenset[Leg] = BOTH) -> None:
        """Make indexes anew from the catalog, without reading files or embedding again.

        The old ones serve meanwhile. Raises `IndexLocked` when another process is writing.
        """
        if Leg.DENSE in legs:
            self.dense.rebuild()
        if Leg.LEXICAL in legs:
            self.lexical.rebuild()

    def search(
        self, question: str, *, scope: Scope, k: int, legs: frozenset[Leg] = BOTH
    ) -> list[Passage]:
        """Return the union of the legs' best `k` passages that the scope may see, with raw scores.

        Their order is by rank in either leg, the dense one first at equal rank; fusing is up to
        the caller.
        """
        return self.passages(self.hits(question, scope=scope, k=k, legs=legs), scope)

    def hits(
        self, question: str, *, scope: Scope, k: int, legs: frozenset[Leg] = BOTH
    ) -> dict[int, Scores]:
        """Return the chunk numbers of `search` with their scores, without reading the chunks."""
        pulse = self.catalog.pulse()
        try:
            self._refresh(pulse.change)
        except IndexUnwritable as error:
            _log.warning("searching what was indexed before: %s", error)
        scope = self._narrowed(scope, pulse)
        # Both let go of the interpreter while they search, so they do so side by side.
        meaning = (
            self._beside.submit(self._dense_hits, question, scope, k) if Leg.DENSE in legs else None
        )
        words = []
        if Leg.LEXICAL in legs:
            words = self.lexical.search(question, scope=scope, k=k, curated=pulse.curated)
        lexical = [(hit.number, hit.score) for hit in words]
        return _scores(meaning.result() if meaning else [], lexical)

    def narrowed(self, scope: Scope) -> Scope:
        """Return the scope without the collections that the asker may not see."""
        return self._narrowed(scope, self.catalog.pulse())

    def passages(self, scores: Mapping[int, Scores], scope: Scope) -> list[Passage]:
        """Return the chunks of these numbers that the scope may see, in their order.

        What either index says is checked against the catalog, which knows best who may read.
        """
        passages = self.catalog.passages(list(scores), self.narrowed(scope))
        return [
            Passage(chunk=found.chunk, document=found.document, scores=scores[number])
            for number in scores
            if (found := passages.get(number)) is not None
        ]

    def status(self) -> IndexStatus:
        """Say how much both indexes hold and whether they are up to the catalog."""
        return IndexStatus(
            dense=self.dense.status(),
            lexical=self.lexical.status(),
            last_change=self.catalog.last_change(),
        )

    def close(self) -> None:
        """Let go of the indexes; what was published stays."""
        self._beside.shutdown()
        self.dense.close()
        self.lexical.close()

    def _refresh(self, target: int) -> None:
        self.dense.refresh(target)
        self.lexical.refresh(target)

    def _narrowed(self, scope: Scope, pulse: Pulse) -> Scope:
        """Return the scope without closed collections; worked out anew when anything changed."""
        last, known = self._allowed
        if last != pulse or len(known) > SCOPES:
            known = {}
            self._allowed = (pulse, known)
        if scope not in known:
            known[scope] = self.catalog.curation.narrowed(scope)
        return known[scope]

    def _dense_hits(self, question: str, scope: Scope, k: int) -> list[tuple[int, float]]:
        query = self.vector(question)
        return self.dense.search(query, scope=scope, k=k)


def _scores(
    dense: Sequence[tuple[int, float]], lexical: Sequence[tuple[int, float]]
) -> dict[int, Scores]:
    by_dense, by_lexical = dict(dense), dict(lexical)
    return {
        number: Scores(dense=by_dense.get(number), lexical=by_lexical.get(number))
        for number in _interleaved([list(by_dense), list(by_lexical)])
    }


def _interleaved(lists: Sequence[Sequence[int]]) -> Iterable[int]:
    longest = max(map(len, lists), default=0)
    ranked = (one[rank] for rank in range(longest) for one in lists if rank < len(one))
    return dict.fromkeys(ranked)


def dense_folder(folder: Path, embedder: Embedder) -> Path:
    """Return where in the indexes' folder the vectors of a model lie: each has its own."""
    return folder / "dense" / embedder.fingerprint


def serves(embedder: Embedder, language: str) -> bool:
    """Tell whether text of this language gets a vector; "" is numbers, which any model reads."""
    return embedder.languages is None or not language or language in embedder.languages


def _claim(catalog: Catalog, embedder: Embedder) -> None:
    """Make the model the catalog's when it has none yet."""
    if not catalog.state().fingerprint:
        catalog.set_model(embedder.name, embedder.fingerprint)
    _check_model(catalog, embedder)


def _check_model(catalog: Catalog, embedder: Embedder) -> None:
    state = catalog.state()
    if state.fingerprint in {"", embedder.fingerprint}:
        return
    raise ModelMismatch(
        f"the knowledge base was built with the embedding model {state.model}, the settings name "
        f"{embedder.name}: run `kb reembed --model {embedder.name}`, or name {state.model} again"
    )
