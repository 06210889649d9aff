"""FAQ entries in files: JSON lines both ways, and sheets of questions and answers."""

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from indexes.catalog.faq import Faq
from ingest.faq_sheet import faq_rows
from ingest.limits import Limits
from kb_assistant.errors import InvalidEntry

LINES = (".jsonl", ".ndjson")


class FaqLine(BaseModel):
    """One line of a file of FAQ entries; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    variants: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    owner: str = ""


def entries_of(path: Path, collection: str, limits: Limits) -> list[Faq]:
    """Return the entries of a .jsonl, .csv or .xlsx file, in order, without their ids.

    Raises `InvalidEntry` where it holds none or a line is wrong (named by its number), and the
    errors of reading a sheet.
    """
    if path.suffix.lower() in LINES:
        found = [_faq(line, collection) for line in _lines(path)]
    else:
        found = [
            Faq(
                id="",
                collection=collection,
                question=r.question,
                answer=r.answer,
                variants=r.variants,
            )
            for r in faq_rows(path, limits)
        ]
    if not found:
        raise InvalidEntry(
            f"{path}: no questions and answers were found: name the columns question and answer "
            "(问题 and 答案) in the first row"
        )
    return found


def as_lines(entries: Iterable[Faq]) -> str:
    """Return entries as JSON lines, which `entries_of` reads again."""
    return "".join(f"{_line(entry).model_dump_json(exclude_defaults=True)}\n" for entry in entries)


def _lines(path: Path) -> list[FaqLine]:
    try:
        texts = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InvalidEntry(f"{path}: it is not UTF-8 text: save it as UTF-8") from error
    except OSError as error:
        raise InvalidEntry(f"{path}: the file cannot be opened: {error.strerror}") from error
    return [
        _parsed(text, f"{path}:{number}")
        for number, text in enumerate(texts, start=1)
        if text.strip()
    ]


def _parsed(text: str, place: str) -> FaqLine:
    try:
        return FaqLine.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise InvalidEntry(f"{place}: it is not JSON: {error.msg}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the line"
        raise InvalidEntry(f"{place}: {where}: {problem['msg'].lower()}") from error


def _faq(line: FaqLine, collection: str) -> Faq:
    return Faq(
        id="",
        collection=collection,
        question=line.question,
        answer=line.answer,
        variants=line.variants,
        negatives=line.negatives,
        sources=line.sources,
        readers=frozenset(line.readers),
        owner=line.owner,
    )


def _line(faq: Faq) -> FaqLine:
    return FaqLine(
        question=faq.question,
        answer=faq.answer,
        variants=faq.variants,
        negatives=faq.negatives,
        sources=faq.sources,
        readers=tuple(sorted(faq.readers)),
        owner=faq.owner,
    )
