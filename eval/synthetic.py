"""Questions made from documents without a model: definitions, FAQ rows, table cells, headings."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.datasets.cells import harmless
from eval.evaluate import Searcher
from indexes.model import EVERYTHING
from ingest.language import language
from ingest.model import Element, Kind
from ingest.sentences import sentences
from kb_assistant.answer.evidence import ANSWERS, ASKING
from kb_assistant.model import Question, Turn

HEADER = (
    *("question", "answer", "document", "page", "answerable", "history"),
    *("synthetic", "type", "keep"),
)
_ENGLISH = re.compile(
    r"^(?:(?P<article>An?|The)\s+)?(?P<term>\w[\w’'-]*(?:\s[\w’'-]+){0,4}?)\s+"
    r"(?:is defined as|refers to|means|is an?)\s+(?P<rest>.{12,240})$"
)
_CHINESE = re.compile(
    r"^(?P<term>[^，。；：、\s]{2,16}?)(?:，)?(?:是指|系指|指的是)(?P<rest>.{6,120})$"
)
_VAGUE = re.compile(r"(?:it|this|that|there|he|she|they|which|what|here)\b|[本该这那其]", re.I)
_NUMBER = re.compile(r"\d")


class Source(StrEnum):
    """What a question was made from."""

    DEFINITION = "definition"
    VARIANT = "variant"
    FAQ = "faq"
    TABLE = "table"
    HEADING = "heading"
    FACT = "fact"
    MULTI_HOP = "multi-hop"
    UNANSWERABLE = "unanswerable"
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question that nobody asked, with its answer and where it stands; to be reviewed.

    `history` are the questions before it, where it is a follow-up.
    """

    question: str
    answer: str
    document: str
    page: int | None
    source: Source
    history: tuple[str, ...] = ()
    answerable: bool = True


def drafts(uri: str, elements: Sequence[Element]) -> Iterator[Draft]:
    """Yield questions from one document, in reading order; the same question comes once."""
    seen: set[str] = set()
    for element, following in zip(elements, [*elements[1:], None], strict=True):
        for question, answer, source in _made(element, following):
            if question not in seen:
                seen.add(question)
                page = element.boxes[0].page if element.boxes else None
                yield Draft(
                    question=question, answer=answer, document=uri, page=page, source=source
                )


def findable(made: Iterable[Draft], searcher: Searcher, *, k: int = 10) -> Iterator[Draft]:
    """Pass on the questions for which searching finds the document that they were made from.

    What is not found is more often a bad question than a bad search; a person can look at both.
    """
    for draft in made:
        history = tuple(Turn(question=text, answer="") for text in draft.history)
        asked = Question(text=draft.question, history=history, scope=EVERYTHING)
        passages = searcher.search(asked, k)
        if any(passage.document.uri == draft.document for passage in passages):
            yield draft


def to_csv(made: Iterable[Draft]) -> str:
    """Return the drafts as a table that `kb eval` reads, each marked as synthetic."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for one in made:
        writer.writerow([harmless(cell) for cell in _cells(one)])
    return text.getvalue()


def _cells(one: Draft) -> tuple[str, ...]:
    page = "" if one.page is None else str(one.page)
    document = one.document if one.answerable else ""
    known = (one.question, one.answer, document, page, "yes" if one.answerable else "no")
    return (*known, " | ".join(one.history), "yes", str(one.source), "")


Made = tuple[str, str, Source]


def _made(element: Element, following: Element | None) -> Iterator[Made]:
    if element.kind is Kind.TABLE:
        yield from _from_table(element.text)
    elif element.kind is Kind.PARAGRAPH:
        yield from _from_definitions(element.text)
    elif element.kind is Kind.HEADING and following and following.kind is Kind.PARAGRAPH:
        yield from _from_heading(element.text, following.text)


def _from_definitions(text: str) -> Iterator[Made]:
    for start, end in sentences(text):
        sentence = text[start:end].rstrip("。.")
        found = _ENGLISH.match(sentence) or _CHINESE.match(sentence)
        if found and not _VAGUE.match(found["term"]):
            chinese = language(sentence) == "zh"
            asked = f"什么是{found['term']}？" if chinese else _what_is(found)
            answer = found["rest"].strip()
            yield asked, answer, Source.DEFINITION
            yield _said_otherwise(found["term"], chinese=chinese), answer, Source.VARIANT


def _said_otherwise(term: str, *, chinese: bool) -> str:
    return f"{term}是什么意思？" if chinese else f"What does {term} mean?"


def _what_is(found: re.Match[str]) -> str:
    article = f"{found['article'].lower()} " if found["article"] else ""
    return f"What is {article}{found['term']}?"


def _from_table(text: str, most: int = 6) -> Iterator[Made]:
    """Ask for cells with numbers, at most `most` of a table, by the names of row and column."""
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.splitlines()]
    if len(rows) < 2 or len(rows[0]) < 2:
        return
    if {name.lower() for name in rows[0]} & ASKING:
        yield from _from_faq(rows)
        return
    header, count = rows[0], 0
    names = [row[0] for row in rows[1:]]
    for row in rows[1:]:
        if (
            len(row) != len(header)
            or not row[0]
            or names.count(row[0]) > 1
            or _NUMBER.match(row[0])
        ):
            continue
        for column, cell in list(zip(header, row, strict=True))[1:]:
            if column and _NUMBER.search(cell) and count < most:
                count += 1
                chinese = language(row[0] + column) == "zh"
                english = f"What is the {column} of {row[0]}?"
                yield f"{row[0]}的{column}是多少？" if chinese else english, cell, Source.TABLE
                break


def _from_faq(rows: Sequence[Sequence[str]]) -> Iterator[Made]:
    """Take the questions of a table that asks and answers."""
    names = [name.lower() for name in rows[0]]
    asks = next(place for place, name in enumerate(names) if name in ASKING)
    answers = next((place for place, name in enumerate(names) if name in ANSWERS), None)
    for row in rows[1:]:
        if answers is not None and len(row) == len(names) and row[asks] and row[answers]:
            yield row[asks], row[answers], Source.FAQ


def _from_heading(heading: str, text: str) -> Iterator[Made]:
    """Take a heading that is a question by itself; what follows answers it."""
    words = heading.strip()
    if words.endswith(("?", "？")) and len(words) > 6:
        yield words, text[:400], Source.HEADING
