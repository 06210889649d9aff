"""The knowledge base as a LlamaIndex retriever, for query engines and agents of theirs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import (
    NodeRelationship,
    NodeWithScore,
    QueryBundle,
    RelatedNodeInfo,
    TextNode,
)

from indexes.model import Passage, Scope
from kb_assistant.model import Question

_NOT_FOR_MODELS = ["document", "collection", "pages", "boxes"]
"""Metadata that tells where a passage stands: for programs, not to be embedded or prompted."""


class Searcher(Protocol):
    """Finds passages: an `Assistant`."""

    def search(self, question: Question, k: int = 10) -> Sequence[Passage]:
        """Return up to `k` passages that the asker may read, best first."""


class KnowledgeBaseRetriever(BaseRetriever):
    """Retrieves passages of a knowledge base as LlamaIndex nodes, best first.

    A node's id is its chunk's, the same whenever and wherever the document is read. Its metadata
    say where it stands: `document`, `collection`, `title`, `page` (the first; None where the format
    has none), `pages`, `boxes` (each with page, x0, y0, x1, y1 in points) and `heading_path`.
    """

    def __init__(self, searcher: Searcher, *, k: int = 10, scope: Scope | None = None) -> None:
        super().__init__()
        self._searcher = searcher
        self._k = k
        self._scope = scope or Scope()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = Question(text=query_bundle.query_str, scope=self._scope)
        return [_node(passage) for passage in self._searcher.search(question, self._k)]


def _node(passage: Passage) -> NodeWithScore:
    chunk, document = passage.chunk, passage.document
    node = TextNode(
        id_=chunk.id,
        text=chunk.text,
        metadata={
            "title": document.title,
            "page": chunk.pages[0] if chunk.pages else None,
            "heading_path": " › ".join(chunk.heading_path),
            "document": document.uri,
            "collection": document.collection,
            "pages": list(chunk.pages),
            "boxes": [asdict(box) for box in chunk.boxes],
        },
        excluded_llm_metadata_keys=_NOT_FOR_MODELS,
        excluded_embed_metadata_keys=_NOT_FOR_MODELS,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document.id)},
    )
    return NodeWithScore(node=node, score=_score(passage))


def _score(passage: Passage) -> float | None:
    """Return the score of the latest stage that the passage went through."""
    scores = passage.scores
    stages = (scores.reranked, scores.fused, scores.lexical, scores.dense)
    return next((score for score in stages if score is not None), None)
