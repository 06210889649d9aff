"""What `kb status` tells: how much the knowledge base holds and whether its indexes are current."""

from collections import Counter

from pydantic import BaseModel, ConfigDict, Field

from ingest.model import Status
from kb_assistant.wiring import KnowledgeBase


class Overview(BaseModel):
    """Counts that depend on the documents alone: equal bases give equal overviews."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    collections: dict[str, int] = Field(description="documents by collection")
    documents: int
    failed: int = Field(description="documents whose file could not be read")
    pages: int
    chunks: int
    vectors: int = Field(description="embeddings kept, by model and text")
    indexed: dict[str, int] = Field(description="chunks in each index")
    up_to_date: bool = Field(description="whether both indexes hold every change")


def overview(kb: KnowledgeBase) -> Overview:
    """Count what the knowledge base holds."""
    kb.index.refresh()
    documents = kb.catalog.documents()
    counts = kb.catalog.counts()
    index = kb.index.status()
    return Overview(
        collections=dict(sorted(Counter(each.collection for each in documents).items())),
        documents=len(documents),
        failed=sum(each.status is Status.FAILED for each in documents),
        pages=sum(each.pages for each in documents),
        chunks=counts.chunks,
        vectors=counts.vectors,
        indexed={"dense": index.dense.rows, "lexical": index.lexical.rows},
        up_to_date=index.healthy,
    )
