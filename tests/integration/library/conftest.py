"""A knowledge base on real SQLite, FAISS and Tantivy, with a small embedder instead of a model."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexes.catalog import Catalog
from indexes.files import FileStore
from indexes.model import EVERYTHING, Leg, Scope
from indexes.search import Index
from ingest.limits import Limits
from ingest.read import read
from kb_assistant.answer.extract import ExtractiveEngine
from kb_assistant.assistant import Assistant
from kb_assistant.library import Library, Reader
from kb_assistant.model import Question
from kb_assistant.outcome import Summary
from kb_assistant.retrieve.fuse import Weights
from kb_assistant.retrieve.question import Understanding
from kb_assistant.retrieve.search import HybridRetriever, Stages


class WordVectors:
    """An embedder that adds up one direction per word; counts the texts that it was given."""

    name = "words"
    fingerprint = "words-1"
    dimension = 64
    max_tokens = 64
    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self) -> None:
        self.embedded = 0

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for word in text.lower().split():
            vector[hashlib.sha256(word.encode()).digest()[0] % self.dimension] += 1
        return vector / np.linalg.norm(vector)


@dataclass
class Base:
    """What a test touches."""

    catalog: Catalog
    index: Index
    library: Library
    assistant: Assistant
    embedder: WordVectors

    def add(self, *paths: Path, **options: object) -> Summary:
        return self.library.add(paths, **options)  # type: ignore[arg-type]

    def found(self, question: str, scope: Scope = EVERYTHING) -> list[str]:
        """Return the documents that a search finds, best first, each once."""
        passages = self.assistant.search(Question(text=question, scope=scope))
        return list(dict.fromkeys(each.document.uri for each in passages))


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[Base]:
    home = tmp_path / "home"
    home.mkdir()
    catalog = Catalog.open(f"sqlite:///{home / 'catalog.db'}")
    embedder = WordVectors()
    limits = Limits(pages=20)
    index = Index.open(home / "index", catalog, embedder)
    retriever = HybridRetriever(
        index,
        Understanding(legs=frozenset(Leg), languages=embedder.languages),
        Stages(weights=Weights(0.5), candidates=50),
    )
    yield Base(
        catalog=catalog,
        index=index,
        library=Library(
            catalog,
            index,
            FileStore(home / "files"),
            reader=Reader(read=partial(read, limits=limits), name="one"),
            own_readers={"manuals": Reader(read=partial(read, limits=limits), name="other")},
            limits=limits,
            max_tokens=64,
        ),
        assistant=Assistant(
            retriever,
            ExtractiveEngine(index.terms, least=0.5),
            terms=index.terms,
            passages=8,
            longest_question=400,
        ),
        embedder=embedder,
    )
    index.close()
    catalog.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two readable documents."""
    folder = tmp_path / "docs"
    (folder / "hr").mkdir(parents=True)
    (folder / "hr" / "leave.md").write_text("# Leave\n\nEveryone has 25 days of annual leave.\n")
    (folder / "travel.txt").write_text("Hotels in Oslo may cost up to 180 euros a night.\n")
    return folder
