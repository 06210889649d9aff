from pathlib import Path

import pytest

from eval.boxes import boxed_file
from eval.metrics.boxes import ENOUGH, box_truth
from eval.printed import page_count
from ingest.limits import Limits

ROOT = Path(__file__).parents[3]
FILES = [
    "samples/knowledge/employee-handbook.pdf",
    "samples/knowledge/product-manual.pdf",
    "tests/data/pdf/epa-mercury.pdf",
    "tests/data/pdf/fda-guidance.pdf",
    "tests/data/pdf/judicial-interpretation-ruled.pdf",
    "tests/data/pdf/judicial-interpretation-columns.pdf",
]


def test_hyphens_bullets_forms_and_order_do_not_matter_and_words_do() -> None:
    assert box_truth("• informa-tion ﬁle", "file information") == 1.0
    assert box_truth("第１条", "第1条") == 1.0
    assert box_truth("abcd", "abcdefgh") == 0.5
    assert box_truth("abcdefgh", "abcd") == 0.5
    assert box_truth("", "") == 1.0
    assert box_truth("", "stray") == 0.0


@pytest.mark.parametrize("name", FILES)
def test_the_words_under_the_boxes_of_each_chunk_are_its_words(name: str) -> None:
    found = boxed_file(ROOT / name, Limits())

    assert not found.error
    assert len(found.chunks) >= page_count(ROOT / name)
    assert found.unjudged == 0
    assert [(one.number, one.pages, one.said) for one in found.chunks if one.truth < ENOUGH] == []


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "no.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")

    found = boxed_file(path, Limits())

    assert found.error
    assert found.chunks == ()
