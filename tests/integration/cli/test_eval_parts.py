"""The commands of `kb eval` that measure parts of the product, on small real files."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MANUAL = ROOT / "samples" / "knowledge" / "product-manual.pdf"
TEXTS = ROOT / "samples" / "sources"


def test_boxes_are_told_for_each_file_in_a_table_or_as_json(empty) -> None:
    table = empty("eval", "boxes", str(MANUAL))
    (told,) = empty("eval", "boxes", str(MANUAL), "--json").json

    assert table.code == 0
    assert MANUAL.name in table.out
    assert f"{told['chunks']} chunks in 1 files: the boxes of 1.0000 of them are" in table.err
    assert (told["file"], told["wrong"], told["error"]) == (str(MANUAL), [], "")


def test_the_speed_of_reading_is_told_beside_bare_extraction(empty) -> None:
    ran = empty("eval", "reading", str(MANUAL), "--no-growth")

    assert ran.code == 0, ran.err
    name, pages, ours, bare, ratio = ran.out.splitlines()[-1].strip("| ").split(" | ")
    assert (name, pages) == (MANUAL.name, "9")
    assert min(map(float, (ours, bare, ratio))) > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("embedding", str(TEXTS), "--count", "8", "--times", "1"), "| texts/s, ours |"),
        (("index", str(TEXTS), "--size", "100", "--questions", "10"), "| all of them |"),
        (("overhead", "--questions", "10", "--passages", "50"), "10 questions over 50 passages"),
    ],
)
def test_speed_is_measured_on_made_text(empty, words: tuple[str, ...], said: str) -> None:
    ran = empty("eval", *words)

    assert ran.code == 0, ran.err
    assert said in ran.out


@pytest.mark.parametrize("command", ["boxes", "reading"])
def test_a_damaged_pdf_is_named(empty, tmp_path: Path, command: str) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(MANUAL.read_bytes()[:900])

    ran = empty("eval", command, str(path))

    assert ran.code == 1
    assert f"{path}: the PDF has no pages: export it again" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("boxes", "nowhere.pdf"), 2, "'nowhere.pdf' does not exist"),
        (("boxes", str(TEXTS)), 1, "no chunk has boxes on a page with a text layer"),
        (("boxes", str(TEXTS / "faq.csv")), 1, "faq.csv is no PDF, but text/csv"),
        (("reading", "nowhere.pdf"), 2, "'nowhere.pdf' does not exist"),
        (("embedding", str(ROOT / "tests" / "data" / "pdf")), 1, "English words in its"),
        (("index", str(ROOT / "tests" / "data" / "pdf"), "--size", "100"), 1, "words in its"),
    ],
)
def test_what_cannot_be_measured_is_told(
    empty, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = empty("eval", *words)

    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
