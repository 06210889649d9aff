"""Questions that people asked, as candidate cases for a person to label."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from eval.datasets.cells import harmless
from eval.datasets.lines import text_lines
from eval.errors import DatasetError

HEADER = (
    "question",
    "answer",
    "document",
    "answerable",
    "cited",
    "verdict",
    "rating",
    "found",
    "asked",
    "last asked",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question with what came of it the last time, and how often it was asked.

    `rating` is the last one that anybody gave an answer to it: like, dislike or blank.
    """

    question: str
    verdict: str
    documents: tuple[str, ...]
    found: tuple[str, ...] = ()
    rating: str = ""
    asked: int
    last: str


def candidates(log: Path) -> list[Candidate]:
    """Read the log of asked questions; the same words count once.

    Unanswered ones come first, then disliked ones, then those that were asked most.

    Raises:
        DatasetError: there is no log, or a line of it is broken.
    """
    if not log.exists():
        raise DatasetError(log, 0, "no question was kept yet: see answer.keep_questions")
    found: dict[str, Candidate] = {}
    keys: dict[str, str] = {}
    for number, line in text_lines(log):
        row = _parsed(log, number, line)
        if isinstance(row, _Rated):
            # A rating of an answer that was given before the log was begun belongs to no question.
            key = keys.get(row.rated, "")
            if key:
                found[key] = replace(found[key], rating=row.rating)
            continue
        key = " ".join(row.question.split()).casefold()
        keys[row.id] = key
        found[key] = _latest(row, found.get(key))
    return sorted(found.values(), key=_order)


def to_csv(rows: Iterable[Candidate]) -> str:
    """Return the candidates as a table in which a person fills in the first empty columns.

    `kb eval` reads it as it is. What the assistant cited stands in a column of its own: taken for
    the truth, it would only measure that the assistant agrees with itself.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for one in rows:
        cited, found = " | ".join(one.documents), " | ".join(one.found)
        told = (cited, one.verdict, one.rating, found, str(one.asked), one.last)
        cells = (one.question, "", "", "", *told)
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


class _Place(BaseModel):
    document: str
    page: int | None = None


class _Asked(BaseModel):
    id: str = ""
    asked: str
    question: str
    verdict: str
    documents: tuple[str, ...]
    found: tuple[_Place, ...] = ()


class _Rated(BaseModel):
    rated: str
    rating: str


_LINE: TypeAdapter[_Asked | _Rated] = TypeAdapter(_Asked | _Rated)


def _parsed(log: Path, number: int, line: str) -> _Asked | _Rated:
    try:
        return _LINE.validate_json(line)
    except ValidationError as error:
        raise DatasetError(log, number, "is no line of the log of questions") from error


def _latest(row: _Asked, earlier: Candidate | None) -> Candidate:
    return Candidate(
        question=row.question,
        verdict=row.verdict,
        documents=tuple(dict.fromkeys(row.documents)),
        found=tuple(dict.fromkeys(one.document for one in row.found)),
        rating=earlier.rating if earlier else "",
        asked=earlier.asked + 1 if earlier else 1,
        last=row.asked,
    )


def _order(one: Candidate) -> tuple[bool, bool, int]:
    return one.verdict != "not_found", one.rating != "dislike", -one.asked
