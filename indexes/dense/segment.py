"""A piece of the dense index that never changes, made with FAISS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexes.dense.storage import Storage

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray

NEIGHBOURS = 24
BREADTH_OF_BUILDING = 80
BLOCK = 50_000
TRAINED_ON = 200_000
"""Rows that ranges, lists and codebooks are learnt from."""
PIECE = 4
"""Numbers of a vector that IVF-PQ keeps as one byte."""

Originals = Callable[[Sequence[int]], Sequence[tuple[int, bytes]]]
"""Gives the float16 vectors of those of the chunks that there still are, by number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Vectors with the numbers of their chunks (ascending) and documents, row by row."""

    index: "faiss.Index"
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
    import faiss
    import numpy as np

    order = np.argsort(chunks, kind="stable")
    half = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexScalarQuantizer(vectors.shape[1] // 2, half, faiss.METRIC_INNER_PRODUCT)
    index.add_sa_codes(np.ascontiguousarray(vectors[order]))
    return Segment(index=index, chunks=chunks[order], documents=documents[order])


def merged(
    parts: Sequence[tuple[Segment, "NDArray[np.bool_] | None"]], originals: Originals
) -> Segment:
    """Make one segment of the rows that are alive (all where None) in several."""
    import numpy as np

    kept = [_kept(part, alive, originals) for part, alive in parts]
    codes, chunks, documents = (np.concatenate(column) for column in zip(*kept, strict=True))
    return segment(codes, chunks=chunks, documents=documents)


def is_small(part: Segment) -> bool:
    """Tell whether the segment is searched row by row."""
    import faiss

    return isinstance(part.index, faiss.IndexScalarQuantizer)


def is_exact(part: Segment) -> bool:
    """Tell whether the segment holds the vectors as the catalog does."""
    flat = flat_of(part)
    return flat is not None and flat.code_size == 2 * flat.d


def graphed(part: Segment, storage: Storage) -> Segment:
    """Return a segment of float16 vectors in the form in which a large one is searched."""
    codes = _codes(part)
    make = {Storage.FLOAT16: _graph_half, Storage.SQ8: _graph_byte, Storage.IVF_PQ: _lists}
    index = make[storage](codes.shape[1] // 2, _floats(codes[:: 1 + len(codes) // TRAINED_ON]))
    for start in range(0, len(codes), BLOCK):
        index.add(_floats(codes[start : start + BLOCK]))
    return Segment(index=index, chunks=part.chunks, documents=part.documents)


def rows_of(part: Segment, rows: "NDArray[np.intp]") -> "NDArray[np.float32]":
    """Return the vectors of some rows, as far as the segment remembers them."""
    import faiss
    import numpy as np

    if is_exact(part):
        return _floats(_codes(part)[rows])
    if not len(rows):
        return np.zeros((0, part.index.d), dtype=np.float32)
    if isinstance(part.index, faiss.IndexIVFPQ) and part.index.direct_map.no():
        part.index.make_direct_map()
    found: NDArray[np.float32] = part.index.reconstruct_batch(rows)
    return found


def flat_of(part: Segment) -> "faiss.IndexScalarQuantizer | None":
    """Return what holds the rows one after the other, which a graph stands upon; None of lists."""
    import faiss

    index = part.index
    if isinstance(index, faiss.IndexHNSW):
        index = faiss.downcast_index(index.storage)
    return index if isinstance(index, faiss.IndexScalarQuantizer) else None


def write(part: Segment, file: Path) -> None:
    """Write the vectors to a file; raise `OSError` when there is no room."""
    import faiss

    try:
        faiss.write_index(part.index, str(file))
    except RuntimeError as error:
        raise OSError(f"{file} cannot be written: {str(error).splitlines()[-1]}") from error


def read(file: Path, *, chunks: "NDArray[np.int64]", documents: "NDArray[np.int64]") -> Segment:
    """Map the vectors of a file into memory; raise `ValueError` when it is not such a file."""
    import faiss

    try:
        index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise ValueError(f"{file} is no FAISS index") from error
    known = (faiss.IndexScalarQuantizer, faiss.IndexHNSWSQ, faiss.IndexIVFPQ)
    if not isinstance(index, known) or index.ntotal != len(chunks):
        raise ValueError(f"{file} does not hold {len(chunks)} vectors")
    return Segment(index=index, chunks=chunks, documents=documents)


def _graph_half(dimension: int, sample: "NDArray[np.float32]") -> "faiss.Index":
    import faiss

    graph = _graph(dimension, faiss.ScalarQuantizer.QT_fp16)
    graph.is_trained = True
    return graph


def _graph_byte(dimension: int, sample: "NDArray[np.float32]") -> "faiss.Index":
    import faiss

    graph = _graph(dimension, faiss.ScalarQuantizer.QT_8bit)
    graph.train(sample)
    return graph


def _graph(dimension: int, kind: int) -> "faiss.IndexHNSWSQ":
    import faiss

    graph = faiss.IndexHNSWSQ(dimension, kind, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]  # its stubs tell of C++
    graph.hnsw.efConstruction = BREADTH_OF_BUILDING
    return graph


def _lists(dimension: int, sample: "NDArray[np.float32]") -> "faiss.Index":
    import faiss

    lists = max(1, min(65_536, len(sample) // 39))
    pieces = next(count for count in range(dimension // PIECE, 0, -1) if dimension % count == 0)
    coarse = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQ(coarse, dimension, lists, pieces, 8, faiss.METRIC_INNER_PRODUCT)
    index.cp.seed = 1
    index.train(sample)
    return index


def _kept(
    part: Segment, alive: "NDArray[np.bool_] | None", originals: Originals
) -> "tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]":
    """Return the float16 vectors of the rows that are alive, with chunks and documents."""
    import numpy as np

    rows = np.arange(len(part)) if alive is None else np.flatnonzero(alive)
    if is_exact(part):
        return _codes(part)[rows], part.chunks[rows], part.documents[rows]
    pairs = originals(part.chunks[rows].tolist())
    found = np.array([number for number, _ in pairs], dtype=np.int64)
    codes = np.frombuffer(b"".join(vector for _, vector in pairs), dtype=np.uint8)
    rows = np.searchsorted(part.chunks, found)
    return codes.reshape(len(found), 2 * part.index.d), found, part.documents[rows]


def _codes(part: Segment) -> "NDArray[np.uint8]":
    import faiss

    flat = flat_of(part)
    if flat is None:
        raise TypeError("lists do not hold their vectors row by row")
    found: NDArray[np.uint8] = faiss.rev_swig_ptr(flat.codes.data(), flat.ntotal * flat.code_size)
    return found.reshape(flat.ntotal, flat.code_size)


def _floats(codes: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    import numpy as np

    return codes.view("<f2").astype(np.float32)
