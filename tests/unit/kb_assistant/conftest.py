"""A real catalog and its indexes, of texts as small as a test needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from indexes.catalog import Catalog, document_id
from indexes.model import EVERYTHING, Leg, Scope
from indexes.search import Index
from ingest.language import language
from ingest.model import Chunk, Document
from kb_assistant.model import Question
from kb_assistant.retrieve.fuse import Weights
from kb_assistant.retrieve.question import Understanding
from kb_assistant.retrieve.search import HybridRetriever, Stages
from kb_assistant.retrieve.trace import Trace


class Speechless:
    """An embedder that serves no language: what it is asked of is found by words alone."""

    name = "speechless"
    fingerprint = "0" * 16
    dimension = 2
    languages: frozenset[str] | None = frozenset({"none"})
    max_tokens = 100

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        return np.ones((len(texts), 2), dtype=np.float32)

    def embed_query(self, text: str) -> np.ndarray:
        return np.ones(2, dtype=np.float32)


@dataclass
class Base:
    """A knowledge base that a test fills and asks."""

    catalog: Catalog
    index: Index
    stages: Stages = field(default_factory=lambda: Stages(weights=Weights(0.7), candidates=100))

    def add(
        self, uri: str, *texts: str, heading_path: tuple[str, ...] = (), **about: object
    ) -> Document:
        blank = Document(
            id=document_id("c", uri), collection="c", uri=uri, title="", sha256=uri, version=1
        )
        document = replace(blank, **about)
        chunks = [
            Chunk(
                id=f"{uri}-{place}",
                document_id=document.id,
                text=text,
                heading_path=heading_path,
                parent=f"{uri}-section",
                language=language(text),
            )
            for place, text in enumerate(texts)
        ]
        self.index.embed(document, chunks, lambda count: None)
        self.catalog.publish(document, (), chunks)
        self.index.refresh()
        return document

    def retriever(self) -> HybridRetriever:
        understanding = Understanding(
            legs=frozenset(Leg),
            languages=self.index.embedder.languages,
            vocabulary=self.index.lexical,
            shelf=self.catalog,
            key_figures=True,
        )
        return HybridRetriever(self.index, understanding, self.stages)

    def trace(self, text: str, *, scope: Scope = EVERYTHING, k: int = 10) -> Trace:
        return self.retriever().trace(Question(text=text, scope=scope), k)

    def found(self, text: str, *, scope: Scope = EVERYTHING, k: int = 10) -> list[str]:
        return [passage.chunk.id for passage in self.trace(text, scope=scope, k=k).passages]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Base]:
    catalog = Catalog.open(f"sqlite:///{tmp_path / 'catalog.db'}")
    index = Index.open(tmp_path / "index", catalog, Speechless())
    yield Base(catalog, index)
    index.close()
    catalog.close()
