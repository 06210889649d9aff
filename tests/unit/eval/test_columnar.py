from io import BytesIO
from pathlib import Path

import pandas
import pytest

from eval.columnar import write_parquet
from eval.datasets.model import Case
from eval.evaluate import answers, evaluate
from eval.runs import record
from eval.score import values

from .doubles import Shelf, dataset, head, passage


def read(path: Path) -> pandas.DataFrame:
    return pandas.read_parquet(BytesIO(path.read_bytes()), engine="fastparquet")


def test_a_run_becomes_a_table_with_a_row_for_each_question(tmp_path: Path) -> None:
    cases = [
        Case(id="1", question="one", answers=(("25 days",),), slices={"type": "fact"}),
        Case(id="2", question="年假？", answerable=False),
    ]
    shelf = Shelf({"one": [passage("a", text="25 days.")]})
    run = evaluate(dataset(*cases), answers(shelf), record(tmp_path, head(kind="answers")))
    path = tmp_path / "rows.parquet"

    write_parquet(path, run.results, values(run.results))

    rows = read(path).to_dict("records")
    assert [row["question"] for row in rows] == ["one", "年假？"]
    assert [row["verdict"] for row in rows] == ["answered", "not_found"]
    assert [row["slice: type"] for row in rows] == ["fact", ""]
    assert rows[0]["answer held"] == pytest.approx(1.0)
    assert rows[1]["answer held"] != rows[1]["answer held"]


def test_a_table_of_no_questions_is_written_too(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"

    write_parquet(path, (), {})

    assert len(read(path)) == 0
