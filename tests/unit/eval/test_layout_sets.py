import json
from pathlib import Path

from eval.content import Content
from eval.datasets.layout import read_layout_set
from eval.layout import compared
from eval.metrics.tables import Table

HTML = "<table><tr><td>{}</td></tr></table>"


def cell(text: str) -> dict[str, object]:
    return {"r0": 0, "r1": 0, "c0": 0, "c1": 0, "text": text}


def written(folder: Path, name: str, *rows: dict[str, object]) -> Path:
    (folder / "a.pdf").write_bytes(b"any")
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_each_table_is_a_case_and_the_file_tells_what_was_found_besides(tmp_path: Path) -> None:
    one = {"file": "a.pdf", "n_rows": 1, "n_cols": 1}
    first = {"id": "t1", "pages": [1], "cells": [cell("first")], **one}
    second = {"id": "t2", "pages": [2], "cells": [cell("second")], **one}
    dataset, truths = read_layout_set(written(tmp_path, "tables.jsonl", first, second))
    found = Content(
        text="",
        headings=(),
        tables=(
            Table(html=HTML.format("second"), pages=(2,)),
            Table(html=HTML.format("stray"), pages=(2,)),
        ),
    )

    attempt = compared(truths, lambda path: found)
    scores = {case.id: attempt(case).scores for case in dataset.cases}

    assert scores == {
        "a.pdf": {"table precision": 0.5},
        "t1": {"TEDS": 0.0, "TEDS structure": 0.0},
        "t2": {"TEDS": 1.0, "TEDS structure": 1.0},
    }


def test_pages_with_exact_truth_are_judged_by_every_measure(tmp_path: Path) -> None:
    row = {
        "file": "a.pdf",
        "text": "Leave\nEveryone has leave.",
        "headings": [[1, "Leave"]],
        "furniture": ["Page 1 of 2", "Page 2 of 2"],
        "tables": [{"html": HTML.format("x"), "pages": [1]}],
        "design": "report",
    }
    dataset, truths = read_layout_set(written(tmp_path, "layout.jsonl", row))
    found = Content(
        text="Leave • Everyone has leave.",
        headings=((0, "Leave"),),
        furniture=("Page 1 of 2", "Leave"),
    )

    attempt = compared(truths, lambda path: found)
    of_file, of_table = (attempt(case) for case in dataset.cases)

    assert of_file.slices["design"] == "report"
    assert of_file.scores["reading order"] > 0.9
    assert of_file.scores["outline"] == 1.0
    assert of_file.scores["furniture precision"] == 4 / 5
    assert of_file.scores["furniture recall"] == 4 / 8
    assert of_table.scores == {"TEDS": 0.0, "TEDS structure": 0.0}


def test_a_reader_that_knows_no_furniture_is_not_judged_by_it(tmp_path: Path) -> None:
    row = {"file": "a.pdf", "text": "Leave", "furniture": ["Page 1"]}
    dataset, truths = read_layout_set(written(tmp_path, "layout.jsonl", row))

    result = compared(truths, lambda path: Content(text="Leave", headings=()))(dataset.cases[0])

    assert result.scores == {"reading order": 1.0}


def test_expected_markdown_is_compared_by_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Leave\n\n<!-- image -->\n[Ask](https://example.org) \\_early\\_ &amp; ![a](b.png)\n",
        encoding="utf-8",
    )
    rows = written(tmp_path, "files.jsonl", {"file": "a.pdf", "gt": "a.md"})
    dataset, truths = read_layout_set(rows)
    found = Content(text="Leave Ask early &", headings=((1, "Leave"),))

    result = compared(truths, lambda path: found)(dataset.cases[0])

    assert result.scores == {"reading order": 1.0, "outline": 1.0}
