"""Large segments against brute force: whatever the filter, whatever they keep of the vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexes.dense import snapshot, view
from indexes.dense.access import access
from indexes.dense.segment import is_small, segment
from indexes.dense.storage import Policy, Storage
from indexes.dense.view import View

ROWS, DIMENSION, PER_DOCUMENT, K = 8_000, 64, 8, 10


def clustered(draw: np.random.Generator) -> np.ndarray:
    """Unit vectors that lie together by topic and by document, like those of text."""
    topics = draw.standard_normal((40, DIMENSION))
    documents = topics[draw.integers(0, 40, ROWS // PER_DOCUMENT)]
    documents = documents + draw.standard_normal(documents.shape)
    vectors = np.repeat(documents, PER_DOCUMENT, axis=0) + draw.standard_normal((ROWS, DIMENSION))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype("<f2")


class Large:
    """A view of one large segment that went through a file, and the truth beside it."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.storage = storage
        self.vectors = clustered(np.random.default_rng(3))
        self.numbers = np.arange(ROWS, dtype=np.int64) * 3 + 1
        self.documents = np.arange(ROWS, dtype=np.int64) // PER_DOCUMENT
        flat = segment(self.vectors.view(np.uint8), chunks=self.numbers, documents=self.documents)
        made = View(parts=(view.Part(segment=flat),), access=access(), change=1)
        large = view.compacted(made, Policy(storage=storage, graph_from=1000), self.originals)
        header = snapshot.Header(catalog="c", fingerprint="f", storage=storage, change=1)
        snapshot.save(folder, header, [(part, None) for part in large.parts])
        read = snapshot.load(folder)
        self.view = View(parts=read.parts, access=access(), change=1)

    def originals(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        return [(number, self.vectors[(number - 1) // 3].tobytes()) for number in numbers]

    def recall(self, allowed: np.ndarray | None, *, queries: int = 60) -> float:
        """The share of the true best that are found among the documents allowed."""
        mask = np.ones(ROWS, dtype=bool) if allowed is None else allowed[self.documents]
        true = self.vectors.astype(np.float32)
        draw = np.random.default_rng(11)
        ready = view.probes(self.view, allowed, K)
        found = wanted = 0
        for row in draw.integers(0, ROWS, queries):
            query = true[row] + draw.standard_normal(DIMENSION).astype(np.float32) * 0.1
            best = np.argsort(-np.where(mask, true @ query, -np.inf), kind="stable")
            exact = self.numbers[best[: min(K, int(mask.sum()))]]
            hits = view.search(ready, query, k=K, originals=self.originals)
            assert mask[[(number - 1) // 3 for number, _ in hits]].all()
            found += len({number for number, _ in hits} & set(exact.tolist()))
            wanted += len(exact)
        return found / wanted


@pytest.fixture(scope="module", params=list(Storage))
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Large:
    return Large(request.param, tmp_path_factory.mktemp("large"))


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01, 0.001], ids="{:.1%}".format)
def test_filtered_recall_is_that_of_exact_search(large: Large, share: float) -> None:
    documents = ROWS // PER_DOCUMENT
    allowed = np.random.default_rng(5).permutation(documents) < share * documents

    assert large.recall(None if share == 1.0 else allowed) >= 0.99


def test_one_document_among_all_is_searched_exactly(large: Large) -> None:
    for document in (0, 77, 999):
        assert large.recall(np.arange(ROWS // PER_DOCUMENT) == document, queries=5) == 1.0


def test_documents_that_lie_far_from_the_question_are_found(large: Large) -> None:
    true = large.vectors.astype(np.float32)
    near = (true[::PER_DOCUMENT] @ true[0]) > 0

    # Lists are chosen by their distance to the question, so a few that lie far are passed over.
    assert large.recall(~near) >= (0.95 if large.storage is Storage.IVF_PQ else 0.99)


def test_a_large_segment_is_no_longer_searched_row_by_row(large: Large) -> None:
    assert [is_small(part.segment) for part in large.view.parts] == [False]


def test_a_segment_without_a_single_allowed_row_finds_nothing(large: Large) -> None:
    none = np.zeros(ROWS // PER_DOCUMENT, dtype=bool)
    query = large.vectors[0].astype(np.float32)

    found = view.search(view.probes(large.view, none, K), query, k=K, originals=large.originals)

    assert found == []


def test_a_vector_that_is_another_than_the_catalogs_is_noticed(large: Large) -> None:
    right = dict(large.originals([1, 4, 7]))
    wrong = {**right, 4: large.vectors[ROWS // 2].tobytes()}

    assert view.differing(large.view, right) == []
    assert view.differing(large.view, wrong) == [4]


def test_a_large_segment_grows_and_is_cleaned_with_the_catalogs_vectors(large: Large) -> None:
    half = view.without(large.view, large.numbers[::2].tolist())

    policy = Policy(storage=large.storage, graph_from=1000)
    clean = view.compacted(half, policy, large.originals)

    assert clean.rows == ROWS // 2
    assert [len(part.segment) for part in clean.parts] == [ROWS // 2]
    assert view.numbers(clean) == large.numbers[1::2].tolist()
