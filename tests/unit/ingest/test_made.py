"""Questions that were made for evaluation answer nobody."""

from pathlib import Path

import openpyxl
import pytest

from eval.synthetic import Draft, Source, to_csv
from ingest.errors import MadeQuestions
from ingest.faq_sheet import faq_rows
from ingest.read import read

DRAFTS = [
    Draft(question=f"What is {name}?", answer="A rule.", document="a.pdf", page=1, source=source)
    for name, source in (("leave", Source.DEFINITION), ("年假", Source.FACT))
]


def made(folder: Path, name: str) -> Path:
    path = folder / name
    text = to_csv(DRAFTS)
    if path.suffix != ".xlsx":
        path.write_text(text, encoding="utf-8-sig")
        return path
    book = openpyxl.Workbook()
    for line in text.splitlines():
        book.active.append(line.split(","))
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["made.csv", "renamed.txt", "renamed.md", "made.xlsx"])
def test_made_questions_do_not_become_a_document(tmp_path: Path, name: str) -> None:
    with pytest.raises(MadeQuestions, match="were made for evaluation .* `kb eval answers FILE`"):
        read(made(tmp_path, name))


@pytest.mark.parametrize("name", ["made.csv", "made.xlsx"])
def test_made_questions_do_not_become_official_answers(tmp_path: Path, name: str) -> None:
    with pytest.raises(MadeQuestions, match="were made for evaluation"):
        faq_rows(made(tmp_path, name))


def test_a_text_about_synthetic_questions_is_a_document(tmp_path: Path) -> None:
    path = tmp_path / "about.txt"
    path.write_text("A synthetic question is one that nobody asked.\n", encoding="utf-8")

    assert read(path).elements[0].text == "A synthetic question is one that nobody asked."
