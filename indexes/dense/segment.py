"""A piece of the dense index that never changes: the only module that knows FAISS."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Vectors with the numbers of their chunks (ascending) and documents, row by row.

    `index` holds the float16 vectors that the catalog holds, so searching it is exact.
    """

    index: "faiss.IndexScalarQuantizer"
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

    if allowed is None:
        scores, rows = part.index.search(query[None, :], k)
    else:
        selector = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]  # its stubs tell of C++
        only = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # likewise
        scores, rows = part.index.search(query[None, :], k, params=only)
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
    if not isinstance(index, faiss.IndexScalarQuantizer) or index.ntotal != len(chunks):
        raise ValueError(f"{file} does not hold {len(chunks)} vectors")
    return Segment(index=index, chunks=chunks, documents=documents)


def _empty(dimension: int) -> "faiss.IndexScalarQuantizer":
    import faiss

    half = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)


def _codes(part: Segment) -> "NDArray[np.uint8]":
    import faiss

    size = part.index.ntotal * part.index.code_size
    found: NDArray[np.uint8] = faiss.rev_swig_ptr(part.index.codes.data(), size)
    return found.reshape(part.index.ntotal, part.index.code_size)
