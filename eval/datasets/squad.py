"""SQuAD files (also CMRC 2018, DRCD, XQuAD): paragraphs, questions, answers in their words."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from eval.datasets.faults import OnFault, collected
from eval.datasets.lines import explained, files_hash
from eval.datasets.model import Case, CorpusRow, Dataset
from eval.datasets.rows import SquadFile, SquadQuestion
from eval.errors import DatasetError
from ingest.language import language

_NAMED = re.compile(r'"(?:id|question)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)')
_NOT_JSON = re.compile(r" at line (\d+) column (\d+)")

Lines = dict[str, list[int]]


def read_squad(path: Path) -> Dataset:
    """Read a SQuAD 1.1 or 2.0 file; each paragraph is a document, "a<article>p<paragraph>".

    A question that is marked as impossible is a case that must be refused.

    Raises:
        DatasetError: the file is not SQuAD, a question is given twice or has no answer; names the
            line of the question's id.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(path, 0, "not UTF-8 text: save the file as UTF-8") from error
    except OSError as error:
        raise DatasetError(path, 0, f"cannot be read: {error.strerror or error}") from error
    lines = _lines(text)
    corpus: list[CorpusRow] = []
    cases: dict[str, Case] = {}
    with collected() as on_fault:
        for row, question in _questions(_parsed(path, text, lines, on_fault), corpus):
            twice = question.id in cases
            line = next(iter(lines.get(question.id, ())[int(twice) :]), 0)
            reasons = ["is given twice"] if twice else list(_wrong(question, row))
            for reason in reasons:
                on_fault(DatasetError(path, line, f'the question "{question.id}" {reason}'))
            cases.setdefault(question.id, _case(question, row, f"{path.name}:{line}"))
    if not cases:
        raise DatasetError(path, 0, "there are no questions")
    return Dataset(
        name=path.stem,
        path=path,
        cases=tuple(cases.values()),
        corpus=tuple(corpus),
        sha256=files_hash([path], root=path.parent),
    )


def _parsed(path: Path, text: str, lines: Lines, on_fault: OnFault) -> SquadFile:
    try:
        return SquadFile.model_validate_json(text)
    except ValidationError as error:
        *others, last = error.errors()
        broken = _NOT_JSON.search(last["msg"])
        tree = {} if broken else json.loads(text)
        for fault in others:
            line = _line_of_fault(lines, tree, fault["loc"])
            on_fault(DatasetError(path, line, explained([fault])))
        line = int(broken[1]) if broken else _line_of_fault(lines, tree, last["loc"])
        raise DatasetError(path, line, explained([last])) from error


def _questions(
    file: SquadFile, corpus: list[CorpusRow]
) -> Iterator[tuple[CorpusRow, SquadQuestion]]:
    """Yield each question with its paragraph, which is added to the corpus."""
    for number, article in enumerate(file.data):
        for index, paragraph in enumerate(article.paragraphs):
            name = f"a{number}p{index}"
            corpus.append(CorpusRow(id=name, title=article.title, text=paragraph.context))
            for question in paragraph.qas:
                yield corpus[-1], question


def _wrong(row: SquadQuestion, document: CorpusRow) -> Iterator[str]:
    if not row.is_impossible and not any(answer.text for answer in row.answers):
        yield "has no answer"
    for answer in row.answers:
        end = answer.answer_start + len(answer.text)
        if answer.answer_start >= 0 and document.text[answer.answer_start : end] != answer.text:
            yield f"is wrong: the answer does not stand at {answer.answer_start}"


def _case(row: SquadQuestion, document: CorpusRow, place: str) -> Case:
    texts = tuple(dict.fromkeys(answer.text for answer in row.answers if answer.text))
    return Case(
        id=row.id,
        question=row.question.strip(),
        relevant={} if row.is_impossible else {document.id: 1},
        answers=() if row.is_impossible else (texts,),
        answerable=not row.is_impossible,
        slices={"language": language(row.question)},
        place=place,
    )


def _line_of_fault(lines: Lines, tree: object, keys: Sequence[int | str]) -> int:
    """Return the line of the question that a path of keys leads into; 0 where there is none."""
    line = 0
    for key in keys:
        if isinstance(tree, dict):
            told = [str(tree[name]) for name in ("id", "question") if name in tree]
            line = next((lines[one][0] for one in told if one in lines), line)
            tree = tree.get(str(key))
        elif isinstance(tree, list) and isinstance(key, int):
            tree = tree[key]
    return line


def _lines(text: str) -> Lines:
    """Return where each id and each question stands, its 1-based lines in order."""
    found: Lines = {}
    line, seen = 1, 0
    for match in _NAMED.finditer(text):
        line += text.count("\n", seen, match.end())
        seen = match.end()
        found.setdefault(str(json.loads(match[1], strict=False)), []).append(line)
    return found
