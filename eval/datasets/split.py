"""Splitting a dataset into a part for tuning and a part for judging that cannot be mixed up."""

import hashlib
from dataclasses import replace
from enum import StrEnum

from eval.datasets.model import Case, Dataset
from eval.errors import DatasetError


class Split(StrEnum):
    """Which part of a dataset; `TUNING` and `JUDGING` share no question and no gold document."""

    ALL = "all"
    TUNING = "tuning"
    JUDGING = "judging"


def part(dataset: Dataset, split: Split) -> Dataset:
    """Return one half of the dataset; which half a case is in follows from its gold document alone.

    Questions about one document stay together, and the halves stay the same when cases are added.
    Each half has a hash of its own, so that runs on different halves are never compared.

    Raises:
        DatasetError: the half is empty.
    """
    if split is Split.ALL:
        return dataset
    cases = tuple(case for case in dataset.cases if _side(case) is split)
    if not cases:
        raise DatasetError(dataset.path, 0, f"too few cases for a {split} half")
    sha256 = hashlib.sha256(f"{dataset.sha256}/{split}".encode()).hexdigest()
    return replace(dataset, cases=cases, split=str(split), sha256=sha256)


def _side(case: Case) -> Split:
    # Both cases of a refusal pair share their first name; they must not be parted.
    key = min((document for document, grade in case.relevant.items() if grade > 0), default="")
    if case.sources or not key:
        key = case.id.rpartition("/")[0] or case.id
    odd = hashlib.sha256(key.encode()).digest()[0] % 2
    return Split.JUDGING if odd else Split.TUNING
