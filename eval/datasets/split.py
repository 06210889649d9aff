"""Splitting a dataset into a part for tuning and a part for judging that cannot be mixed up."""

import hashlib
from collections.abc import Iterable, Sequence
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
    """Return one half of the dataset.

    Cases that share a gold document or a question stay together; which half they are in follows
    from the names of these documents. So the halves stay as they are when cases are added, unless
    a new one ties two groups together. Each half has a hash of its own, so that runs on different
    halves are never compared.

    Raises:
        DatasetError: the half is empty.
    """
    if split is Split.ALL:
        return dataset
    groups = _groups(dataset.cases)
    cases = tuple(
        case for case, group in zip(dataset.cases, groups, strict=True) if _side(group) is split
    )
    if not cases:
        raise DatasetError(dataset.path, 0, f"too few cases for a {split} half")
    sha256 = hashlib.sha256(f"{dataset.sha256}/{split}".encode()).hexdigest()
    return replace(dataset, cases=cases, split=str(split), sha256=sha256)


def _groups(cases: Sequence[Case]) -> list[str]:
    """Return for each case the name of the group that it must not be parted from."""
    leader: dict[str, str] = {}

    def led_by(tie: str) -> str:
        while leader.setdefault(tie, tie) != tie:
            leader[tie] = leader[leader[tie]]
            tie = leader[tie]
        return tie

    for case in cases:
        first, *others = map(led_by, _ties(case))
        for other in others:
            # The smallest name leads, whatever the order of the cases.
            one, two = sorted((led_by(first), led_by(other)))
            leader[two] = one
    return [led_by(next(iter(_ties(case)))) for case in cases]


def _ties(case: Case) -> Iterable[str]:
    # The sign keeps names of documents, of cases and questions apart; documents lead.
    for document, grade in sorted(case.relevant.items()):
        if grade > 0:
            yield f"1 {document}"
    # Both cases of a refusal pair share their first name.
    yield f"2 {case.id.rpartition('/')[0] or case.id}"
    yield f"3 {' '.join(case.question.split()).casefold()}"


def _side(group: str) -> Split:
    odd = hashlib.sha256(group[2:].encode()).digest()[0] % 2
    return Split.JUDGING if odd else Split.TUNING
