"""What a kind of measurement needs to know of the questions, and what to do where it is missing."""

from eval.datasets.model import Case, Dataset
from eval.datasets.table import is_table
from eval.errors import DatasetError


def check_gold(dataset: Dataset, kind: str) -> None:
    """Refuse a dataset that holds nothing by which this kind could be measured.

    Raises:
        DatasetError: says what is needed, and of a table, which columns to fill in.
    """
    if not any(_serves(case, kind) for case in dataset.cases):
        needs, columns = _NEEDS[kind]
        label = ""
        if columns and is_table(dataset.path):
            label = f"; label it: fill in {columns} where somebody knows"
        raise DatasetError(dataset.path, 0, f"{needs}{label}")


_NEEDS = {
    "retrieval": ("has no judgements, which retrieval needs", 'the column "document"'),
    "conversation": ("has no judgements, which conversation needs", 'the column "document"'),
    "answers": (
        "tells of no question what a right answer is",
        'the columns "answer", "document" or "answerable"',
    ),
    "refusal": ("has no question that must be refused", '"no" in the column "answerable"'),
    "redteam": ("has no attack: it needs a file redteam.jsonl", ""),
}


def _serves(case: Case, kind: str) -> bool:
    if kind in {"retrieval", "conversation"}:
        return any(grade > 0 for grade in case.relevant.values())
    if kind == "answers":
        return bool(case.answers or case.relevant) or case.answerable is not None
    return case.answerable is False if kind == "refusal" else bool(case.forbidden)
