"""Questions that people asked, as candidate cases for a person to label."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eval.datasets.lines import text_lines
from eval.errors import DatasetError

HEADER = (
    "question",
    "answer",
    "document",
    "answerable",
    "cited",
    "verdict",
    "asked",
    "last asked",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question with what was found the last time, and how often it was asked."""

    question: str
    verdict: str
    documents: tuple[str, ...]
    asked: int
    last: str


def candidates(log: Path) -> list[Candidate]:
    """Read the log of asked questions; the same words count once, unanswered ones come first.

    Raises:
        DatasetError: there is no log, or a line of it is broken.
    """
    if not log.exists():
        raise DatasetError(log, 0, "no question was kept yet: see answer.keep_questions")
    found: dict[str, Candidate] = {}
    for number, line in text_lines(log):
        row = _row(log, number, line)
        key = " ".join(row.question.split()).casefold()
        asked = found[key].asked + 1 if key in found else 1
        found[key] = Candidate(
            question=row.question,
            verdict=row.verdict,
            documents=row.documents,
            asked=asked,
            last=row.last,
        )
    order = {"not_found": 0}
    return sorted(found.values(), key=lambda one: (order.get(one.verdict, 1), -one.asked))


def to_csv(rows: Iterable[Candidate]) -> str:
    """Return the candidates as a table in which a person fills in the first empty columns.

    `kb eval` reads it as it is. What the assistant cited stands in a column of its own: taken for
    the truth, it would only measure that the assistant agrees with itself.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for one in rows:
        documents = " | ".join(one.documents)
        cells = (one.question, "", "", "", documents, one.verdict, str(one.asked), one.last)
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet program shows and does not run."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(log: Path, number: int, line: str) -> Candidate:
    try:
        row = json.loads(line)
        return Candidate(
            question=str(row["question"]),
            verdict=str(row["verdict"]),
            documents=tuple(dict.fromkeys(str(one) for one in row["documents"])),
            asked=1,
            last=str(row["asked"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(log, number, "is no line of the log of questions") from error
