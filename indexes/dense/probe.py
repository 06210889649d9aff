"""Searches one segment, exactly or through its graph, among the rows that are allowed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexes.dense.segment import Segment, flat_of

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray

BREADTH = 200
"""How many candidates a walk through a graph keeps at least."""
NARROW = 0.1
"""Share of allowed rows below which a graph is not worth walking."""
LISTS = 64
SOME = 0.02
"""Share of the lists that is looked into, of `LISTS` at least."""
FEW = 0.25
"""Share of allowed rows below which every list is looked into."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Probe:
    """A segment made ready to be searched among some rows, as often as one likes.

    `index` and `parameters` are what FAISS is called with; it holds bare pointers into the
    `selector` and its `bits`.
    """

    segment: Segment
    index: "faiss.Index"
    parameters: "faiss.SearchParameters"
    rows: int
    selector: "faiss.IDSelector | None" = None
    bits: "NDArray[np.uint8] | None" = None

    def search(
        self, query: "NDArray[np.float32]", k: int
    ) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
        """Return what FAISS finds: scores and rows, padded with row -1 where there are fewer."""
        found: tuple[NDArray[np.float32], NDArray[np.int64]] = self.index.search(
            query[None, :], min(k, self.rows), params=self.parameters
        )
        return found


def probe(part: Segment, allowed: "NDArray[np.bool_] | None", k: int) -> Probe:
    """Make a segment ready for the best `k` among the rows that are allowed; None means all."""
    import faiss
    import numpy as np

    rows = len(part) if allowed is None else int(np.count_nonzero(allowed))
    index, parameters = _way(part, rows, k)
    if allowed is None:
        return Probe(segment=part, index=index, parameters=parameters, rows=rows)
    bits = np.packbits(allowed, bitorder="little")
    selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # its stubs tell of C++
    parameters.sel = selector
    return Probe(
        segment=part, index=index, parameters=parameters, rows=rows, selector=selector, bits=bits
    )


def use_one_thread() -> None:
    """Keep FAISS from waking a team of threads for a single question, here in this thread."""
    import faiss

    faiss.omp_set_num_threads(1)


def best(
    ready: Probe, query: "NDArray[np.float32]", k: int
) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
    """Return scores (inner products) and chunk numbers of the best `k` rows."""
    scores, rows = ready.search(query, k)
    # FAISS pads a short result with row -1, which NumPy would read as the last row.
    found = rows[0] >= 0
    return scores[0][found], ready.segment.chunks[rows[0][found]]


def _way(part: Segment, rows: int, k: int) -> "tuple[faiss.Index, faiss.SearchParameters]":
    """Choose how to search: FAISS walks a graph past rows that it may not return.

    So the fewer are allowed, the more it must keep; where few are, looking at each of them is
    quicker and misses nothing.
    """
    import faiss

    index = part.index
    share = rows / len(part)
    if isinstance(index, faiss.IndexHNSW) and share >= NARROW:
        walk = faiss.SearchParametersHNSW()  # type: ignore[attr-defined]  # as above
        walk.efSearch = int(max(BREADTH, 4 * k) / share)
        return index, walk
    if isinstance(index, faiss.IndexIVF):
        lists = faiss.SearchParametersIVF()
        narrow = share < FEW
        lists.nprobe = index.nlist if narrow else max(LISTS, int(SOME * index.nlist / share))
        return index, lists
    return flat_of(part) or index, faiss.SearchParameters()
