"""Sheets that are lists of questions and answers: finding them, and reading their rows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ingest import sniff
from ingest.errors import MadeQuestions, UnknownFormat
from ingest.limits import Limits
from ingest.made import REASON, is_made

_QUESTION = re.compile(
    r"(?:faq|q|quer(?:y|ies)|(?:(?:standard|main|frequently asked|customer|user) )?questions?"
    r"|(?:标准|標準|主|用户|用戶|客户|常见|常見)?(?:问|問)(?:题|題|句|法)?|提问|提問|疑问|疑問)$"
)
_ANSWER = re.compile(
    r"(?:a|(?:standard |suggested )?answers?|repl(?:y|ies)|responses?|solutions?"
    r"|(?:标准|標準|参考|參考)?(?:答案|回答|答复|答覆|解答|回复|回覆|答)|解决(?:方案|办法)|解決(?:方案|辦法))$"
)
_VARIANT = re.compile(
    r"(?:(?:similar|alternat(?:e|ive)|other|related) (?:questions?|phrasings?|wordings?)"
    r"|(?:question )?(?:variants?|variations?|paraphrases?|rephrasings?|synonyms?)"
    r"|alternatives?|also asked(?: as)?"
    r"|(?:相似|同义|同義|扩展|擴展|近似|类似|類似|其他|其它)(?:问|問)(?:题|題|法|句)?|(?:变|變)(?:体|體)|其他说法|其他說法)$"
)
_ASIDE = re.compile(r"[（(\[【].*?[）)\]】]|[\d*:：#.]+")
_BETWEEN = re.compile(r"[\n;；|]+|(?<=[?？])\s*(?=\S)")
_FIRST_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqRow:
    """A question with its answer; `variants` are other ways of asking it."""

    question: str
    answer: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which columns hold what."""

    question: int
    answer: int
    variants: tuple[int, ...]


def faq_rows(path: Path, limits: Limits = Limits()) -> tuple[FaqRow, ...]:  # noqa: B008 (frozen)
    """Return the questions and answers of a workbook or a CSV file, in order, sheet by sheet.

    A sheet is taken where its first rows name a column of questions and one of answers, in English
    or Chinese; line breaks within answers are kept. Empty where no sheet does.

    Raises UnreadableDocument and its kinds; UnknownFormat for a file that is no sheet,
    MadeQuestions for questions that were made for evaluation.
    """
    found: list[FaqRow] = []
    for rows in _sheets(path, limits):
        header = next(rows, [])
        if is_made(" ".join(header)):
            raise MadeQuestions(path, REASON)
        found += faq_of(chain([header], rows))
    return tuple(found)


def _sheets(path: Path, limits: Limits) -> Iterator[Iterator[Sequence[str]]]:
    kind = sniff.media_type(path)
    if kind == sniff.CSV:
        from ingest.delimited import csv_rows

        yield (cells for _, cells in csv_rows(path, limits)[0])
    elif kind == sniff.XLSX:
        from ingest.office.sheets import sheet_rows

        yield from map(iter, sheet_rows(path, limits))
    elif kind == sniff.ODS:
        from ingest.office.odf.reader import sheet_rows as ods_rows

        yield from map(iter, ods_rows(path, limits))
    else:
        raise UnknownFormat(
            path, "questions and answers are read from .xlsx, .ods and .csv: save it as one"
        )


def faq_of(rows: Iterable[Sequence[str]]) -> tuple[FaqRow, ...]:
    """Return the questions and answers among the rows of one sheet; none where it is no FAQ.

    A row without a question goes on with the one above it, as under a merged cell.
    """
    found: list[FaqRow] = []
    columns: _Columns | None = None
    for number, row in enumerate(rows):
        if columns is None:
            if number >= _FIRST_ROWS:
                break
            columns = _columns(row)
            continue
        question, answer = _cell(row, columns.question), _cell(row, columns.answer)
        variants = tuple(_variants(row, columns, question))
        if question and answer:
            found.append(FaqRow(question=question, answer=answer, variants=variants))
        elif not question and found:
            found[-1] = _longer(found[-1], answer, variants)
    return tuple(found)


def faq_note(rows: Sequence[FaqRow]) -> str:
    """Return what to tell about a sheet that holds these questions; "" where it is no FAQ."""
    if len(rows) < 2:
        return ""
    return f"looks like a FAQ: {len(rows)} questions; `kb faq import` makes them FAQ entries"


def _columns(row: Sequence[str]) -> _Columns | None:
    names = [_name(cell) for cell in row]
    questions = [index for index, name in enumerate(names) if _QUESTION.match(name)]
    answers = [index for index, name in enumerate(names) if _ANSWER.match(name)]
    if not (questions and answers):
        return None
    named = [index for index, name in enumerate(names) if _VARIANT.match(name)]
    # "Question 1", "Question 2", … are ways to ask one thing.
    variants = (*questions[1:], *named)
    return _Columns(question=questions[0], answer=answers[0], variants=tuple(sorted(variants)))


def _name(cell: str) -> str:
    return " ".join(_ASIDE.sub(" ", cell).replace("_", " ").lower().split())


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _variants(row: Sequence[str], columns: _Columns, question: str) -> Iterator[str]:
    seen = {question, ""}
    for column in columns.variants:
        for part in _BETWEEN.split(_cell(row, column)):
            text = part.strip()
            if text not in seen:
                seen.add(text)
                yield text


def _longer(row: FaqRow, answer: str, variants: tuple[str, ...]) -> FaqRow:
    return FaqRow(
        question=row.question,
        answer=f"{row.answer}\n{answer}" if answer else row.answer,
        variants=tuple(dict.fromkeys((*row.variants, *variants))),
    )
