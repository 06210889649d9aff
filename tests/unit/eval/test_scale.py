"""Made knowledge bases are the same every time, shaped like real ones, and drawn as tables."""

from pathlib import Path

import numpy as np
import pytest

from eval.scale.fill import PER_DOCUMENT, Maker, fill
from eval.scale.machine import percentile
from eval.scale.run import Measured, to_markdown
from eval.scale.stages import Built, Searched, Served, scopes
from eval.scale.words import words_of
from indexes.catalog import Catalog

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    return Maker(words_of(SAMPLES, tmp_path_factory.mktemp("words")), chunks=500)


def test_a_made_document_is_the_same_every_time_and_another_in_another_edition(
    maker: Maker,
) -> None:
    first, again, other = maker.document(3), maker.document(3), maker.document(3, edition=1)

    assert first.document == again.document
    assert first.chunks == again.chunks
    assert (first.vectors == again.vectors).all()
    assert other.document.id == first.document.id
    assert other.chunks != first.chunks


def test_chunks_of_a_document_lie_nearer_to_each_other_than_to_those_of_others(
    maker: Maker,
) -> None:
    one, other = maker.document(1).vectors, maker.document(2).vectors

    assert np.allclose(np.linalg.norm(one, axis=1), 1, atol=1e-5)
    assert (one @ one.T).mean() > (one @ other.T).mean() + 0.1


def test_common_words_are_common_and_rare_ones_many(maker: Maker) -> None:
    text = maker.words["en"].some(np.random.default_rng(1), 20_000)

    most = max(text.count(word) for word in set(text[:100]))
    assert most > 400
    assert len(set(text)) > 4_000


def test_a_catalog_is_filled_once_and_every_scope_but_the_narrowest_finds_documents(
    maker: Maker, tmp_path: Path
) -> None:
    catalog = Catalog.open(str(tmp_path / "kb.db"))
    for _ in range(2):
        fill(catalog, maker, "made", lambda done, total: None)

    assert catalog.counts().chunks == catalog.counts().vectors == 500
    assert catalog.counts().documents == 500 // PER_DOCUMENT
    assert all(catalog.documents(scope) for scope in scopes(maker).values())
    catalog.close()


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert percentile([4.0], 0.95) == 4.0


def test_what_was_measured_is_drawn_as_tables() -> None:
    searched = Searched(
        scope="everything", ours=(0.012,), bare=(0.01,), work=(0.012, 0.01), recall=0.99
    )
    run = Measured(
        chunks=10_000,
        filling=1.0,
        building=Built(seconds=9.0, work=12.0, peak=0.5, catalog=0.02, dense=0.01, lexical=0.01),
        serving=Served(
            opening=0.3,
            resident=0.2,
            peak=0.25,
            searches=(searched,),
            commits=(0.02,),
            saves=(0.01,),
        ),
    )

    text = to_markdown([run])

    assert (
        "| 10,000 | 9 | 12 | 0.50 | 0.02 | 0.01 | 0.01 | 0.30 | 0.25 | 12.0 | 12.0 | 20.0" in text
    )
    assert (
        "| everything | 12.0 | 12.0 | 10.0 | 10.0 | 1.20 | 1.20 | 12.0 | 10.0 | 1.20 | 0.9900 |"
        in text
    )
