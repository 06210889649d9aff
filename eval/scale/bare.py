"""What the libraries alone would do for a question, to compare our searches with."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from indexes.model import Scope
from indexes.search import Index

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def bare_calls(index: Index, question: str, scope: Scope, k: int) -> list[Callable[[], object]]:
    """Return the calls into FAISS and Tantivy with everything prepared for them.

    The filter is worked out, the question cut into terms and made a query: only the search itself
    is left, over the same segments with the same parameters.
    """
    query = index.embedder.embed_query(question)
    return [*index.dense.bare(query, scope=scope, k=k), index.lexical.bare(question, scope, k)]


def exact(index: Index, query: "NDArray[np.float32]", scope: Scope, k: int) -> set[int]:
    """Return the best chunks by looking at every one that is allowed."""
    return {number for number, _ in index.dense.search_exactly(query, scope=scope, k=k)}
