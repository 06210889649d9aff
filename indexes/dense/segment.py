"""A piece of the dense index that never changes: the only module that knows FAISS."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray

NEIGHBOURS = 32
BREADTH = 200
"""How many candidates a walk through a graph keeps at least."""
NARROW = 0.1
"""Share of allowed rows below which a graph is not worth walking."""
BLOCK = 50_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Vectors with the numbers of their chunks (ascending) and documents, row by row.

    `index` holds the float16 vectors that the catalog holds, so searching it is exact unless it
    is a graph.
    """

    index: "faiss.IndexScalarQuantizer | faiss.IndexHNSWSQ"
    chunks: "NDArray[np.int64]"
    documents: "NDArray[np.int64]"

    def __len__(self) -> int:
        return len(self.chunks)


def segment(
    vectors: "NDArray[np.uint8]",
    *,
    chunks: "NDArray[np.int64]",
    documents: "NDArray[np.int64]",
) -> Segment:
    """Make a segment of float16 vectors, given as their bytes: one row per chunk."""
    import numpy as np

    order = np.argsort(chunks, kind="stable")
    index = _empty(vectors.shape[1] // 2)
    index.add_sa_codes(np.ascontiguousarray(vectors[order]))
    return Segment(index=index, chunks=chunks[order], documents=documents[order])


def merged(parts: Sequence[tuple[Segment, "NDArray[np.bool_] | None"]]) -> Segment:
    """Make one segment of the rows that are alive (all where None) in several."""
    import numpy as np

    kept = [
        (_codes(part), part.chunks, part.documents)
        if alive is None
        else (_codes(part)[alive], part.chunks[alive], part.documents[alive])
        for part, alive in parts
    ]
    codes, chunks, documents = (np.concatenate(column) for column in zip(*kept, strict=True))
    return segment(codes, chunks=chunks, documents=documents)


def has_graph(part: Segment) -> bool:
    """Tell whether the segment is searched through a graph."""
    import faiss

    return isinstance(part.index, faiss.IndexHNSW)


def with_graph(part: Segment) -> Segment:
    """Return the segment with an HNSW graph over the same vectors: far quicker, nearly exact."""
    import faiss
    import numpy as np

    codes = _codes(part)
    half = faiss.ScalarQuantizer.QT_fp16
    graph = faiss.IndexHNSWSQ(codes.shape[1] // 2, half, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]  # its stubs tell of C++
    graph.hnsw.efConstruction = 100
    graph.is_trained = True
    for start in range(0, len(codes), BLOCK):
        graph.add(codes[start : start + BLOCK].view("<f2").astype(np.float32))
    return Segment(index=graph, chunks=part.chunks, documents=part.documents)


def best(
    part: Segment,
    query: "NDArray[np.float32]",
    *,
    k: int,
    allowed: "NDArray[np.bool_] | None",
) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
    """Return scores (inner products) and chunk numbers of the best `k` rows that are allowed."""
    import faiss
    import numpy as np

    index: faiss.Index = part.index
    parameters = faiss.SearchParameters()
    if isinstance(index, faiss.IndexHNSW):
        # A graph of which few nodes may be returned is walked nearly whole: exact search over
        # those few is quicker and misses nothing.
        if allowed is not None and allowed.mean() < NARROW:
            index = _flat(part)
        else:
            parameters = faiss.SearchParametersHNSW()  # type: ignore[attr-defined]  # as above
            parameters.efSearch = max(BREADTH, 4 * k)
    if allowed is not None:
        # Kept in a name: FAISS holds a bare pointer to it.
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]  # its stubs tell of C++
        parameters.sel = selector
    scores, rows = index.search(query[None, :], k, params=parameters)
    # FAISS pads a short result with row -1, which NumPy would read as the last row.
    found = rows[0] >= 0
    return scores[0][found], part.chunks[rows[0][found]]


def rows_of(part: Segment, rows: "NDArray[np.intp]") -> "NDArray[np.uint8]":
    """Return the bytes of the float16 vectors of some rows."""
    found: NDArray[np.uint8] = _codes(part)[rows]
    return found


def write(part: Segment, file: Path) -> None:
    """Write the vectors to a file."""
    import faiss

    faiss.write_index(part.index, str(file))


def read(file: Path, *, chunks: "NDArray[np.int64]", documents: "NDArray[np.int64]") -> Segment:
    """Map the vectors of a file into memory; raise `ValueError` when it is not such a file."""
    import faiss

    try:
        index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise ValueError(f"{file} is no FAISS index") from error
    known = (faiss.IndexScalarQuantizer, faiss.IndexHNSWSQ)
    if not isinstance(index, known) or index.ntotal != len(chunks):
        raise ValueError(f"{file} does not hold {len(chunks)} vectors")
    return Segment(index=index, chunks=chunks, documents=documents)


def _empty(dimension: int) -> "faiss.IndexScalarQuantizer":
    import faiss

    half = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)


def _flat(part: Segment) -> "faiss.IndexScalarQuantizer":
    import faiss

    index = part.index
    if isinstance(index, faiss.IndexHNSW):
        return faiss.downcast_index(index.storage)  # type: ignore[return-value]  # as above
    return index


def _codes(part: Segment) -> "NDArray[np.uint8]":
    import faiss

    flat = _flat(part)
    found: NDArray[np.uint8] = faiss.rev_swig_ptr(flat.codes.data(), flat.ntotal * flat.code_size)
    return found.reshape(flat.ntotal, flat.code_size)
