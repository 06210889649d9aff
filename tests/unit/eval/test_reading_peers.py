from pathlib import Path

import pytest

from eval.peers.reading import measure
from eval.peers.reading.markdown import from_markdown
from eval.peers.reading.measure import Comparison, ReaderScore, compare_readers
from eval.peers.reading.page import to_markdown, write_into
from eval.peers.reading.protocol import ReadFile, read_file
from eval.peers.reading.readers import BARE, OURS, READERS
from eval.statistics import Estimate

ROOT = Path(__file__).parents[3]
MARKDOWN = "# Leave\n\n**Everyone** has it.\n\n|a|b|\n|-|-|\n|c<br>d|e|\n"


def test_markdown_of_a_page_gives_text_headings_and_tables_with_their_page() -> None:
    found = from_markdown([(3, MARKDOWN)])

    assert found.text == "Leave Everyone has it. a b c d e"
    assert found.headings == ((1, "Leave"),)
    assert found.tables[0].pages == (3,)
    assert "c d" in found.tables[0].html
    assert found.furniture is None


def test_what_a_reader_found_passes_through_its_process_unchanged() -> None:
    found = from_markdown([(0, MARKDOWN)], furniture=("Page 1",))

    line = read_file(Path("a.pdf"), 0.5, found).model_dump_json()

    assert ReadFile.model_validate_json(line).content() == found


def pages_with_truth(folder: Path) -> Path:
    name = "product-manual.pdf"
    (folder / name).write_bytes((ROOT / "samples" / "knowledge" / name).read_bytes())
    (folder / "layout.jsonl").write_text(f'{{"file": "{name}", "text": "VX-200"}}\n', "utf-8")
    return folder


def test_readers_are_measured_on_the_same_pages_each_in_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {name: READERS[name] for name in (OURS, "pymupdf", BARE)}
    monkeypatch.setattr(measure, "READERS", few)

    found = compare_readers(pages_with_truth(tmp_path), tmp_path, lambda stage, done, total: None)

    assert [reader.title for reader in found.readers] == [one.title for one in few.values()]
    assert {(reader.pages, reader.failed) for reader in found.readers} == {(found.pages, 0)}
    assert all(reader.seconds > 0 for reader in found.readers)
    assert "reading order" in found.readers[0].metrics


def test_a_reader_whose_package_is_missing_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only `make peers` installs it, and elsewhere than here.
    monkeypatch.setattr(measure, "READERS", {"markitdown": READERS["markitdown"]})

    found = compare_readers(pages_with_truth(tmp_path), tmp_path, lambda stage, done, total: None)

    assert "No module named 'markitdown'" in found.readers[0].missing
    assert "was not measured" in to_markdown([found], command="kb eval readers")


def scored(title: str, seconds: float, failed: int = 0) -> ReaderScore:
    order = Estimate(value=0.9, low=0.8, high=0.95, count=4)
    return ReaderScore(
        title=title, metrics={"reading order": order}, seconds=seconds, pages=10, failed=failed
    )


def test_the_page_tells_quality_speed_and_who_failed() -> None:
    one = Comparison(
        dataset="judging",
        files=4,
        pages=10,
        readers=(scored("ours", 0.1), scored("other", 2.0, failed=1)),
    )

    text = to_markdown([one], command="kb eval readers judging")

    assert "| ours | 0.900 (0.800–0.950) |" in text
    assert "| other | 2.00 | 5.0 | 20.00 × |" in text
    assert "other could not read 1 of 4 files." in text


def test_tables_are_put_between_the_marks_and_the_words_around_them_stay(tmp_path: Path) -> None:
    page = tmp_path / "layout.md"
    page.write_text(
        "# Layout\n\n<!-- measured -->\nold\n<!-- end of measured -->\n\nWhy.\n", "utf-8"
    )

    write_into(page, "new\n")
    write_into(page, "newer\n")

    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Layout\n\n<!-- measured -->")
    assert text.endswith("<!-- end of measured -->\n\nWhy.\n")
    assert "newer" in text
    assert "old" not in text
