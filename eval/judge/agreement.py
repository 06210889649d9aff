"""How far a judge agrees with people who labelled the same answers."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets.cells import harmless
from eval.datasets.table import table_rows
from eval.errors import DatasetError
from eval.judge.verdict import Judgement, Measure, Word, applies, reference
from eval.runs import Run

_WORDS: dict[str, Word] = {
    "yes": "yes", "partly": "partly", "no": "no", "是": "yes", "部分": "partly", "否": "no",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Judge and people on the same answers; `kappa` is Cohen's, 0 is chance and 1 is always."""

    measure: Measure
    count: int
    accuracy: float
    kappa: float


def agreement(
    judgements: Sequence[Judgement], labels: dict[tuple[str, Measure], Word]
) -> list[Agreement]:
    """Compare what was both judged and labelled, measure by measure."""
    found: list[Agreement] = []
    for measure in Measure:
        pairs = [
            (one.verdict, labels[one.id, measure])
            for one in judgements
            if one.verdict and one.measure is measure and (one.id, measure) in labels
        ]
        if pairs:
            same = sum(judge == person for judge, person in pairs) / len(pairs)
            found.append(
                Agreement(
                    measure=measure, count=len(pairs), accuracy=same, kappa=cohens_kappa(pairs)
                )
            )
    return found


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa (1960): agreement beyond that of two who label at random alike.

    1.0 when both only ever say the same one word.
    """
    total = len(pairs)
    observed = sum(a == b for a, b in pairs) / total
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[word] * second[word] for word in first) / total**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def read_labels(path: Path) -> dict[tuple[str, Measure], Word]:
    """Read a table with a column "id" and one for each measure: yes, partly or no (是, 部分, 否).

    Raises:
        DatasetError: the table lacks the columns, or a label is no such word; names the row.
    """
    rows = table_rows(path)
    number, header = next(rows, (1, []))
    names = [cell.strip().lower() for cell in header]
    columns = {measure: names.index(measure) for measure in Measure if str(measure) in names}
    if "id" not in names or not columns:
        raise DatasetError(path, number, f"needs columns: id, {', '.join(Measure)}")
    found: dict[tuple[str, Measure], Word] = {}
    for number, cells in rows:
        for measure, place in columns.items():
            label = cells[place].strip().lower() if place < len(cells) else ""
            if label and label not in _WORDS:
                raise DatasetError(path, number, f'"{label}" is none of: {", ".join(_WORDS)}')
            if label:
                found[cells[names.index("id")].strip(), measure] = _WORDS[label]
    return found


def label_sheet(run: Run) -> str:
    """Return a table of a run's answers for people to label: `read_labels` reads it back."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", *Measure, "question", "answer", "reference", "passages"))
    for result in run.done:
        if result.reply and any(applies(measure, result) for measure in Measure):
            passages = "\n\n".join(one.text for one in result.found)
            cells = (result.question, result.reply.text, reference(result), passages)
            writer.writerow([result.id, *("" for _ in Measure), *map(harmless, cells)])
    return text.getvalue()
